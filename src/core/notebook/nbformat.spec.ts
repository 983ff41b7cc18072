import * as fc from 'fast-check';
import { encodeString, documentStyle } from './jsonStyle';
import {
  type INotebookDocument,
  type IWrittenCell,
  locate,
  readNotebook,
  writeNotebook
} from './nbformat';
import { encodeUtf8 } from './utf8';

function open(data: string | Uint8Array): INotebookDocument {
  const result = readNotebook(data);
  if (!result.ok) {
    throw new Error(result.reason);
  }
  return result.document;
}

function reason(data: string | Uint8Array): string {
  const result = readNotebook(data);
  return result.ok ? 'ok' : result.reason;
}

function keep(document: INotebookDocument): IWrittenCell[] {
  return document.notebook.cells.map(({ id }) => ({ id }));
}

interface IStyle {
  readonly indent: number | string;
  readonly newline: string;
  readonly bom: boolean;
  readonly ascii: boolean;
  readonly list: boolean;
  readonly minor: number;
  readonly tail: string;
  readonly extra: boolean;
  readonly sorted: boolean;
}

const style: fc.Arbitrary<IStyle> = fc.record({
  indent: fc.constantFrom<number | string>(0, 1, 2, 4, '\t'),
  newline: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  ascii: fc.boolean(),
  list: fc.boolean(),
  minor: fc.constantFrom(0, 2, 4, 5),
  tail: fc.constantFrom('', '\n', '\n\n', ' '),
  extra: fc.boolean(),
  sorted: fc.boolean()
});

const sourceText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom(
      'a',
      '\n',
      '"',
      '\\',
      'é',
      '😀',
      '\t',
      '\r\n',
      '<',
      '%',
      '\ud800',
      '\u2028'
    ),
    maxLength: 20
  })
);

const content = fc.array(
  fc.record({
    kind: fc.constantFrom('code', 'markdown', 'raw'),
    source: sourceText,
    count: fc.option(fc.nat(99)),
    output: fc.boolean(),
    id: fc.option(fc.constantFrom('a', 'b', 'c-1'))
  }),
  { maxLength: 5 }
);

type Content = typeof content extends fc.Arbitrary<infer T> ? T : never;

function print(cells: Content, how: IStyle): string {
  const value = {
    ...(how.extra ? { orig_nbformat: 4, $x: [1, { y: null }] } : {}),
    cells: cells.map(cell => {
      const lines = cell.source.match(/[^\n]*\n|[^\n]+$/g) ?? [];
      const fields: Record<string, unknown> = {
        cell_type: cell.kind,
        metadata: how.extra ? { tags: ['é', '<b>'], deep: { cells: [] } } : {},
        ...(cell.id === null ? {} : { id: cell.id }),
        source: how.list ? lines : cell.source,
        ...(cell.kind === 'code'
          ? {
              execution_count: cell.count,
              outputs: cell.output
                ? [{ output_type: 'stream', name: 'stdout', text: ['x"]}\n'] }]
                : []
            }
          : {})
      };
      return how.sorted ? Object.fromEntries(Object.entries(fields).sort()) : fields;
    }),
    metadata: { language_info: { name: 'python' } },
    nbformat: 4,
    nbformat_minor: how.minor
  };
  let text = JSON.stringify(value, null, how.indent === 0 ? undefined : how.indent);
  if (how.ascii) {
    text = text.replace(
      /[\x7f-\uffff]/g,
      c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
    );
  }
  return (how.bom ? '\ufeff' : '') + text.replace(/\n/g, how.newline) + how.tail;
}

