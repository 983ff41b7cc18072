/** What made-up credentials look like, by provider. Put together from parts, so that no value stands in the repository. */
const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const letters = lower + upper + digits;

/** A random text of some length. */
export type Draw = (alphabet: string, length: number) => string;

/** One kind of credential. */
export interface IFormat {
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

/** Kinds of credentials, of the common providers and without any. */
export const secretFormats: readonly IFormat[] = [
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
