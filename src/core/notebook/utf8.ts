/**
 * UTF-8 without TextDecoder, which is not part of ES2022: the core has to run where only the language is there.
 * Decoding is strict (a notebook that is not UTF-8 must be reported, not mangled); encoding never fails.
 */

const CHUNK = 0x2000;

/**
 * Encode a string; a lone surrogate becomes U+FFFD, as TextEncoder does.
 */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let size = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      bytes[size++] = code;
      continue;
    }
    if (code < 0x800) {
      bytes[size++] = 0xc0 | (code >> 6);
      bytes[size++] = 0x80 | (code & 0x3f);
      continue;
    }
    if (code >= 0xd800 && code <= 0xdfff) {
      const next = code < 0xdc00 ? text.charCodeAt(i + 1) : NaN;
      if (next >= 0xdc00 && next <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
        i += 1;
        bytes[size++] = 0xf0 | (code >> 18);
        bytes[size++] = 0x80 | ((code >> 12) & 0x3f);
        bytes[size++] = 0x80 | ((code >> 6) & 0x3f);
        bytes[size++] = 0x80 | (code & 0x3f);
        continue;
      }
      code = 0xfffd;
    }
    bytes[size++] = 0xe0 | (code >> 12);
    bytes[size++] = 0x80 | ((code >> 6) & 0x3f);
    bytes[size++] = 0x80 | (code & 0x3f);
  }
  return bytes.slice(0, size);
}

/**
 * Decode strictly. A byte order mark is kept as U+FEFF so that writing gives the same bytes.
 *
 * @returns the text, or null when the bytes are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string | null {
  const parts: string[] = [];
  const units = new Uint16Array(CHUNK + 2);
  let used = 0;
  let i = 0;
  while (i < bytes.length) {
    const first = bytes[i];
    let code = first;
    let extra = 0;
    let least = 0;
    if (first >= 0x80) {
      if (first >= 0xc2 && first <= 0xdf) {
        [code, extra, least] = [first & 0x1f, 1, 0x80];
      } else if (first >= 0xe0 && first <= 0xef) {
        [code, extra, least] = [first & 0x0f, 2, 0x800];
      } else if (first >= 0xf0 && first <= 0xf4) {
        [code, extra, least] = [first & 0x07, 3, 0x10000];
      } else {
        return null;
      }
      for (let k = 1; k <= extra; k++) {
        const byte = bytes[i + k];
        if (byte === undefined || (byte & 0xc0) !== 0x80) {
          return null;
        }
        code = (code << 6) | (byte & 0x3f);
      }
      if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        return null;
      }
    }
    i += extra + 1;
    if (code > 0xffff) {
      units[used++] = 0xd800 + ((code - 0x10000) >> 10);
      units[used++] = 0xdc00 + ((code - 0x10000) & 0x3ff);
    } else {
      units[used++] = code;
    }
    if (used >= CHUNK) {
      parts.push(String.fromCharCode(...units.subarray(0, used)));
      used = 0;
    }
  }
  parts.push(String.fromCharCode(...units.subarray(0, used)));
  return parts.join('');
}
