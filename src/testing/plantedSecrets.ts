/**
 * Made-up credentials that look real, in the places where notebooks hold them. Everything is drawn from a seed and put together from
 * parts, so that no value stands in the repository.
 */
import type { IFileCell } from './command';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const letters = lower + upper + digits;

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Draw = (alphabet: string, length: number) => string;

interface IFormat {
  readonly provider: string;
  /** The name that people give it. */
  readonly name: string;
  /** What stands in the text; the secret part alone where that differs. */
  readonly make: (draw: Draw) => string | { readonly text: string; readonly secret: string };
  /** Its shape alone gives it away: it is found also where no name stands beside it. */
  readonly isShaped: boolean;
  readonly isMultiline?: boolean;
}

const shaped = (provider: string, name: string, make: IFormat['make']): IFormat => ({
  provider,
  name,
  make,
  isShaped: true
});
const named = (provider: string, name: string, make: IFormat['make']): IFormat => ({
  provider,
  name,
  make,
  isShaped: false
});
const hex = digits + 'abcdef';
const base64 = `${letters}+/`;
const inUrl =
  (scheme: string, rest: string): IFormat['make'] =>
  d => {
    const secret = `${d(letters, 8)}${d(digits, 2)}${d(letters, 6)}`;
    return {
      text: `${scheme}://${d(lower, 6)}:${secret}@${d(lower, 8)}.example.org${rest}`,
      secret
    };
  };

const formats: readonly IFormat[] = [
  shaped('OpenAI', 'OPENAI_API_KEY', d => ['sk', d(letters, 48)].join('-')),
  shaped(
    'OpenAI project',
    'openai_key',
    d => ['sk', 'proj', d(`${letters}_-`, 100)].join('-') + 'T3'
  ),
  shaped('Anthropic', 'ANTHROPIC_API_KEY', d =>
    ['sk', 'ant', 'api03', d(`${letters}_-`, 90)].join('-')
  ),
  shaped('Hugging Face', 'HF_TOKEN', d => ['hf', d(letters, 34)].join('_')),
  shaped('AWS', 'AWS_ACCESS_KEY_ID', d => ['AK', 'IA', d(`${upper}234567`, 16)].join('')),
  named('AWS secret', 'AWS_SECRET_ACCESS_KEY', d => d(base64, 40)),
  shaped('Google', 'GOOGLE_API_KEY', d => ['AI', 'za', d(`${letters}_-`, 35)].join('')),
  shaped('Google client', 'client_secret', d => ['GOC', 'SPX-', d(letters, 28)].join('')),
  shaped('GitHub', 'GITHUB_TOKEN', d => ['gh', `p_${d(letters, 36)}`].join('')),
  shaped('GitHub fine', 'gh_token', d =>
    ['github', 'pat', d(letters, 22), d(letters, 59)].join('_')
  ),
  shaped('GitLab', 'GITLAB_TOKEN', d => ['glp', `at-${d(letters, 20)}`].join('')),
  shaped('Slack', 'SLACK_TOKEN', d =>
    ['xo', `xb-${d(digits, 12)}-${d(digits, 12)}-${d(letters, 24)}`].join('')
  ),
  shaped('Slack webhook', 'webhook', d => {
    const secret = `T${d(upper, 9)}/B${d(upper, 9)}/${d(letters, 24)}`;
    return { text: `https://hooks.${'slack.com'}/services/${secret}`, secret };
  }),
  shaped('Stripe', 'STRIPE_API_KEY', d => ['sk', 'live', d(letters, 24)].join('_')),
  shaped('Stripe restricted', 'stripe_key', d => ['rk', 'live', d(letters, 60)].join('_')),
  shaped('Pinecone', 'PINECONE_API_KEY', d =>
    ['pc', `sk_${d(letters, 6)}_${d(letters, 63)}`].join('')
  ),
  named('Pinecone old', 'pinecone_api_key', d => [8, 4, 4, 4, 12].map(n => d(hex, n)).join('-')),
  named('Cohere', 'COHERE_API_KEY', d => d(letters, 40)),
  named('Weights & Biases', 'WANDB_API_KEY', d => d(hex, 40)),
  shaped('Groq', 'GROQ_API_KEY', d => ['gs', `k_${d(letters, 52)}`].join('')),
  shaped('Replicate', 'REPLICATE_API_TOKEN', d => ['r', `8_${d(letters, 37)}`].join('')),
  shaped('Databricks', 'DATABRICKS_TOKEN', d => ['da', `pi${d(hex, 32)}`].join('')),
  shaped('SendGrid', 'SENDGRID_API_KEY', d =>
    ['S', 'G.', d(letters, 22), '.', d(letters, 43)].join('')
  ),
  shaped('Telegram', 'bot_token', d => `71${d('23456789', 8)}:${'A'}${'A'}${d(letters, 33)}`),
  shaped('PostgreSQL', 'DATABASE_URL', inUrl('postgresql', ':5432/sales')),
  shaped('MongoDB', 'MONGO_URI', inUrl('mongodb+srv', '/?retryWrites=true')),
  shaped('Redis', 'REDIS_URL', inUrl('redis', ':6379/0')),
  shaped('MySQL', 'engine_url', inUrl('mysql+pymysql', '/shop')),
  shaped('JSON Web Token', 'access_token', d =>
    [`eyJ${d(letters, 33)}`, `eyJ${d(letters, 60)}`, d(`${letters}_-`, 43)].join('.')
  ),
  {
    ...shaped('Private key', 'private_key', d => {
      const secret = [d(base64, 64), d(base64, 64), `${d(base64, 42)}==`].join('\n');
      const word = ['PRIVATE', 'KEY'].join(' ');
      return { text: `-----BEGIN RSA ${word}-----\n${secret}\n-----END RSA ${word}-----`, secret };
    }),
    isMultiline: true
  },
  named('hex token', 'api_token', d => d(hex, 32)),
  named('base64 key', 'SECRET_KEY', d => `${d(base64, 43)}=`),
  named('mixed key', 'api_key', d => d(letters, 24)),
  named('bearer', 'auth_token', d => d(`${letters}_-`, 48))
];