describe('reading and writing', () => {
  it('gives back every byte when nothing changes', () => {
    fc.assert(
      fc.property(content, style, (cells, how) => {
        const bytes = encodeUtf8(print(cells, how));
        const document = open(bytes);
        expect(document.notebook.cells.map(cell => cell.source)).toEqual(
          cells.map(cell => cell.source)
        );
        expect(encodeUtf8(writeNotebook(document, keep(document)))).toEqual(bytes);
        const same = document.notebook.cells.map(({ id, source }) => ({ id, source }));
        expect(writeNotebook(document, same)).toBe(document.text);
      })
    );
  });

  it('changes the one source that is changed and nothing else', () => {
    fc.assert(
      fc.property(content, style, sourceText, fc.nat(), (cells, how, source, pick) => {
        fc.pre(cells.length > 0);
        const document = open(print(cells, how));
        const at = pick % cells.length;
        const span = document.spans[at].source;
        const written = writeNotebook(
          document,
          keep(document).map((cell, index) => (index === at ? { ...cell, source } : cell))
        );
        const start = span?.start ?? 0;
        const rest = document.text.length - (span?.end ?? 0);
        expect(written.slice(0, start)).toBe(document.text.slice(0, start));
        expect(rest === 0 ? '' : written.slice(-rest)).toBe(document.text.slice(span?.end));
        const again = open(written);
        expect(again.notebook.cells.map(cell => cell.source)).toEqual(
          cells.map((cell, index) => (index === at ? source : cell.source))
        );
        JSON.parse(written.replace(/^\ufeff/, ''));
      })
    );
  });

  it('deletes, moves, inserts and clears', () => {
    fc.assert(
      fc.property(content, style, fc.array(fc.nat()), sourceText, (cells, how, order, source) => {
        const document = open(print(cells, how));
        const picked = [...new Set(order)].map(
          n => document.notebook.cells[n % Math.max(1, cells.length)]
        );
        const unique = [...new Set(picked.filter(cell => cell !== undefined))];
        const written = open(
          writeNotebook(document, [
            { insert: 'code', source, newId: 'a' },
            ...unique.map(({ id }) => ({ id, clearOutputs: true })),
            { insert: 'markdown', source }
          ])
        );
        expect(written.notebook.cells.map(cell => cell.source)).toEqual([
          source,
          ...unique.map(c => c.source),
          source
        ]);
        expect(
          written.notebook.cells.every(c => c.outputs.length === 0 && c.executionCount === null)
        ).toBe(true);
        const ids = written.notebook.cells.map(cell => cell.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids[0].startsWith('anneal-')).toBe(how.minor < 5);
        expect(written.notebook.metadata).toEqual(document.notebook.metadata);
      })
    );
  });

  it('locates every offset of a source in the JSON', () => {
    fc.assert(
      fc.property(content, style, (cells, how) => {
        const document = open(print(cells, how));
        const lines = document.text.replace(/^\ufeff/, '').split('\n');
        document.notebook.cells.forEach((cell, index) => {
          for (let offset = 0; offset < cell.source.length; offset++) {
            const { line, column } = locate(document, index, offset);
            const rest = lines[line - 1].slice(column - 1);
            const unit = /^(?:\\u[0-9a-f]{4}|\\.|[^\\])/.exec(rest)?.[0];
            expect(JSON.parse(`"${unit}"`)).toBe(cell.source[offset]);
          }
        });
      })
    );
  });
});

const MINIMAL = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}';
const one = (cell: string, minor = 4): string =>
  `{\n "cells": [\n  ${cell}\n ],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": ${minor}\n}\n`;

