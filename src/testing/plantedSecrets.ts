/**
 * Made-up credentials that look real, in the places where notebooks hold them. Everything is drawn from a seed and put together from
 * parts, so that no value stands in the repository.
 */
import type { IFileCell } from './command';
import { secretFormats as formats, type Draw } from './plantedFormats';
import { secretPlaces as places, type IPlace } from './plantedPlaces';

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
