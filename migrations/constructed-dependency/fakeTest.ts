/** A test that hands in a fake, for functions of which it is certain that they run with one. */
import {
  cellName,
  freshName,
  ownNodes,
  shortText,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { IDependency } from './shape';

/** Adds the test below the function or class; gives the reason where it adds none. */
export function addFakeTest(data: IDependency, { model, edit }: IRewriteContext): string | null {
  const { definition, owner, name, isAttribute, assignment } = data;
  const holder = isAttribute ? definition.parent?.parent : definition;
  if (holder?.parent?.kind !== 'module') {
    return `\`${owner}\` is a method, whose object a test has to make.`;
  }
  const odd = obstacle(model, data);
  if (odd) {
    return `\`${shortText(odd, 30)}\` in line ${odd.cell.lines.position(odd.start).line} of ${cellName(model, odd)} may not work with one.`;
  }
  const mock = edit.addImport('unittest.mock', 'MagicMock', definition);
  const given = requiredOf(definition, isAttribute).map(p => `${p}=${mock}()`);
  const called = `${owner}(${[...given, `${name}=${name}`].join(', ')})`;
  const test = freshName(model, `test_${snake(owner)}_takes_${name}`);
  const attribute = assignment.child('left')?.child('attribute')?.text ?? '';
  const body = isAttribute
    ? [`assert ${called}.${attribute} is ${name}`]
    : [called, `assert ${name}.mock_calls`];
  const { cell } = holder;
  const end = cell.lines.lineEnd(cell.lines.position(holder.end).line);
  const lines = [`def ${test}() -> None:`, `    ${name} = ${mock}()`, ...body.map(l => `    ${l}`)];
  const isSetOff = /^\s*(?:$|\n\s*\n)/.test(cell.source.slice(end));
  edit.insert(cell, end, `\n\n\n${lines.join('\n')}${isSetOff ? '' : '\n\n'}`);
  return null;
}

/** What may fail or wait when the function runs with fakes; else, for a function that may not use the dependency, its definition. */
function obstacle(model: SemanticModel, data: IDependency): SyntaxNode | null {
  const { definition, scope, name, assignment, isAttribute } = data;
  for (const n of ownNodes(definition, ...unsure)) {
    if (!n.isInside(assignment) && !isSure(model, n, scope.bindings)) {
      return n;
    }
  }
  const statements = definition.child('body')?.namedChildren ?? [];
  const isUsed =
    isAttribute ||
    statements.some(
      s =>
        /^(expression_statement|return_statement)$/.test(s.kind) &&
        [...s.walk()].some(n => n.kind === 'call' && rootOf(n)?.text === name)
    );
  return isUsed ? null : definition;
}

const unsure = [
  'call',
  'binary_operator',
  'comparison_operator',
  'unary_operator',
  'augmented_assignment',
  'format_specifier',
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'await',
  'raise_statement',
  'assert_statement',
  'import_statement',
  'import_from_statement',
  'while_statement',
  'yield',
  'global_statement',
  'delete_statement'
];

/** A fake answers every call on it and on its answers; everything else may be picky. */
function isSure(model: SemanticModel, n: SyntaxNode, local: ReadonlyMap<string, unknown>): boolean {
  if (n.kind !== 'call') {
    return false;
  }
  const target = n.child('function');
  const root = rootOf(n);
  return (
    /^builtins\.(print|str|repr|bool|list|tuple)$/.test(model.qualifiedName(target) ?? '') ||
    (target?.kind === 'attribute' && root?.kind === 'identifier' && local.has(root.text))
  );
}

/** `client` of `client.chat.create(…).choices[0]`. */
function rootOf(node: SyntaxNode): SyntaxNode | null {
  let n: SyntaxNode | null = node;
  while (n && /^(call|attribute|subscript)$/.test(n.kind)) {
    n = n.child(n.kind === 'call' ? 'function' : n.kind === 'attribute' ? 'object' : 'value');
  }
  return n;
}

/** Parameters that a call has to give, `self` left out. */
function requiredOf(definition: SyntaxNode, isMethod: boolean): string[] {
  const all = (definition.child('parameters')?.namedChildren ?? []).flatMap(p =>
    p.kind === 'identifier'
      ? p.text
      : p.kind === 'typed_parameter' && p.namedChildren[0]?.kind === 'identifier'
        ? p.namedChildren[0].text
        : []
  );
  return isMethod ? all.slice(1) : all;
}

function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
