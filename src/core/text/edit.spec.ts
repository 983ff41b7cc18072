import * as fc from 'fast-check';
import { applyEdits, findOverlap, invertEdits, type ITextEdit } from './edit';

/** A text with edits that do not overlap. */
const edited = fc
  .tuple(
    fc.string({ maxLength: 60, unit: 'binary' }),
    fc.array(fc.tuple(fc.nat(60), fc.nat(60), fc.string({ maxLength: 5 })), { maxLength: 8 })
  )
  .map(([text, raw]) => {
    const edits: ITextEdit[] = [];
    for (const [a, b, replacement] of raw) {
      const [x, y] = [a % (text.length + 1), b % (text.length + 1)];
      const edit = { start: Math.min(x, y), end: Math.max(x, y), text: replacement };
      if (!findOverlap([...edits, edit])) {
        edits.push(edit);
      }
    }
    return { text, edits };
  });

describe('edits', () => {
  it('are undone by their inverse', () => {
    fc.assert(
      fc.property(edited, ({ text, edits }) => {
        // Insertions at the place of a replacement have no one order; apply decides it.
        const places = edits.map(e => e.start);
        fc.pre(new Set(places).size === places.length);
        const after = applyEdits(text, edits);
        expect(applyEdits(after, invertEdits(text, edits))).toBe(text);
      })
    );
  });

  it('leave the rest of the text alone', () => {
    expect(
      applyEdits('abc def', [
        { start: 4, end: 7, text: 'x' },
        { start: 0, end: 0, text: '>' }
      ])
    ).toBe('>abc x');
  });

  it('are refused when they overlap', () => {
    const edits = [
      { start: 0, end: 3, text: '' },
      { start: 2, end: 4, text: '' }
    ];
    expect(findOverlap(edits)).not.toBeNull();
    expect(() => applyEdits('abcdef', edits)).toThrow(RangeError);
    expect(() => applyEdits('ab', [{ start: 1, end: 9, text: '' }])).toThrow(RangeError);
  });
});