describe('readNotebook', () => {
  it.each([
    ['', 'The file is empty; there is no notebook in it.'],
    ['\ufeff \n', 'The file is empty; there is no notebook in it.'],
    ['print(1)', 'The file is not JSON; a notebook is a JSON object with a list of cells.'],
    ['[1]', 'The file is a JSON list; a notebook is a JSON object with a list of cells.'],
    ['{}', 'The file has no list of cells, so it is not a notebook.'],
    ['{"cells": {}}', 'The `cells` of the file is not a list, so it is not a notebook.'],
    ['{"cells": [1]}', 'Cell 1 of the notebook is not a JSON object.'],
    [one('{"source": ""}'), 'Cell 1 of the notebook has no `cell_type`.'],
    [
      one('{"cell_type": "code", "source": 3}'),
      'The `source` of cell 1 is neither text nor a list of lines.'
    ],
    [
      one('{"cell_type": "code", "source": ["a", 3]}'),
      'The `source` of cell 1 is neither text nor a list of lines.'
    ],
    [
      '{"nbformat": 3, "worksheets": [{"cells": []}]}',
      'The notebook has the old format 3; convert it with `jupyter nbconvert --to notebook --inplace`.'
    ],
    [
      '{"nbformat": 5, "cells": []}',
      'The notebook has format 5, which is not known; only format 4 can be read.'
    ],
    [
      '{"cells": [\n {"a": "b',
      'The file is not valid JSON: the text ends in the middle of a string (line 2, column 10).'
    ],
    [
      '{"cells": [',
      'The file is not valid JSON: the text ends in the middle of a value (line 1, column 12).'
    ],
    [
      '{"cells": []} x',
      'The file is not valid JSON: there is more text after the end of the notebook (line 1, column 15).'
    ],
    ['{"cells": [}', 'The file is not valid JSON: unexpected "}" (line 1, column 12).'],
    ['{"cells": [], "a": tru}', 'The file is not valid JSON: unexpected "t" (line 1, column 20).']
  ])('says what is wrong with %j', (text, expected) => {
    expect(reason(text)).toBe(expected);
  });

  it('says that bytes are not UTF-8', () => {
    expect(reason(new Uint8Array([0x7b, 0xff, 0x7d]))).toBe(
      'The file is not UTF-8 text; save it again as UTF-8.'
    );
    expect(reason(new Uint8Array([0xed, 0xa0, 0x80]))).toContain('not UTF-8');
  });

  it('answers for every truncation of a notebook, and never throws', () => {
    const text = one(
      '{"cell_type": "code", "source": ["a\\n", "\\u00e9"], "outputs": [{"output_type": "x", "d": [NaN, 1e5]}]}'
    );
    for (let size = 0; size < text.length - 1; size++) {
      expect(readNotebook(text.slice(0, size)).ok).toBe(text.slice(size).trim() === '');
    }
  });

  it('answers for any text', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            '"',
            '\\',
            ',',
            ':',
            '1',
            'a',
            ' ',
            '"cells"',
            '"source"'
          )
        }),
        text => {
          expect(typeof readNotebook(text).ok).toBe('boolean');
        }
      ),
      { numRuns: 2000 }
    );
  });

  it('does not break on deep nesting', () => {
    const deep = '['.repeat(100000) + ']'.repeat(100000);
    expect(['ok', 'nested']).toContain(
      /nested|ok/.exec(reason(one(`{"cell_type": "code", "source": "", "x": ${deep}}`)))?.[0]
    );
    expect(reason(one(`{"cell_type": "code", "source": "", "x": [NaN, ${deep}]}`))).toContain(
      'nested more than 400 deep'
    );
  });

  it('reads what is odd but harmless', () => {
    const document = open(
      one(
        '{"cell_type": "code", "id": null, "source": [], "outputs": [{"output_type": "d", "data": {"x": NaN, "y": -Infinity}}, 3], "junk": 1},' +
          '{"cell_type": "heading", "level": 2, "source": "T", "id": "q"},' +
          '{"cell_type": "markdown", "source": ["a", "b\\n"], "attachments": {"i.png": {"image/png": "AA"}}, "id": "q"},' +
          '{"cell_type": "code", "metadata": null}'
      )
    );
    const cells = document.notebook.cells;
    expect(cells.map(cell => cell.source)).toEqual(['', 'T', 'ab\n', '']);
    expect(cells.map(cell => cell.kind)).toEqual(['code', 'raw', 'markdown', 'code']);
    expect(cells[0].outputs).toEqual([{ output_type: 'd', data: { x: NaN, y: -Infinity } }]);
    expect(cells[1].id).toBe('q');
    expect(cells[2].id).toMatch(/^anneal-[0-9a-f]{16}$/);
    expect(cells[2].attachments).toEqual({ 'i.png': { 'image/png': 'AA' } });
    expect(cells[3].metadata).toEqual({});
    expect(writeNotebook(document, keep(document))).toBe(document.text);
    const filled = writeNotebook(document, [
      ...keep(document).slice(0, 3),
      { id: cells[3].id, source: 'x\ny' }
    ]);
    expect(open(filled).notebook.cells[3].source).toBe('x\ny');
  });

  it('gives ids that stay when other cells come and go', () => {
    const cell = (source: string): string =>
      `{"cell_type": "code", "source": ${JSON.stringify(source)}}`;
    const ids = (...sources: string[]): string[] =>
      open(one(sources.map(cell).join(','))).notebook.cells.map(c => c.id);
    const [a, b, b2] = ids('a', 'b', 'b');
    expect(new Set([a, b, b2]).size).toBe(3);
    expect(ids('new', 'b', 'a', 'b')).toEqual([expect.stringMatching(/^anneal-/), b, a, b2]);
  });

  it('reads 50 MB of outputs and an adversarial source', () => {
    const big = 'iVBOR\\"w0KGgo'.repeat(4_000_000);
    const text = one(
      `{"cell_type": "code", "outputs": [{"output_type": "d", "data": "${big}"}], "source": ["x\\n"]}`
    );
    const document = open(encodeUtf8(text));
    expect(locate(document, 0, 0)).toEqual({
      line: 3,
      column: text.split('\n')[2].indexOf('"x\\n"') + 2
    });
    const written = writeNotebook(document, [{ id: document.notebook.cells[0].id, source: 'y\n' }]);
    expect(written.length).toBe(text.length);
    expect(readNotebook(`{"cells": [${'\\'.repeat(1_000_000)}`).ok).toBe(false);
  });
});

