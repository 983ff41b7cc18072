/** Tells real-looking secrets from placeholders and examples, and names that mean a credential from those that only sound like one. */

/** Values from documentation that everybody may print. */
const published = new Set([
  'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  'AKIAIOSFODNN7EXAMPLE',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
]);

const placeholderWords =
  /example|placeholder|change_?-?me|insert|replace|redacted|hidden|\*{3,}|\.{3,}|…|•|0{6,}|1{6,}|abcdef|123456|<|>|\$\{|\{\{/i;

/** Short words stand in a long random value by chance, but hardly ever in one case. */
const shortPlaceholderWords = new RegExp(
  ['your', 'enter', 'dummy', 'fake', 'sample', 'mock', 'todo', 'fixme', 'x{4,}']
    .flatMap(w => [w, w.toUpperCase(), w[0].toUpperCase() + w.slice(1)])
    .join('|')
);

/** True for texts that stand in for a value: `YOUR_API_KEY`, `sk-...`, `<token>`, `xxxx`, examples of the documentation. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  return (
    text === '' ||
    placeholderWords.test(text) ||
    shortPlaceholderWords.test(text) ||
    [...published].some(p => text.includes(p)) ||
    // The name of an environment variable, `$NAME`, `%NAME%`.
    /^[$%]?[A-Z][A-Z0-9]*(_[A-Z0-9]+)+%?$/.test(text) ||
    /^\$\w+$/.test(text) ||
    new Set(text.replace(/^[A-Za-z]{2,6}[-_]/, '')).size < Math.min(6, text.length)
  );
}

/** `apiKey`, `API-Key`, `x-api-key` → `api_key`, `api_key`, `x_api_key`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
}

const credentialWords =
  /(^|_)(api_?keys?|app_?key|apikey|secret|secret_?key|access_?key|account_?key|private_?key|subscription_?key|encryption_?key|auth_?key|token|auth_?token|access_?token|bearer|authorization|passwd|password|passphrase|pwd|pass|credentials?)$/;
const passwordWords = /(^|_)(passwd|password|passphrase|pwd|pass)$/;

export type CredentialKind = 'password' | 'token' | 'key';

/** What kind of credential a variable, key or keyword means; null when it means none. */
export function credentialKind(name: string): CredentialKind | null {
  const snake = snakeCase(name).replace(/_?\d+$/, '');
  if (!credentialWords.test(snake) || /(^|_)public_/.test(snake)) {
    return null;
  }
  if (
    /(^|_)(pad|eos|bos|unk|sep|cls|mask|special|stop|end|start|next|prev|page)_token$/.test(snake)
  ) {
    return null;
  }
  return passwordWords.test(snake)
    ? 'password'
    : /token|bearer|authorization/.test(snake)
      ? 'token'
      : 'key';
}

/** Bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const c of text) {
    counts.set(c, (counts.get(c) ?? 0) + 1);
  }
  let bits = 0;
  for (const n of counts.values()) {
    const share = n / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

/** True for a value that looks drawn at random: what a key or a token is, and what a word, a path or a name is not. */
export function looksRandom(value: string): boolean {
  if (value.length < 16 || value.length > 512 || !/^[\w+/=.:~-]+$/.test(value)) {
    return false;
  }
  // Base64 has slashes anywhere; a path of the same letters repeats them more.
  if (
    /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9+/]{32,}={0,2}$/.test(value) &&
    entropy(value) >= 4.5
  ) {
    return true;
  }
  if (/^[./~]|:\/\/|\.(json|txt|csv|ya?ml|py|pem|key|env|toml|ini|cfg|html?)$/i.test(value)) {
    return false;
  }
  const mixed = value
    .split(/[-_.:/]/)
    .some(part => part.length >= 8 && /\d/.test(part) && /[A-Za-z]/.test(part));
  return mixed && entropy(value) >= 3.2;
}

const commonPasswords =
  /pass|admin|root|test|secret|user|guest|demo|welcome|letmein|qwerty|postgres|mysql|mongo|redis|changeit|default|local|hello|1234|foobar/i;

/** True for something that a person may really use as a password. */
export function looksLikePassword(value: string): boolean {
  return (
    value.length >= 8 &&
    value.length <= 128 &&
    !/\s/.test(value) &&
    /[A-Za-z]/.test(value) &&
    /[\d!@#$%^&*?~]/.test(value) &&
    !commonPasswords.test(value) &&
    !/^[./~]|:\/\//.test(value)
  );
}

export function isCredentialValue(kind: CredentialKind, value: string): boolean {
  return (
    !isPlaceholder(value) && (kind === 'password' ? looksLikePassword(value) : looksRandom(value))
  );
}
