/** Writes the functions that tenacity calls after a failure, from the statements that reported it. */
import { lineIndent, type SemanticModel, type SyntaxNode } from '../../src/core';
import { aliasOf, type IFailure, type IReport } from './failure';
import type { IRetryLoop } from './shape';

/** A function to put above the loop. */
export interface ICallback {
  readonly name: string;
  readonly text: string;
  readonly copied: readonly SyntaxNode[];
}

/** The function for some of the reports, or null where there is nothing to report, or why it cannot be written. */
export function callbackOf(
  model: SemanticModel,
  loop: IRetryLoop,
  failure: IFailure,
  reports: readonly IReport[],
  name: string,
  indent: string
): ICallback | string | null {
  if (!reports.length) {
    return null;
  }
  const all = withTemporaries(reports, failure.temporaries);
  const nodes = all.flatMap(r => [...r.statement.walk()]);
  const used = new Set(nodes.filter(n => model.referenceAt(n)).map(n => n.text));
  const odd = nodes.find(n => /^(await|yield|named_expression)$/.test(n.kind));
  const active = nodes.find(n => n.kind === 'call' && readsHandled(model, n));
  if (odd || active) {
    return `\`${(odd ?? active)?.text}\` only works where the exception is handled.`;
  }
  const { counter } = loop;
  const shifts = new Set(
    all
      .filter(r =>
        [...r.statement.walk()].some(n => n.text === counter?.name && model.referenceAt(n))
      )
      .map(r => r.shift)
  );
  if (shifts.size > 1) {
    return `\`${counter?.name}\` changes between two reports of one failure.`;
  }
  const state = ['state', 'retry_state', 'call_state'].find(n => !used.has(n)) as string;
  const number = `${state}.attempt_number`;
  const alias = aliasOf(loop.handlers[0]);
  const lines: string[] = [];
  if (alias && used.has(alias)) {
    lines.push(`${alias} = ${state}.outcome.exception()`);
  }
  if (counter && used.has(counter.name)) {
    const [shift] = shifts;
    const value = loop.waits
      ? `${loop.node.child('right')?.text}[${number} - 1]`
      : `${number}${shift === 0 ? '' : ` ${shift > 0 ? '+' : '-'} ${Math.abs(shift)}`}`;
    lines.push(`${counter.name} = ${value}`);
  }
  const { growing } = failure;
  if (growing && used.has(growing.name)) {
    const index = `(${number} - 1)`;
    const { first, by, operator, cap } = growing;
    const value =
      operator === '+'
        ? `${first.text} + ${by.text} * ${index}`
        : `${first.text === '1' ? '' : `${first.text} * `}${by.text} ** ${index}`;
    lines.push(`${growing.name} = ${cap ? `min(${value}, ${cap.text})` : value}`);
  }
  const inner = `${indent}    `;
  lines.push(...all.map(r => moved(r.statement, inner)));
  return {
    name,
    text: `${indent}def ${name}(${state}):\n${lines.map(l => inner + l).join('\n')}`,
    copied: all.map(r => r.statement)
  };
}

/** The reports with the values that they read, in the order of the source. */
function withTemporaries(
  reports: readonly IReport[],
  temporaries: readonly IReport[]
): readonly IReport[] {
  const all = [...reports];
  for (let i = 0; i < all.length; i++) {
    const read = new Set([...all[i].statement.walk()].map(n => n.text));
    for (const t of temporaries) {
      if (!all.includes(t) && read.has(t.statement.namedChildren[0].child('left')?.text ?? '')) {
        all.push(t);
      }
    }
  }
  return all.sort((a, b) => a.statement.start - b.statement.start);
}

/** Calls that look at the exception being handled: none is when tenacity reports. */
function readsHandled(model: SemanticModel, call: SyntaxNode): boolean {
  const target = call.child('function');
  const name = model.qualifiedName(target) ?? '';
  return (
    /^(traceback\.(print_exc|format_exc)|sys\.exc_info)$/.test(name) ||
    target?.child('attribute')?.text === 'exception' ||
    /\bexc_info\b/.test(call.text)
  );
}

/** The text of a statement whose further lines are moved to another indentation. */
export function moved(statement: SyntaxNode, indent: string): string {
  const old = lineIndent(statement.cell, statement.start);
  return statement.text
    .split(/\r?\n/)
    .map((line, i) => (i > 0 && line.startsWith(old) ? indent + line.slice(old.length) : line))
    .join('\n');
}
