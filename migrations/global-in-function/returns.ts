/** `global x` in a function becomes a return value, and each call binds the name. Says why where it cannot. */
import {
  cellName,
  lineIndent,
  ownNodes,
  type EditBuilder,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { callsOf, reachable, type IFunction } from './facts';

/** Collects the edits for all names that the function binds; null, or why not. `global` goes in every case. */
export function planReturns(facts: IFunction, { model, edit }: IRewriteContext): string | null {
  const { definition, writes } = facts;
  if (writes.length) {
    const reason = refusalOf(model, facts);
    if (reason) {
      return reason;
    }
    const values = writes.join(', ');
    for (const call of callsOf(model, facts.name).calls) {
      // count_up()
      // ^ `count = ` goes before the call
      edit.insertBefore(call, `${values} = `);
    }
    for (const r of ownNodes(definition, 'return_statement')) {
      edit.insertAfter(r, ` ${values}`);
    }
    const annotation = definition.child('return_type');
    const parameters = definition.child('parameters');
    if (annotation && parameters) {
      // def count_up() -> None:
      //               ^^^^^^^^ is no longer true
      edit.replaceRange(annotation.cell, { start: parameters.end, end: annotation.end }, '');
    }
    const body = definition.child('body') as SyntaxNode;
    const last = body.namedChildren.at(-1) as SyntaxNode;
    if (!/^(return|raise)_statement$/.test(last.kind)) {
      const line = last.cell.lines.position(last.end).line;
      const indent = lineIndent(last.cell, body.namedChildren[0].start);
      edit.insert(last.cell, last.cell.lines.lineEnd(line), `\n${indent}return ${values}`);
    }
  }
  for (const statement of ownNodes(definition, 'global_statement')) {
    removeGlobals(edit, statement, new Set(facts.names));
  }
  return null;
}

function refusalOf(model: SemanticModel, facts: IFunction): string | null {
  const { definition, name, writes, scope } = facts;
  const [first] = writes;
  const returned = [...ownNodes(definition, 'return_statement')].find(r => r.namedChildren.length);
  if (returned) {
    return `\`${name}\` binds \`${first}\` and returns another value in ${cellName(model, returned)}.`;
  }
  const body = definition.child('body') as SyntaxNode;
  const line = (n: SyntaxNode): number => n.cell.lines.position(n.start).line;
  if (line(body.namedChildren[0]) === line(definition)) {
    return `\`${name}\` in ${cellName(model, definition)} is written on one line.`;
  }
  for (const written of writes) {
    for (const other of reachable(model, scope)) {
      const reads = other.references.find(
        r =>
          r.name === written &&
          other.resolve(written)?.kind === 'module' &&
          !r.node.isInside(definition)
      );
      if (reads) {
        return `\`${other.name}\` in ${cellName(model, reads.node)} reads \`${written}\` while \`${name}\` runs.`;
      }
    }
  }
  for (const call of callsOf(model, name).calls) {
    const place = cellName(model, call);
    if (call.isInside(definition)) {
      return `\`${name}\` calls itself and binds \`${first}\`.`;
    }
    if (
      call.parent?.kind !== 'expression_statement' ||
      call.parent.namedChildren.length !== 1 ||
      model.scopeAround(call).kind !== 'module'
    ) {
      return model.scopeAround(call).isLate
        ? `\`${name}\` binds \`${first}\` and is called by another function in ${place}.`
        : `\`${name}\` binds \`${first}\` and is called within an expression in ${place}.`;
    }
    const magic = call.cell.magics.find(
      m => m.range.start <= call.start && call.end <= m.range.end
    );
    if (magic) {
      return `The magic \`%${magic.name}\` calls \`${name}\` in ${place}.`;
    }
  }
  return null;
}

/** Takes names out of a `global` statement; the whole statement goes with the last of them. */
function removeGlobals(edit: EditBuilder, statement: SyntaxNode, names: ReadonlySet<string>): void {
  const all = statement.namedChildren.map(n => n.text);
  const left = all.filter(n => !names.has(n));
  if (left.length === all.length) {
    return;
  }
  if (left.length) {
    edit.replace(statement, `global ${left.join(', ')}`);
  } else if (statement.parent?.namedChildren.length === 1) {
    edit.replace(statement, 'pass');
  } else {
    edit.removeStatement(statement);
  }
}
