/**
 * The one content hash of the project: short, stable across hosts, never used for secrecy. Does not hash bytes of files; text only.
 * Every cell without an id is hashed when a notebook is read, so this is SHA-256 with nothing around it: one pass over the text, no
 * lists, no bytes in between.
 */

/** The first 32 bits of the fractions of the cube roots of the first 64 primes. */
const ROUND = new Int32Array(64);
/** The same of the square roots of the first eight. */
const INITIAL = new Int32Array(8);

for (let n = 2, count = 0; count < 64; n++) {
  let isPrime = true;
  for (let d = 2; d * d <= n; d++) {
    isPrime = isPrime && n % d !== 0;
  }
  if (isPrime) {
    if (count < 8) {
      INITIAL[count] = fraction(Math.sqrt(n));
    }
    ROUND[count++] = fraction(Math.cbrt(n));
  }
}

function fraction(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

const state = new Int32Array(8);
/** The block that is filled, and what it is expanded to. */
const words = new Int32Array(64);
let word = 0;
let length = 0;

function put(byte: number): void {
  word = (word << 8) | byte;
  length += 1;
  if ((length & 3) === 0) {
    words[((length >>> 2) - 1) & 15] = word;
    if ((length & 63) === 0) {
      compress();
    }
  }
}

function compress(): void {
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15];
    const y = words[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = words[i - 16] + s0 + words[i - 7] + s1;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/** Puts ASCII in, four characters at a time. Returns the offset of the first that it leaves. */
function putAscii(text: string, start: number): number {
  let i = start;
  while (i + 4 <= text.length) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    if ((a | b | c | d) >= 0x80) {
      break;
    }
    words[(length >>> 2) & 15] = (a << 24) | (b << 16) | (c << 8) | d;
    length += 4;
    i += 4;
    if ((length & 63) === 0) {
      compress();
    }
  }
  return i;
}

/** The UTF-8 bytes of the text; a lone surrogate counts as U+FFFD. */
function putText(text: string): void {
  for (let i = 0; i < text.length; i++) {
    if ((length & 3) === 0) {
      i = putAscii(text, i);
      if (i === text.length) {
        return;
      }
    }
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xc0 | (code >> 6));
      put(0x80 | (code & 0x3f));
    } else {
      const next = code >= 0xd800 && code < 0xdc00 ? text.charCodeAt(i + 1) : NaN;
      if (next >= 0xdc00 && next <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
        i += 1;
        put(0xf0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3f));
      } else {
        code = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
        put(0xe0 | (code >> 12));
      }
      put(0x80 | ((code >> 6) & 0x3f));
      put(0x80 | (code & 0x3f));
    }
  }
}

/**
 * Hash a text.
 *
 * @param text - any string; lone surrogates count as U+FFFD
 * @returns the first 16 hexadecimal digits of the SHA-256 of its UTF-8 form
 */
export function hashText(text: string): string {
  state.set(INITIAL);
  length = 0;
  putText(text);
  const bytes = length;
  put(0x80);
  while ((length & 63) !== 56) {
    put(0);
  }
  for (const half of [Math.floor(bytes / 0x20000000), bytes << 3]) {
    for (let shift = 24; shift >= 0; shift -= 8) {
      put((half >>> shift) & 0xff);
    }
  }
  return hex(state[0]) + hex(state[1]);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
