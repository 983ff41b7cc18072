/**
 * The texts of a notebook outside of its sources: outputs, metadata and attachments, decoded. Images and other binary data are left
 * out: their base64 is no text. Reads only.
 */
import { isRecord, type ICell, type IOutput, type Place, type SemanticModel } from '../../src/core';
import { credentialKind, isCredentialValue } from './judge';
import { remembered } from './remembered';
import { scanText, type ISecret } from './scan';
import { sourceSecrets } from './sources';

export interface IPlacedSecret {
  readonly cell: ICell;
  readonly place: Exclude<Place, 'source'>;
  readonly kind: string;
  /** Never leaves the migration. */
  readonly value: string;
}

/** Longer than this is data, not something that a person printed. */
const maxText = 2_000_000;

/** One finding for each kind of secret in each place. Copies of values found in sources are found whatever they look like. */
export function placedSecrets(model: SemanticModel): readonly IPlacedSecret[] {
  return model.memo(allPlaced);
}

function allPlaced(model: SemanticModel): readonly IPlacedSecret[] {
  const known = model.memo(knownValues);
  const { cells, metadata } = model.notebook;
  const all: IPlacedSecret[] = [];
  cells.forEach((cell, i) => {
    all.push(...cellSecrets(cell, known));
    if (i === 0) {
      all.push(...secretsIn(cell, 'metadata', metadata, () => metadataTexts(metadata), known));
    }
  });
  const places = new Set<string>();
  const values = new Set<string>();
  return all.filter(({ cell, place, kind, value }) => {
    const key = `${cell.id} ${place} ${kind}`;
    // Every value is kept for redaction; the same kind in the same place is one finding.
    const isNew = !places.has(key) || !values.has(value);
    places.add(key);
    values.add(value);
    return isNew;
  });
}

function knownValues(model: SemanticModel): readonly string[] {
  return [...new Set(sourceSecrets(model).map(s => s.value))];
}

// The outputs of a notebook are many times its code: they are searched again only where they or the values are others.
const byCell = new WeakMap<
  ICell,
  { readonly known: readonly string[]; readonly secrets: readonly IPlacedSecret[] }
>();

function cellSecrets(cell: ICell, known: readonly string[]): readonly IPlacedSecret[] {
  let found = byCell.get(cell);
  if (found?.known !== known) {
    const { outputs, metadata, attachments } = cell;
    const secrets = [
      ...secretsIn(cell, 'output', outputs, () => outputs.flatMap(outputTexts), known),
      ...secretsIn(cell, 'metadata', metadata, () => metadataTexts(metadata), known),
      ...(attachments
        ? secretsIn(cell, 'attachment', attachments, () => attachmentTexts(cell), known)
        : [])
    ];
    found = { known, secrets };
    byCell.set(cell, found);
  }
  return found.secrets;
}
/** A text with the secrets that its own shape gives away. */
interface IScannedText {
  readonly text: string;
  readonly secrets: readonly (ISecret & { value: string })[];
}

// Outputs are large and rarely change: each is decoded and scanned once.
const memory = new WeakMap<object, readonly IScannedText[]>();

function scanned(key: object, texts: () => readonly string[]): readonly IScannedText[] {
  return remembered(memory, key, () =>
    texts().map(whole => {
      const text = clean(whole);
      const secrets = scanText(text).map(s => ({ ...s, value: text.slice(s.start, s.end) }));
      return { text, secrets };
    })
  );
}

/** What the texts of one place hold, and copies of known values among them. */
function secretsIn(
  cell: ICell,
  place: IPlacedSecret['place'],
  key: object,
  texts: () => readonly string[],
  known: readonly string[]
): IPlacedSecret[] {
  return scanned(key, texts).flatMap(({ text, secrets: shaped }) => {
    const secrets = shaped.map(({ kind, value }) => ({ cell, place, kind, value }));
    for (const value of known) {
      if (
        value.length >= 8 &&
        text.includes(value) &&
        !secrets.some(s => s.value.includes(value))
      ) {
        secrets.push({ cell, place, kind: 'Secret of a cell', value });
      }
    }
    return secrets;
  });
}

/** Without colour codes, embedded images and the tail of huge outputs. */
function clean(text: string): string {
  return (
    text
      .slice(0, maxText)
      .replace(/\u001b\[[0-9;]*m/g, '')
      // A row of a table says name and value as a line does.
      .replace(/<\/t[dh]>\s{0,20}<t[dh][^<>]{0,200}>/g, ': ')
      .replace(/data:[\w.+/-]{1,60};base64,[A-Za-z0-9+/=]*/g, '')
  );
}

function joined(value: unknown): string {
  return Array.isArray(value)
    ? value.filter(v => typeof v === 'string').join('')
    : typeof value === 'string'
      ? value
      : '';
}

function outputTexts(output: IOutput): string[] {
  const texts = [joined(output.text), joined(output.evalue)];
  if (Array.isArray(output.traceback)) {
    texts.push(output.traceback.filter(t => typeof t === 'string').join('\n'));
  }
  for (const [mime, value] of Object.entries(isRecord(output.data) ? output.data : {})) {
    if (isTextual(mime)) {
      texts.push(
        joined(value) || (isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : '')
      );
    }
  }
  return texts.filter(Boolean);
}

function isTextual(mime: string): boolean {
  return /^text\/|[/+](json|xml|javascript|x-python)$|^image\/svg\+xml$/.test(mime);
}

/** `key: value` lines, so that a value is judged beside its key. */
function metadataTexts(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    const credential = credentialKind(key);
    return [
      credential === 'password' && isCredentialValue('password', value)
        ? `${key}_token: ${value}`
        : `${key}: ${value}`
    ];
  }
  if (Array.isArray(value)) {
    return value.flatMap(v => metadataTexts(v, key));
  }
  return isRecord(value) ? Object.entries(value).flatMap(([k, v]) => metadataTexts(v, k)) : [];
}

function attachmentTexts(cell: ICell): string[] {
  const texts: string[] = [];
  for (const [name, bundle] of Object.entries(cell.attachments ?? {})) {
    texts.push(name);
    for (const [mime, value] of Object.entries(bundle)) {
      const text = joined(value);
      if (isTextual(mime) && text) {
        texts.push(text, decodeBase64(text));
      }
    }
  }
  return texts.filter(Boolean);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes as Latin-1 text: secrets are ASCII. Empty when the text is no base64. */
function decodeBase64(text: string): string {
  const packed = text.replace(/\s+/g, '').replace(/=+$/, '');
  if (packed.length > maxText || !/^[A-Za-z0-9+/]+$/.test(packed)) {
    return '';
  }
  const parts: string[] = [];
  let bits = 0;
  let held = 0;
  for (const c of packed) {
    held = ((held << 6) | alphabet.indexOf(c)) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      parts.push(String.fromCharCode((held >> bits) & 0xff));
    }
  }
  return parts.join('');
}
