/** Two hundred made-up credentials over all formats and places: each is found, none is shown, and what is no secret stays silent. */
import {
  Engine,
  parsePercent,
  readNotebook,
  redact,
  type IAnalysis,
  type INotebook
} from '../../src/core';
import { leak, plantedSecrets, type IPlanted } from '../../src/testing/plantedSecrets';
import { testParser } from '../../src/testing/parser';
import migration from './index';

const planted = plantedSecrets(200, 20261);

function notebookOf({ cell, metadata = {} }: IPlanted): INotebook {
  const { cell_type = 'code', source, outputs = [], ...rest } = cell;
  const written = {
    cell_type,
    id: 'planted',
    metadata: {},
    source,
    ...(cell_type === 'code' ? { outputs, execution_count: null } : {}),
    ...rest
  };
  const document = { cells: [written], metadata, nbformat: 4, nbformat_minor: 5 };
  const read = readNotebook(new TextEncoder().encode(JSON.stringify(document)));
  if (!read.ok) {
    throw new Error(read.reason);
  }
  return read.document.notebook;
}

async function engine(): Promise<Engine> {
  return new Engine(await testParser(), [migration]);
}

/** All that is said about a notebook, without the hashes, in which five digits are soon met by chance. */
function said(analysis: IAnalysis): string {
  return JSON.stringify(analysis, (key: string, value: unknown) =>
    key === 'baseHash' || key === 'id' ? undefined : value
  );
}

describe('200 planted secrets', () => {
  it('cover the formats and places', () => {
    expect(new Set(planted.map(p => p.title)).size).toBeGreaterThan(150);
  });

  it('are found, each', async () => {
    const e = await engine();
    const missed = planted.filter(p => !e.analyze(notebookOf(p)).diagnostics.length);
    expect(missed.map(p => p.title)).toEqual([]);
  });

  it('are known in full, so that they can be hidden wherever they stand', async () => {
    const e = await engine();
    const seen = planted.filter(p => {
      const secrets = e.secrets(notebookOf(p));
      const raw = [p.secret, ...p.secret.split('\n')];
      return raw.some(text => leak(redact(text, secrets), [p]) !== null);
    });
    expect(seen.map(p => p.title)).toEqual([]);
  });

  it('show nowhere in what is said about them', async () => {
    const e = await engine();
    const seen = planted.filter(p => leak(said(e.analyze(notebookOf(p))), [p]) !== null);
    expect(seen.map(p => p.title)).toEqual([]);
  });

  it('leave the code when their fixes are accepted', async () => {
    const e = await engine();
    const kept: string[] = [];
    for (const p of planted.filter(q => q.isCode)) {
      const before = notebookOf(p);
      const { diagnostics } = e.analyze(before);
      const { notebook } = e.fix(before, 'suggested');
      const text = notebook.cells.map(c => c.source).join('\n');
      // What cannot be moved says so.
      if (leak(text, [p]) !== null && diagnostics.every(d => d.declined === null)) {
        kept.push(p.title);
      }
    }
    expect(kept).toEqual([]);
  });

  it('are moved from nearly all places in code', async () => {
    const e = await engine();
    const code = planted.filter(p => p.isCode);
    const declined = code.filter(p => e.analyze(notebookOf(p)).diagnostics.some(d => !d.fix));
    expect(declined.map(p => p.title).sort()).toEqual([]);
  });
});

describe('what is no secret', () => {
  it.each([
    'api_key = "YOUR_API_KEY"',
    'api_key = "sk-..."',
    'api_key = ""',
    'api_key = "<token>"',
    'api_key = "xxx"',
    'api_key = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
    'openai.api_key = "<YOUR-OPENAI-KEY>"',
    'password = "********"',
    'token = None',
    'token = "insert your token here"',
    'os.environ["OPENAI_API_KEY"] = "sk-your-key-goes-in-this-place-0000"',
    'api_key = getpass.getpass("OpenAI API key: ")',
    'api_key = os.environ["OPENAI_API_KEY"]',
    'api_key = os.getenv("OPENAI_API_KEY", "")',
    'api_key = userdata.get("OPENAI_API_KEY")',
    'secret = client.access_secret_version(name="projects/p/secrets/openai-key/versions/latest")',
    'secret = vault.secrets.kv.v2.read_secret_version(path="team/openai-2024")',
    'api_key = dbutils.secrets.get(scope="prod-2024", key="openai-api-key-1")',
    'api_key = st.secrets["openai_api_key"]',
    '!export OPENAI_API_KEY=$KEY',
    '%env OPENAI_API_KEY=YOUR_KEY_HERE',
    '!curl -H "Authorization: Bearer $TOKEN" https://example.org',
    'pad_token = "<|endoftext|>"',
    'tokenizer = AutoTokenizer.from_pretrained("distilbert-base-uncased-finetuned-sst-2-english")',
    'model = Client("gpt-4o-mini-2024-07-18-preview-extended")',
    'url = "postgresql://user:password@localhost/db"',
    'key = "learning_rate_2024_schedule_a1"',
    'assembly = "System.Text.Json, PublicKeyToken=' + 'cc7b13ffcd2ddd51"',
    '# %% [markdown]\n# ![plot](https://firebasestorage.googleapis.com/v0/b/a/o/p.png?alt=media&token=' +
      '4d613de4-9d14-48d6-ba9d-e591c562d429)'
  ])('%s', async source => {
    const { diagnostics } = (await engine()).analyze(parsePercent(source));
    expect(diagnostics.map(d => d.message)).toEqual([]);
  });
});