describe('writeNotebook', () => {
  it('spells an inserted cell as the file does', () => {
    const document = open(
      one(
        '{\n   "cell_type": "code",\n   "execution_count": null,\n   "id": "a",\n   "metadata": {},\n   "outputs": [],\n   "source": [\n    "x"\n   ]\n  }',
        5
      )
    );
    const written = writeNotebook(document, [
      { id: 'a' },
      { insert: 'code', source: 'a\nb', newId: 'n1', metadata: { tags: ['t'] } }
    ]);
    expect(written).toBe(
      document.text.replace(
        '\n  }\n ]',
        '\n  },\n  {\n   "cell_type": "code",\n   "execution_count": null,\n   "id": "n1",\n   "metadata": {\n    "tags": [\n     "t"\n    ]\n   },\n' +
          '   "outputs": [],\n   "source": [\n    "a\\n",\n    "b"\n   ]\n  }\n ]'
      )
    );
  });

  it('inserts into an empty notebook, indented or on one line', () => {
    expect(writeNotebook(open(MINIMAL), [{ insert: 'markdown', source: 'T', newId: 'n' }])).toBe(
      '{"cells": [{"cell_type": "markdown", "id": "n", "metadata": {}, "source": ["T"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    );
    const indented = JSON.stringify(JSON.parse(MINIMAL), null, 2);
    const written = writeNotebook(open(indented), [
      { insert: 'markdown', source: 'T', newId: 'n' }
    ]);
    expect(written).toBe(JSON.stringify(JSON.parse(written), null, 2));
    expect(writeNotebook(open(written), [])).toBe(indented);
  });

  it('keeps the escapes of the file', () => {
    const ascii = open(one('{"cell_type": "code", "source": ["# \\u00e9\\n", "b"]}'));
    const id = ascii.notebook.cells[0].id;
    expect(writeNotebook(ascii, [{ id, source: '# é\nü' }])).toContain(
      '["# \\u00e9\\n", "\\u00fc"]'
    );
    // Escaped backslashes are no escapes: this file says nothing about its style, so text stays readable.
    const plain = open(one('{"cell_type": "code", "source": ["\'\\\\u00e9\'"]}'));
    expect(writeNotebook(plain, [{ id: plain.notebook.cells[0].id, source: 'é' }])).toContain(
      '["é"]'
    );
    const html = open(one('{"cell_type": "code", "source": ["\\u003cb\\u003e a & b\\n", "c"]}'));
    expect(writeNotebook(html, [{ id: html.notebook.cells[0].id, source: '<i>&\nc' }])).toContain(
      '["\\u003ci\\u003e&\\n", "c"]'
    );
    expect(encodeString('\ud800', documentStyle(plain))).toBe('"\\ud800"');
  });

  it('keeps the spelling of the lines that stay', () => {
    const document = open(
      one('{"cell_type": "code", "source": ["a\\/b\\n",\n"\\u0062\\n",   "c\\/d"]}')
    );
    expect(
      writeNotebook(document, [{ id: document.notebook.cells[0].id, source: 'a/b\nnew\nc/d' }])
    ).toBe(document.text.replace('"\\u0062\\n",   ', '"new\\n",\n'));
  });

  it('refuses a cell that is unknown or named twice', () => {
    const document = open(one('{"cell_type": "code", "id": "a", "source": ""}', 5));
    expect(() => writeNotebook(document, [{ id: 'b' }])).toThrow(RangeError);
    expect(() => writeNotebook(document, [{ id: 'a' }, { id: 'a' }])).toThrow(RangeError);
    expect(() => locate(document, 1, 0)).toThrow(RangeError);
  });
});
