/** The text of a reporting line with the function's name taken out. */
import { lineIndent, type SemanticModel, type SyntaxNode } from '../../src/core';

/** Stands for the function in a template; no source holds it. */
export const placeholder = '\u0001';

function word(name: string): RegExp {
  return new RegExp(`(?<!\\w)${name}(?!\\w)`, 'g');
}

/** Whether a line names the function, in a text or in code. */
export function mentions(model: SemanticModel, statement: SyntaxNode, name: string): boolean {
  return [...statement.walk()].some(
    n =>
      (n.kind === 'string_content' && word(name).test(n.text)) ||
      (n.kind === 'identifier' && n.text === name && model.referenceAt(n) !== null)
  );
}

/** The line with placeholders; null where the name stands in a text that cannot become an f-string. */
export function template(model: SemanticModel, statement: SyntaxNode, name: string): string | null {
  const edits: { start: number; end: number; text: string }[] = [];
  for (const n of statement.walk()) {
    if (n.kind === 'identifier' && n.text === name && model.referenceAt(n)) {
      edits.push({ start: n.start, end: n.end, text: placeholder });
    }
    if (n.kind !== 'string') {
      continue;
    }
    const contents = n.children.filter(c => c.kind === 'string_content');
    if (!contents.some(c => word(name).test(c.text))) {
      continue;
    }
    const open = n.childOfKind('string_start');
    const prefix = open?.text.replace(/['"]+$/, '').toLowerCase();
    if (!open || (prefix !== '' && prefix !== 'f')) {
      return null;
    }
    const [only] = contents;
    if (prefix === '' && only.text === name && n.parent?.kind !== 'concatenated_string') {
      edits.push({ start: n.start, end: n.end, text: `${placeholder}.__name__` });
      continue;
    }
    if (prefix === '') {
      edits.push({ start: open.start, end: open.start, text: 'f' });
    }
    for (const c of contents) {
      const text = prefix === '' ? c.text.replace(/[{}]/g, '$&$&') : c.text;
      edits.push({
        start: c.start,
        end: c.end,
        text: text.replace(word(name), `{${placeholder}.__name__}`)
      });
    }
  }
  let text = statement.text;
  for (const e of edits.sort((a, b) => b.start - a.start)) {
    text = text.slice(0, e.start - statement.start) + e.text + text.slice(e.end - statement.start);
  }
  const indent = lineIndent(statement.cell, statement.start);
  return text
    .split(/\r?\n/)
    .map((line, i) => (i > 0 && line.startsWith(indent) ? line.slice(indent.length) : line))
    .join('\n');
}