/** One credential in one notebook cell. */
export interface IPlanted {
  /** "Slack token in a call argument" */
  readonly title: string;
  readonly cell: IFileCell;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly secret: string;
  /** A text that a fix moves: the fixed notebook must not hold the value. */
  readonly isCode: boolean;
}

interface IPlace {
  readonly place: string;
  /** A name stands beside the value. */
  readonly isNamed: boolean;
  readonly isCode?: boolean;
  readonly make: (
    value: string,
    name: string,
    format: IFormat
  ) => IFileCell & { readonly notebook?: Readonly<Record<string, unknown>> };
}

const code = (source: string): IFileCell => ({ source });
const output = (value: Record<string, unknown>): IFileCell => ({
  source: 'show()',
  outputs: [value]
});
/** A Python literal that may span lines. */
const literal = (value: string): string =>
  value.includes('\n') ? `"""${value}"""` : JSON.stringify(value);

const places: readonly IPlace[] = [
  {
    place: 'an assignment',
    isNamed: true,
    isCode: true,
    make: (v, n) => code(`${n} = ${literal(v)}`)
  },
  {
    place: 'a dict',
    isNamed: true,
    isCode: true,
    make: (v, n) => code(`settings = {"region": "eu", "${n}": ${literal(v)}}`)
  },
  {
    place: 'a call argument',
    isNamed: true,
    isCode: true,
    make: (v, n) => code(`client = connect(${n.toLowerCase()}=${literal(v)})`)
  },
  {
    place: 'a positional argument',
    isNamed: false,
    isCode: true,
    make: v => code(`client = Service(${literal(v)})`)
  },
  {
    place: 'a URL',
    isNamed: true,
    isCode: true,
    make: v => code(`page = fetch("https://api.example.org/v1/list?api_key=${v}&page=2")`)
  },
  {
    place: 'an f-string',
    isNamed: true,
    isCode: true,
    make: v => code(`page = fetch(f"https://api.example.org/{version}/list?token=${v}")`)
  },
  {
    place: 'the environment',
    isNamed: true,
    isCode: true,
    make: (v, n) => code(`import os\nos.environ["${n}"] = ${literal(v)}`)
  },
  {
    place: 'a default of the environment',
    isNamed: true,
    isCode: true,
    make: (v, n) => code(`import os\nkey = os.getenv("${n}", ${literal(v)})`)
  },
  {
    place: 'a header',
    isNamed: true,
    isCode: true,
    make: v => code(`headers = {"Authorization": "Bearer ${v}"}`)
  },
  { place: '%env', isNamed: true, make: (v, n) => code(`%env ${n}=${v}`) },
  { place: 'export in a shell line', isNamed: true, make: (v, n) => code(`!export ${n}=${v}`) },
  {
    place: 'curl',
    isNamed: true,
    make: v => code(`!curl -H "Authorization: Bearer ${v}" https://api.example.org`)
  },
  {
    place: 'a shell cell',
    isNamed: true,
    make: (v, n) => code(`%%bash\nexport ${n}="${v}"\n./run`)
  },
  { place: 'a written file', isNamed: true, make: (v, n) => code(`%%writefile .env\n${n}=${v}`) },
  { place: 'a comment', isNamed: true, make: (v, n) => code(`# ${n} = "${v}"\nx = 1`) },
  { place: 'a cell with an error', isNamed: true, make: (v, n) => code(`${n} = "${v}"\nif x = 1`) },
  {
    place: 'Markdown',
    isNamed: true,
    make: (v, n) => ({ cell_type: 'markdown', source: `Use this:\n\n    ${n}=${v}\n` })
  },
  {
    place: 'Markdown prose',
    isNamed: true,
    make: (v, n) => ({ cell_type: 'markdown', source: `Our **${n}**: \`${v}\` (do not share).` })
  },
  {
    place: 'a printed line',
    isNamed: true,
    make: (v, n) => output({ output_type: 'stream', name: 'stdout', text: [`${n}: ${v}\n`] })
  },
  {
    place: 'a printed dict',
    isNamed: true,
    make: (v, n) =>
      output({
        output_type: 'execute_result',
        execution_count: 1,
        metadata: {},
        data: { 'text/plain': [`{'region': 'eu', '${n}': '${v}'}`] }
      })
  },
  {
    place: 'HTML',
    isNamed: true,
    make: (v, n) =>
      output({
        output_type: 'display_data',
        metadata: {},
        data: { 'text/html': [`<td>${n}</td><td>${v}</td>`] }
      })
  },
  {
    place: 'JSON',
    isNamed: true,
    make: (v, n) =>
      output({
        output_type: 'display_data',
        metadata: {},
        data: { 'application/json': { deep: [{ [n]: v }] } }
      })
  },
  {
    place: 'a traceback',
    isNamed: true,
    make: (v, n) =>
      output({
        output_type: 'error',
        ename: 'AuthError',
        evalue: `401 for ${n}=${v}`,
        traceback: [`\u001b[31mAuthError\u001b[0m: 401 for \u001b[1m${n}\u001b[0m=${v}`]
      })
  },
  {
    place: 'metadata of a cell',
    isNamed: true,
    make: (v, n) => ({ source: 'x = 1', metadata: { tool: { [n]: v } } })
  },
  {
    place: 'metadata of the notebook',
    isNamed: true,
    make: (v, n) => ({ source: 'x = 1', notebook: { papermill: { parameters: { [n]: v } } } })
  },
  {
    place: 'an attachment',
    isNamed: true,
    make: (v, n) => ({
      cell_type: 'markdown',
      source: 'See the file.',
      attachments: { 'a.txt': { 'text/plain': Buffer.from(`${n}=${v}`).toString('base64') } }
    })
  },
  {
    place: 'the name of an attachment',
    isNamed: false,
    make: v => ({
      cell_type: 'markdown',
      source: 'See the file.',
      attachments: { [`${v.replace(/[/\n]/g, '-')}.txt`]: { 'text/plain': 'QQ==' } }
    })
  }
];

