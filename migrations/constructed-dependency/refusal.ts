/** Why a function cannot take its dependency as a parameter. Each reason names a fact and its place. */
import {
  cellName,
  decorators,
  isAloneOnItsLines,
  keywordArgument,
  multilineString,
  ownerClass,
  shortText,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { IDependency } from './shape';

/** The first reason, or null. */
export function refusal(model: SemanticModel, d: IDependency): string | null {
  return signatureRefusal(model, d) ?? (d.isAttribute ? attributeRefusal(d) : localRefusal(d));
}

/** Reasons that lie in who calls the function, and how. */
function signatureRefusal(model: SemanticModel, d: IDependency): string | null {
  const { definition, owner, name } = d;
  const decorator = decorators(definition).find(
    n => !/^(staticmethod|classmethod|override|typing\.override)$/.test(n.text)
  );
  if (decorator) {
    return `\`${owner}\` is decorated with \`${shortText(decorator.child('function') ?? decorator)}\`, which may read its parameters.`;
  }
  const called = definition.child('name')?.text ?? '';
  const method = ownerClass(definition) !== null && called !== '__init__';
  const uses = method
    ? [...model.nodes('attribute')].filter(a => a.child('attribute')?.text === called)
    : model.usesOf(owner).map(r => r.node);
  for (const use of uses) {
    const call = use.parent?.kind === 'call' && use.field === 'function' ? use.parent : null;
    if (!call && called !== '__init__') {
      return `\`${called}\` is handed on as a value in ${cellName(model, use)}; what takes it may read its parameters.`;
    }
    if (call && keywordArgument(call, name)) {
      return `The call of \`${owner}\` in ${cellName(model, call)} passes a \`${name}\` of its own.`;
    }
  }
  const list = definition.child('parameters') as SyntaxNode;
  return [...list.walk()].some(n => n.kind === 'comment')
    ? `A comment stands among the parameters of \`${owner}\`.`
    : null;
}

function attributeRefusal({ scope, name, owner }: IDependency): string | null {
  const read = scope.references.find(r => r.name === name);
  return read ||
    scope.bindings.has(name) ||
    scope.children.some(s => s.references.some(r => r.name === name))
    ? `\`${name}\` has another meaning in the \`__init__\` of \`${owner}\`.`
    : null;
}

/** Reasons that lie in what the function does with it. */
function localRefusal({ scope, name, owner, assignment }: IDependency): string | null {
  const statement = assignment.parent as SyntaxNode;
  const line = (n: SyntaxNode): number => n.cell.lines.position(n.start).line;
  const again = (scope.bindings.get(name) ?? []).find(b => b.statement !== assignment);
  if (again?.node) {
    return `\`${name}\` is bound again in line ${line(again.node)}.`;
  }
  const closed = scope.references.find(({ name: n, node }) => {
    const method = node.parent?.kind === 'attribute' ? node.parent.child('attribute')?.text : '';
    const isContext = node.ancestor('with_item') !== null && node.parent?.kind !== 'attribute';
    return (
      n === name && (/^(a?close|disconnect|dispose|shutdown|quit)$/.test(method ?? '') || isContext)
    );
  });
  if (closed) {
    return `\`${owner}\` closes \`${name}\` in line ${line(closed.node)}; one that is handed in belongs to the caller.`;
  }
  if (!isAloneOnItsLines(statement)) {
    return `Line ${line(statement)} holds two statements.`;
  }
  return multilineString(statement.cell, statement)
    ? `A text over several lines in line ${line(statement)} would change with its indentation.`
    : null;
}
