import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { hashText } from './hash';
import { codeCells, notebookLanguage } from './notebook';
import { parsePercent } from './percent';
import { decodeUtf8, encodeUtf8 } from './utf8';

const anyText = fc.string({ unit: 'binary', maxLength: 200 });

describe('utf8', () => {
  it('encodes and decodes as the host does', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(Buffer.from(encodeUtf8(text))).toEqual(Buffer.from(text, 'utf8'));
        expect(decodeUtf8(encodeUtf8(text))).toBe(text);
      })
    );
    const long = '\ufeffaé€😀'.repeat(9000);
    expect(decodeUtf8(encodeUtf8(long))).toBe(long);
    expect(Buffer.from(encodeUtf8('a\ud800b\udc00'))).toEqual(
      Buffer.from('a\ufffdb\ufffd', 'utf8')
    );
  });

  it('refuses what the host refuses', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const host = (bytes: Uint8Array): string | null => {
      try {
        return strict.decode(bytes);
      } catch {
        return null;
      }
    };
    const byte = fc.oneof(
      fc.constantFrom(
        0x80,
        0xbf,
        0xc0,
        0xc2,
        0xe0,
        0xa0,
        0xed,
        0x9f,
        0xf0,
        0x90,
        0xf4,
        0x8f,
        0xf5,
        0xff,
        0x41
      ),
      fc.nat(255)
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 6 }), bytes => {
        expect(decodeUtf8(Uint8Array.from(bytes))).toBe(host(Uint8Array.from(bytes)));
      }),
      { numRuns: 3000 }
    );
  });
});

describe('hashText', () => {
  it('is the start of the SHA-256', () => {
    expect(hashText('abc')).toBe('ba7816bf8f01cfea');
    fc.assert(
      fc.property(anyText, text => {
        expect(hashText(text)).toBe(
          createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16)
        );
      })
    );
    expect(hashText('\ud800')).toBe(hashText('\ufffd'));
  });
});

describe('notebook', () => {
  it.each([
    [{}, 'python'],
    [{ language_info: { name: 'Python' } }, 'python'],
    [{ language_info: { name: 'ipython' } }, 'python'],
    [{ kernelspec: { language: 'R', name: 'ir' } }, 'r'],
    [{ kernelspec: { name: 'ir' } }, 'r'],
    [{ kernelspec: { name: 'julia-1.9' } }, 'julia'],
    [{ kernelspec: { name: 'conda-env-x-py' } }, 'python'],
    [{ kernelspec: { name: 'venv' } }, 'python'],
    [{ kernelspec: { name: 'sos' } }, null],
    [{ kernelspec: { display_name: 'R', name: 'ir' } }, 'r'],
    [{ kernelspec: null, language_info: 3 }, 'python']
  ])('finds the language in %j', (metadata, language) => {
    expect(notebookLanguage({ cells: [], metadata: metadata as Record<string, unknown> })).toBe(
      language
    );
  });

  it('lists the code cells', () => {
    expect(
      codeCells(parsePercent('x\n\n# %% [markdown]\n# t\n\n# %%\ny\n')).map(c => c.source)
    ).toEqual(['x', 'y']);
  });
});
