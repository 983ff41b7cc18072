/** Keys of every provider are found by their shape, and their placeholders are not. The values are put together here from parts. */
import { isCredentialValue, isPlaceholder } from './judge';
import { secretPatterns } from './patterns';
import { scanShapes, scanText } from './scan';

const pool = 'q7Zp2mX9vT4rB8nL1kW6yD3fG5hJ0sCdEwRtYuIoPaQzVbNmKxMvHjLgFcSq8A2s4D6f9G';
const letters = (n: number): string => pool.repeat(3).slice(0, n);
const hex = (n: number): string => '9f2c7a1e5b8d3064c7e19ab25df08463a1b9'.repeat(3).slice(0, n);
const upper = (n: number): string => 'QZ7PM2XV9TRB4NLK8WYD'.slice(0, n);

const keys: Record<string, string> = {
  'Anthropic API key': `sk-ant-api03-${letters(60)}`,
  'OpenRouter API key': `sk-or-v1-${hex(64)}`,
  'LangSmith API key': `lsv2_pt_${hex(32)}_${hex(10)}`,
  'Langfuse secret key': `sk-lf-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
  'OpenAI API key': `sk-proj-${letters(60)}`,
  'Hugging Face token': `hf_${letters(34)}`,
  'AWS access key': `AKIA${upper(16)}`,
  'Google API key': `AIza${letters(35)}`,
  'Google client secret': `GOCSPX-${letters(28)}`,
  'GitHub token': `ghp_${letters(36)}`,
  'GitLab token': `glpat-${letters(20)}`,
  'Slack token': `xoxb-${letters(40)}`,
  'Slack webhook': `https://hooks.slack.com/services/T${upper(9)}/B${upper(9)}/${letters(24)}`,
  'Stripe key': `sk_live_${letters(24)}`,
  'Webhook signing secret': `whsec_${letters(32)}`,
  'SendGrid API key': `SG.${letters(22)}.${letters(43)}`,
  'Pinecone API key': `pcsk_${letters(60)}`,
  'Groq API key': `gsk_${letters(52)}`,
  'Replicate token': `r8_${letters(37)}`,
  'Tavily API key': `tvly-dev-${letters(32)}`,
  'Perplexity API key': `pplx-${letters(48)}`,
  'xAI API key': `xai-${letters(70)}`,
  'NVIDIA API key': `nvapi-${letters(64)}`,
  'Databricks token': `dapi${hex(32)}`,
  'PyPI token': `pypi-AgE${letters(60)}`,
  'npm token': `npm_${letters(36)}`,
  'Telegram bot token': `7482910365:AA${letters(33)}`,
  'Azure storage key': `AccountKey=${letters(86)}==`,
  'JSON Web Token': `eyJ${letters(20)}.eyJ${letters(30)}.${letters(43)}`,
  'Private key': `-----BEGIN PRIVATE KEY-----\n${letters(60)}\n-----END PRIVATE KEY-----`,
  'Password in a URL': 'postgresql://anna:Wn3kD7xJ2m@db.example.org/sales'
};

describe('shapes of keys', () => {
  it('has a test key for every pattern', () => {
    expect(Object.keys(keys).sort()).toEqual(secretPatterns.map(p => p.kind).sort());
  });

  it.each(Object.entries(keys))('finds: %s', (kind, key) => {
    expect(scanShapes(`x = "${key}"`).map(s => s.kind)).toEqual([kind]);
    // Also in free text, where another name stands beside it.
    expect(scanText(`see ${key} there`).map(s => s.kind)).toEqual([kind]);
  });

  it('finds nothing in ordinary text and code', () => {
    for (const text of [
      'sk-learn and sk-image are packages; sklearn-pandas-2024-final-version too',
      'data:image/png;base64,iVBORw0KGgo',
      'https://user@example.org/path',
      'AKIA in a sentence',
      `commit ${hex(40)}`,
      'hf_hub_download(repo_id="bert-base", filename="config.json")',
      'http://localhost:8888/lab?token='
    ]) {
      expect(scanText(text)).toEqual([]);
    }
  });

  it.each(['YOUR_API_KEY', 'sk-...', '', '<token>', 'xxxxxxxx', '$TOKEN', 'aaaaaaaaaaaaaaaa'])(
    'takes %j for a placeholder',
    value => {
      expect(isPlaceholder(value)).toBe(true);
    }
  );

  it('tells random values from words', () => {
    expect(isCredentialValue('key', letters(24))).toBe(true);
    expect(isCredentialValue('key', 'my-azure-search-service-key')).toBe(false);
    expect(isCredentialValue('password', 'Wn3kD7xJ2m')).toBe(true);
    expect(isCredentialValue('password', 'hello world 1')).toBe(false);
    expect(
      isCredentialValue(
        'key',
        `/${letters(60).slice(0, 18)}/${letters(60).slice(20, 32)}+${letters(60).slice(32, 45)}/`
      )
    ).toBe(true);
    expect(isCredentialValue('key', '/content/drive/MyDrive/Data2/Checkpoints')).toBe(false);
    expect(isCredentialValue('key', '/home/Users/Anna42/Projects/Notebooks/Models/BERT7')).toBe(
      false
    );
  });

  it('does not hang on texts that begin like a key over and over', () => {
    // Half a million characters each: a quadratic search would not end within the time of the test.
    for (const start of [
      'sk-',
      'eyJaaaaaaaaaa.',
      'a://b:',
      '-----BEGIN PRIVATE KEY-----',
      'token = '
    ]) {
      expect(scanShapes(start.repeat(Math.ceil(500_000 / start.length)))).toEqual([]);
    }
  });
});
