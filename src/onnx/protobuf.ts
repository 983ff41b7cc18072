/**
 * The wire format of protocol buffers, as far as ONNX models use it: reads fields, writes fields.
 *
 * It knows no message. Two rules of the format make edits small: of a field that may stand once the last one counts,
 * and messages that stand twice are merged; so most edits append bytes and copy nothing. A library with the whole ONNX
 * schema would be larger than all that is done here, and would read and write the weights once more.
 */

import { strFromU8, strToU8 } from 'fflate';

/** A field: a number for wire type 0, bytes for wire type 2 (empty for fixed-size numbers, which nothing here reads). */
export interface IField {
  readonly id: number;
  readonly value: number;
  readonly bytes: Uint8Array;
  /** The field with its tag, as it stands in the message. */
  readonly whole: Uint8Array;
}

const none = new Uint8Array(0);

/**
 * The fields of a message in their order.
 *
 * @throws RangeError when the bytes are no message.
 */
export function* fields(bytes: Uint8Array): Generator<IField> {
  const reader = { bytes, at: 0 };
  while (reader.at < bytes.length) {
    const start = reader.at;
    const tag = varint(reader);
    const id = Math.floor(tag / 8);
    const wire = tag % 8;
    let value = 0;
    let inner: Uint8Array = none;
    if (wire === 0) {
      value = varint(reader);
    } else if (wire === 1 || wire === 5) {
      reader.at += wire === 1 ? 8 : 4;
    } else if (wire === 2) {
      const length = varint(reader);
      if (reader.at + length > bytes.length) {
        throw new RangeError('a field ends behind the end of the file');
      }
      inner = bytes.subarray(reader.at, reader.at + length);
      reader.at += length;
    } else {
      throw new RangeError('a field of an unknown kind');
    }
    yield { id, value, bytes: inner, whole: bytes.subarray(start, reader.at) };
  }
}

/** Numbers of a packed field. Numbers above 2^53 lose precision; sizes and enums do not reach that. */
export function packed(bytes: Uint8Array): number[] {
  const reader = { bytes, at: 0 };
  const out: number[] = [];
  while (reader.at < bytes.length) {
    out.push(varint(reader));
  }
  return out;
}

/** Text of the last field with this number; empty when there is none. */
export function textOf(parts: readonly IField[], id: number): string {
  const found = parts.filter(part => part.id === id).at(-1);
  return found ? strFromU8(found.bytes) : '';
}

/** A field with a number. */
export function numberField(id: number, value: number): Uint8Array {
  return Uint8Array.from([...varintBytes(id * 8), ...varintBytes(value)]);
}

/** A field with bytes: text, a message, raw data. */
export function bytesField(id: number, ...content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, one) => sum + one.length, 0);
  return join([Uint8Array.from([...varintBytes(id * 8 + 2), ...varintBytes(length)]), ...content]);
}

/** A field with text. */
export function textField(id: number, text: string): Uint8Array {
  return bytesField(id, strToU8(text));
}

/** The pieces in one array. */
export function join(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

function varintBytes(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
  return out;
}

function varint(reader: { bytes: Uint8Array; at: number }): number {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    if (reader.at >= reader.bytes.length) {
      throw new RangeError('the file ends inside a number');
    }
    const byte = reader.bytes[reader.at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) {
      return value;
    }
  }
  throw new RangeError('a number is too long');
}