/** As many credentials as asked for, over all formats and places that go together. */
export function plantedSecrets(count: number, seed: number): IPlanted[] {
  const random = seeded(seed);
  const draw: Draw = (alphabet, length) => {
    let text = '';
    while (text.length < length) {
      text += alphabet[Math.floor(random() * alphabet.length)];
    }
    // A key of letters alone is drawn once in a while; a digit makes it one that is told from a word.
    return length >= 20 && !/\d/.test(text) && /\d/.test(alphabet) ? `${text.slice(0, -1)}7` : text;
  };
  const planted: IPlanted[] = [];
  for (let i = 0; planted.length < count; i++) {
    const format = formats[i % formats.length];
    const place = places[(i + Math.floor(i / formats.length)) % places.length];
    if ((!format.isShaped && !place.isNamed) || (format.isMultiline && !fitsLines(place))) {
      continue;
    }
    if (
      /URL|webhook/i.test(place.place + format.name) &&
      /URL|header|curl|f-string|attachment$/.test(place.place)
    ) {
      // A URL within a URL, a header or the name of a file is no place where people put one.
      continue;
    }
    const made = format.make(draw);
    const { text, secret } = typeof made === 'string' ? { text: made, secret: made } : made;
    const { notebook, ...cell } = place.make(text, format.name, format);
    planted.push({
      title: `${format.provider} in ${place.place}`,
      cell,
      ...(notebook ? { metadata: notebook } : {}),
      secret,
      isCode: place.isCode ?? false
    });
  }
  return planted;
}

function fitsLines({ place }: IPlace): boolean {
  return (
    /assignment|dict$|^a call|environment|Markdown$|JSON|metadata|attachment$/.test(place) &&
    !/name of/.test(place)
  );
}

/** Runs of five characters of a value beyond its first four: none of them may be seen anywhere. */
export function traces(secret: string): string[] {
  const body = secret.slice(4).replace(/\n/g, '');
  return Array.from({ length: Math.max(0, body.length - 4) }, (_, i) => body.slice(i, i + 5));
}

/** The first trace of a secret that a text holds, or null. Values never enter a message: only their title does. */
export function leak(text: string, planted: readonly IPlanted[]): string | null {
  const runs = new Set<string>();
  for (let i = 0; i + 5 <= text.length; i++) {
    runs.add(text.slice(i, i + 5));
  }
  const found = planted.find(p => traces(p.secret).some(t => runs.has(t)));
  return found?.title ?? null;
}
