/** Text of the notebook as docstrings: a first line, then paragraphs and lists, wrapped. */
import { plainText } from '../placement/narrative';

/** @param paragraphs text that may have paragraphs and lists of its own, as `proseOf` gives it */
export function docstring(paragraphs: readonly string[], depth: number): string {
  const indent = '    '.repeat(depth);
  const [first, ...rest] = paragraphs
    .flatMap(p => p.split('\n\n'))
    .map(p => p.split('\n').map(literal))
    .map((lines, i) => (i === 0 ? [ended(lines[0]), ...lines.slice(1)] : lines))
    .map((lines, i) => lines.flatMap(l => wrap(l, (i === 0 ? 82 : 88) - indent.length)));
  const blocks = [first, ...rest].map((lines, i) =>
    lines.map((l, at) => (i === 0 && at === 0 ? l : indent + l)).join('\n')
  );
  const isOneLine = rest.length === 0 && first.length === 1;
  return `${indent}"""${blocks.join('\n\n')}${isOneLine ? '' : `\n${indent}`}"""`;
}

/** Text with its first sentence as a paragraph of its own, where that is short enough for a first line. */
export function summarized(prose: string): string[] {
  const [, first = '', rest = ''] = /^([^\n]{2,76}?[.!?])\s+([^]*)$/.exec(prose) ?? [];
  return first === '' ? [prose] : [first, rest];
}

function literal(line: string): string {
  return plainText(line).replace(/\\/g, '\\\\').replace(/"/g, "'");
}

function ended(line: string): string {
  return /[.!?:…]$/.test(line) ? line : `${line}.`;
}

/** Lines of at most `width` characters; those of an item of a list stand below its text. */
function wrap(text: string, width: number): string[] {
  const hanging = text.startsWith('- ') ? '  ' : '';
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(w => w !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${hanging}${word}`;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}
