import fc from 'fast-check';
import { createHash } from 'node:crypto';

import { hashText } from './hash';

const reference = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16);

describe('hashText', () => {
  it('is SHA-256 at every length around the blocks of 64 bytes', () => {
    for (let length = 0; length <= 200; length++) {
      const text = 'ab\n'.repeat(100).slice(0, length);
      expect(hashText(text)).toBe(reference(text));
    }
  });

  it('is SHA-256 of the UTF-8 form of any text, lone surrogates as U+FFFD', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.array(fc.integer({ min: 0, max: 0xffff })).map(codes => String.fromCharCode(...codes))
    );
    fc.assert(
      fc.property(text, t => {
        expect(hashText(t)).toBe(reference(t));
      })
    );
  });
});
