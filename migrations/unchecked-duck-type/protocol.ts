/** Writes the methods of the protocol from the methods of the classes, or says where those do not agree. */
import { isAsync, type IInferredType, type SemanticModel, type SyntaxNode } from '../../src/core';
import { methodsOf } from './classes';
import type { IDemand } from './demand';

export interface IProtocol {
  readonly lines: readonly string[];
  /** Why there can be none, or null. */
  readonly obstacle: string | null;
}

export function protocolFor(
  model: SemanticModel,
  { methods, byPosition, attributes }: IDemand,
  classes: readonly IInferredType[],
  any: () => string
): IProtocol {
  const lines: string[] = attributes.flatMap(a => [
    '    @property',
    `    def ${a}(self) -> ${any()}: ...`
  ]);
  for (const name of methods) {
    const found = methodsOf(model, classes, name) ?? [];
    const written = found.map(m => signature(model, m));
    // Called by position only, the classes may name their parameters as they like.
    const bare = found.map(m => signature(model, m, 'x'));
    const isLoose =
      written.some(s => s !== written[0]) && byPosition.has(name) && found.every(takesPositions);
    const other = (isLoose ? bare : written).findIndex((s, _, all) => s !== all[0]);
    const signatures = isLoose ? [written[0]?.replace(/\)(?= ->|$)/, ', /)') ?? null] : written;
    if (other > 0 || signatures[0] === null) {
      return {
        lines,
        obstacle: `\`${name}\` takes other parameters in \`${classes[0].name}\` than in \`${classes[Math.max(other, 1)].name}\`.`
      };
    }
    lines.push(`    ${signatures[0] ?? ''}: ...`);
  }
  return { lines, obstacle: null };
}

/** `async def f(self, x: int, y=...) -> str`; names that are no builtins stand in quotes, since they may be bound further down. */
function signature(model: SemanticModel, method: SyntaxNode, alias?: string): string | null {
  const parameters = (method.child('parameters')?.namedChildren ?? []).map(p => {
    const type = p.child('type');
    const name = alias ?? p.child('name')?.text ?? p.namedChildren[0]?.text ?? p.text;
    const value = p.child('value');
    switch (p.kind) {
      case 'identifier':
        return name;
      case 'list_splat_pattern':
      case 'dictionary_splat_pattern':
      case 'keyword_separator':
      case 'positional_separator':
        return p.text;
      case 'default_parameter':
        return `${name}=...`;
      case 'typed_parameter':
      case 'typed_default_parameter':
        return `${name}: ${typeText(model, type)}${value ? ' = ...' : ''}`;
    }
    return null;
  });
  const result = method.child('return_type');
  return parameters.some(p => p === null)
    ? null
    : `${isAsync(method) ? 'async ' : ''}def ${method.child('name')?.text ?? ''}(${parameters.join(', ')})${result ? ` -> ${typeText(model, result)}` : ''}`;
}

function takesPositions(method: SyntaxNode): boolean {
  return (method.child('parameters')?.namedChildren ?? []).every(
    p =>
      /^(identifier|default_parameter|typed_parameter|typed_default_parameter)$/.test(p.kind) &&
      (p.kind !== 'typed_parameter' || p.namedChildren[0]?.kind === 'identifier')
  );
}

function typeText(model: SemanticModel, type: SyntaxNode | null): string {
  const text = (type?.text ?? '').replace(/\s+/g, ' ');
  const words = text.match(/[A-Za-z_]\w*/g) ?? [];
  const isPlain = /["']/.test(text) || words.every(w => w === 'None' || model.isBuiltin(w));
  return isPlain ? text : `"${text}"`;
}
