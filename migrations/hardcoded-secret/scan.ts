/** Finds secrets in a text: by the shape of a provider's keys, and by `name = value` in free text. Knows nothing of cells. */
import { credentialKind, isCredentialValue, isPlaceholder } from './judge';
import { secretPatterns } from './patterns';

export interface ISecret {
  /** "OpenAI API key" */
  readonly kind: string;
  /** Environment variable that suits it, or null when only the context can say. */
  readonly variable: string | null;
  /** The name beside it in the text, or null. */
  readonly name: string | null;
  /** The secret part, in the text. */
  readonly start: number;
  readonly end: number;
}

const weakPasswords =
  /^(pass(word|wd)?|pwd|secret|postgres|mysql|root|admin|user(name)?|guest|test|token|example|\d{1,4}|\*+)$/i;

/** An image or another file within a text: its base64 is no text. */
const embedded = /data:[\w.+/-]{1,60};base64,[A-Za-z0-9+/=]*/g;

/** The text with blanks in place of embedded files, so that all else stays where it is. */
export function withoutFiles(text: string): string {
  return text.replace(embedded, file => ' '.repeat(file.length));
}

/** Any of the shapes: nearly every text has none, and one expression says so faster than all of them in turn. */
const anyShape = new RegExp(secretPatterns.map(p => `(?:${p.expression.source})`).join('|'));

/** Secrets with a known shape, in order, without overlaps. */
export function scanShapes(text: string): ISecret[] {
  if (!anyShape.test(text)) {
    return [];
  }
  const found: ISecret[] = [];
  for (const { kind, variable, expression } of secretPatterns) {
    for (const match of text.matchAll(expression)) {
      const secret = match[1] ?? match[0];
      const start = match.index + (match[1] === undefined ? 0 : match[0].lastIndexOf(match[1]));
      const end = start + secret.length;
      const isWeak =
        kind === 'Password in a URL' && (weakPasswords.test(secret) || /^\$/.test(secret));
      if (isWeak || isPlaceholder(kind === 'Private key' ? secret.slice(30, 90) : secret)) {
        continue;
      }
      if (!found.some(f => f.start < end && start < f.end)) {
        found.push({ kind, variable, name: null, start, end });
      }
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** `API_KEY = "…"`, `'api_key': '…'`, `**api_key**: \`…\``, `Authorization: Bearer …` */
const named =
  /(?<![\w-])([A-Za-z][\w-]{1,40})["'\]`*]{0,4}\s{0,3}[:=]["'`*]{0,2}\s{0,3}["'`]?(?:(?:Bearer|Basic|Token)\s+)?([\w+/=.:~-]{16,200})/g;

/** A parameter in the query of a URL. */
const parameter = /[?&]([A-Za-z_][\w-]{1,30})=([\w+/=.:~%-]{16,200})/g;

/** Links that are made to be shared carry a token in them. */
const sharedLink = /https:\/\/firebasestorage\.googleapis\.com\/\S{0,300}$/;

/** A part of every name that means a credential: most texts have none, and need no closer look. */
const anyName = /key|app_?id|secret|token|bearer|authorization|pass|pwd|credential/i;

/** Values in the query of a URL whose name means a credential. */
export function scanQuery(text: string): ISecret[] {
  if (!anyName.test(text)) {
    return [];
  }
  return [...text.matchAll(parameter)].flatMap(match => {
    const credential = /^(key|app_?id)$/i.test(match[1]) ? 'key' : credentialKind(match[1]);
    const start = match.index + match[0].length - match[2].length;
    return credential &&
      isCredentialValue(credential, match[2]) &&
      !sharedLink.test(text.slice(Math.max(0, match.index - 300), match.index))
      ? [
          {
            kind: kindWord(credential),
            variable: null,
            name: /^key$/i.test(match[1]) ? 'api_key' : match[1],
            start,
            end: start + match[2].length
          }
        ]
      : [];
  });
}

/** As `scanShapes`, and values beside a name that means a credential: for comments, Markdown, outputs and metadata. */
export function scanText(text: string): ISecret[] {
  const found = scanShapes(text);
  if (!anyName.test(text)) {
    return found;
  }
  for (const secret of scanQuery(text)) {
    if (!found.some(f => f.start < secret.end && secret.start < f.end)) {
      found.push(secret);
    }
  }
  for (const match of text.matchAll(named)) {
    const credential = credentialKind(match[1]);
    const start = match.index + match[0].length - match[2].length;
    const end = start + match[2].length;
    // A password of words is told from prose only where code binds it, so free text is held to keys and tokens.
    if (
      credential &&
      credential !== 'password' &&
      isCredentialValue(credential, match[2]) &&
      !found.some(f => f.start < end && start < f.end) &&
      !sharedLink.test(text.slice(Math.max(0, match.index - 300), match.index))
    ) {
      found.push({ kind: kindWord(credential), variable: null, name: match[1], start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

export function kindWord(kind: 'password' | 'token' | 'key'): string {
  return kind === 'password' ? 'Password' : kind === 'token' ? 'Access token' : 'API key';
}
