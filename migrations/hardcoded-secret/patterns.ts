/**
 * What keys of well-known providers look like. Data only. Every expression is linear: a fixed beginning, then one run of a character
 * class. The first group, where there is one, is the secret part; otherwise the whole match is.
 */
export interface ISecretPattern {
  /** Shown to people: "OpenAI API key". */
  readonly kind: string;
  /** Name of the environment variable that the provider's own library reads, or the usual one. */
  readonly variable: string;
  readonly expression: RegExp;
}

export const secretPatterns: readonly ISecretPattern[] = [
  {
    kind: 'Anthropic API key',
    variable: 'ANTHROPIC_API_KEY',
    expression: /(?<![\w-])sk-ant-[\w-]{24,}/g
  },
  {
    kind: 'OpenRouter API key',
    variable: 'OPENROUTER_API_KEY',
    expression: /(?<![\w-])sk-or-v1-[0-9a-f]{32,}/g
  },
  {
    kind: 'LangSmith API key',
    variable: 'LANGSMITH_API_KEY',
    expression: /(?<![\w-])lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}/g
  },
  {
    kind: 'Langfuse secret key',
    variable: 'LANGFUSE_SECRET_KEY',
    expression: /(?<![\w-])sk-lf-[0-9a-f-]{36}/g
  },
  {
    kind: 'OpenAI API key',
    variable: 'OPENAI_API_KEY',
    expression: /(?<![\w-])sk-(?:(?:proj|svcacct|admin)-[\w-]{24,}|[A-Za-z0-9]{32,})(?![\w-])/g
  },
  {
    kind: 'Hugging Face token',
    variable: 'HF_TOKEN',
    expression: /(?<!\w)hf_[A-Za-z0-9]{30,}/g
  },
  {
    kind: 'AWS access key',
    variable: 'AWS_ACCESS_KEY_ID',
    expression: /(?<!\w)(?:AKIA|ASIA)[A-Z0-9]{16}(?!\w)/g
  },
  {
    kind: 'Google API key',
    variable: 'GOOGLE_API_KEY',
    expression: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g
  },
  {
    kind: 'Google client secret',
    variable: 'GOOGLE_CLIENT_SECRET',
    expression: /(?<![\w-])GOCSPX-[\w-]{28}/g
  },
  {
    kind: 'GitHub token',
    variable: 'GITHUB_TOKEN',
    expression: /(?<!\w)(?:gh[opusr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})/g
  },
  {
    kind: 'GitLab token',
    variable: 'GITLAB_TOKEN',
    expression: /(?<![\w-])glpat-[\w-]{20,}/g
  },
  {
    kind: 'Slack token',
    variable: 'SLACK_TOKEN',
    expression: /(?<![\w-])xox[abeoprs]-[A-Za-z0-9-]{20,}/g
  },
  {
    kind: 'Slack webhook',
    variable: 'SLACK_WEBHOOK_URL',
    expression: /https:\/\/hooks\.slack\.com\/services\/T\w{6,}\/B\w{6,}\/\w{16,}/g
  },
  {
    kind: 'Stripe key',
    variable: 'STRIPE_API_KEY',
    expression: /(?<!\w)[rs]k_live_[A-Za-z0-9]{20,}/g
  },
  {
    kind: 'Webhook signing secret',
    variable: 'WEBHOOK_SECRET',
    expression: /(?<!\w)whsec_[A-Za-z0-9+/=]{24,}/g
  },
  {
    kind: 'SendGrid API key',
    variable: 'SENDGRID_API_KEY',
    expression: /(?<!\w)SG\.[\w-]{20,24}\.[\w-]{38,50}/g
  },
  {
    kind: 'Pinecone API key',
    variable: 'PINECONE_API_KEY',
    expression: /(?<!\w)pcsk_[A-Za-z0-9_]{40,}/g
  },
  { kind: 'Groq API key', variable: 'GROQ_API_KEY', expression: /(?<!\w)gsk_[A-Za-z0-9]{40,}/g },
  {
    kind: 'Replicate token',
    variable: 'REPLICATE_API_TOKEN',
    expression: /(?<!\w)r8_[A-Za-z0-9]{36,}/g
  },
  {
    kind: 'Tavily API key',
    variable: 'TAVILY_API_KEY',
    expression: /(?<![\w-])tvly-[A-Za-z0-9-]{24,}/g
  },
  {
    kind: 'Perplexity API key',
    variable: 'PERPLEXITY_API_KEY',
    expression: /(?<![\w-])pplx-[A-Za-z0-9]{40,}/g
  },
  { kind: 'xAI API key', variable: 'XAI_API_KEY', expression: /(?<![\w-])xai-[A-Za-z0-9]{60,}/g },
  {
    kind: 'NVIDIA API key',
    variable: 'NVIDIA_API_KEY',
    expression: /(?<![\w-])nvapi-[\w-]{50,}/g
  },
  {
    kind: 'Databricks token',
    variable: 'DATABRICKS_TOKEN',
    expression: /(?<!\w)dapi[0-9a-f]{32}(?!\w)/g
  },
  { kind: 'PyPI token', variable: 'PYPI_TOKEN', expression: /(?<![\w-])pypi-AgE[\w-]{50,}/g },
  { kind: 'npm token', variable: 'NPM_TOKEN', expression: /(?<!\w)npm_[A-Za-z0-9]{36}(?!\w)/g },
  {
    kind: 'Telegram bot token',
    variable: 'TELEGRAM_BOT_TOKEN',
    expression: /(?<!\w)\d{8,10}:AA[\w-]{33}(?![\w-])/g
  },
  {
    kind: 'Azure storage key',
    variable: 'AZURE_STORAGE_KEY',
    expression: /AccountKey=([A-Za-z0-9+/]{86}==)/g
  },
  {
    kind: 'JSON Web Token',
    variable: 'ACCESS_TOKEN',
    expression: /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/g
  },
  {
    kind: 'Private key',
    variable: 'PRIVATE_KEY',
    expression:
      /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]{40,}-----END [A-Z ]{0,20}PRIVATE KEY-----/g
  },
  {
    kind: 'Password in a URL',
    variable: 'DATABASE_URL',
    expression:
      /(?<![\w+.-])[a-z][a-z0-9+]{1,24}:\/\/[^\s:/@'"<>{}]{1,64}:([^\s/@'"<>{}]{3,128})@[\w.-]+/g
  }
];
