/**
 * The one content hash of the project: short, stable across hosts, never used for secrecy.
 * Does not hash bytes of files; text only.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { encodeUtf8 } from './utf8';

/**
 * Hash a text.
 *
 * @param text - any string; lone surrogates count as U+FFFD
 * @returns the first 16 hexadecimal digits of the SHA-256 of its UTF-8 form
 */
export function hashText(text: string): string {
  return bytesToHex(sha256(encodeUtf8(text))).slice(0, 16);
}
