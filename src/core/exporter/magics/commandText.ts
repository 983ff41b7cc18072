/** The text of a shell command as Python: which of its braces and dollars IPython fills in, and which belong to the shell. */
import type { IMagic } from '../../notebook/magics';
import type { ICellModel, SemanticModel } from '../../semantic/model';
import type { IRange } from '../../text/range';
import { scopeAround } from '../items/fragments';
import { pythonString } from '../print/pythonString';

/** A Python expression for the text of a command, with `{x}` and `$x` filled in where IPython would do it. */
export function commandText(
  model: SemanticModel,
  cell: ICellModel,
  magic: IMagic,
  argument: string
): string {
  const { source } = cell.syntax;
  const found = magic.python.filter(p => !p.inPlace).sort((a, b) => a.range.start - b.range.start);
  const isDollar = (p: IMagic['python'][number]): boolean => source[p.range.start - 1] === '$';
  // In single quotes `$name` is the shell's; IPython counts them up to the next `{`.
  const pieces = found.filter((p, i) => {
    const next = found.slice(i + 1).find(other => !isDollar(other));
    const rest = source.slice(p.range.end, next ? next.range.start : magic.range.end);
    return !isDollar(p) || rest.split("'").length % 2 === 1;
  });
  const parsed = cell.syntax.fragments
    .filter(
      f =>
        f.magic.range.start === magic.range.start &&
        pieces.some(p => p.range.start <= f.root.start && f.root.end <= p.range.end)
    )
    .map(f => f.root);
  const plain = pythonString(
    argument
      .replace(/\{\{/g, '{')
      .replace(/\}\}/g, '}')
      .replace(/\$\$(?=[\w.])/g, '$')
  );
  const around = scopeAround(cell.module, magic.range.start);
  const known =
    parsed.length === pieces.length &&
    parsed.every(root =>
      [...root.walk()].every(n => {
        const r = n.kind === 'identifier' ? model.referenceAt(n) : null;
        return !r || !model.isUnknown(r) || around.resolve(r.name)?.kind === 'function';
      })
    );
  const place = placeOf(source, magic.range, argument);
  const spans = pieces.map(p => (isDollar(p) ? dollarSpan(p.range) : braceSpan(source, p.range)));
  const whole = !hasOtherBraces(source, magic.range.start + 1, magic.range.end, spans);
  if (!pieces.length || !known || !whole || !place) {
    // One part that fails makes IPython leave the whole command as it is written.
    return pieces.length || !whole ? pythonString(argument) : plain;
  }
  const parts: string[] = [];
  let position = place.start;
  let format = true;
  const literal = (to: number): void => {
    const text = source
      .slice(position, to)
      .replace(/\{\{/g, '{')
      .replace(/\}\}/g, '}')
      .replace(/\$\$(?=[\w.])/g, '$')
      .replace(/\\\n/g, ' ');
    if (text) {
      parts.push(`"${pythonString(text).slice(1, -1)}"`);
    }
  };
  pieces.forEach((piece, i) => {
    literal(spans[i].start);
    parts.push(piece.source);
    format &&= !/["'\\{}\n]/.test(piece.source);
    position = spans[i].end;
  });
  literal(place.end);
  if (!format) {
    return parts
      .map(p =>
        p.startsWith('"') && p.endsWith('"') && !pieces.some(x => x.source === p) ? p : `str(${p})`
      )
      .join(' + ');
  }
  const sources = new Set(pieces.map(p => p.source));
  const body = parts
    .map(p =>
      sources.has(p) ? `{${p}}` : p.slice(1, -1).replace(/\{/g, '{{').replace(/\}/g, '}}')
    )
    .join('');
  return `f"${body}"`;
}

/** Where the arguments of a magic stand; what goes on in the next line is joined in them by a blank. */
function placeOf(source: string, { start, end }: IRange, argument: string): IRange | null {
  const offsets: number[] = [];
  let text = '';
  for (let i = start; i < end; i++) {
    offsets.push(i);
    if (source.startsWith('\\\n', i)) {
      text += ' ';
      i++;
    } else {
      text += source[i];
    }
  }
  const at = text.indexOf(argument);
  return at < 0 ? null : { start: offsets[at], end: offsets[at + argument.length] ?? end };
}

function dollarSpan({ start, end }: IRange): IRange {
  return { start: start - 1, end };
}

/** The braces around an expression, with what formats it. */
function braceSpan(source: string, { start, end }: IRange): IRange {
  return { start: source.lastIndexOf('{', start - 1), end: source.indexOf('}', end) + 1 };
}

/** True when a command has braces that hold no Python: `awk '{print $1}'`, `${HOME}`. */
function hasOtherBraces(
  source: string,
  start: number,
  end: number,
  spans: readonly IRange[]
): boolean {
  for (let i = start; i < end; i++) {
    const span = spans.find(s => s.start === i);
    if (span) {
      i = span.end - 1;
    } else if ('{}'.includes(source[i])) {
      if (source[i + 1] !== source[i]) {
        return true;
      }
      i++;
    }
  }
  return false;
}
