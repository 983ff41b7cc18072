/** What a function asks of a parameter: the methods it calls and the attributes it reads, when it does nothing else with it. */
import { type SemanticModel, type SyntaxNode } from '../../src/core';

export interface IDemand {
  readonly definition: SyntaxNode;
  /** The identifier or `default_parameter` in the list of parameters. */
  readonly parameter: SyntaxNode;
  readonly name: string;
  /** Names that are called. */
  readonly methods: readonly string[];
  /** Those of them that are only ever called without keywords. */
  readonly byPosition: ReadonlySet<string>;
  /** Names that are only read. */
  readonly attributes: readonly string[];
}

/** Null when the parameter is also handed on, tested, changed or stored: then its methods do not tell what it is. */
export function demandOn(
  model: SemanticModel,
  definition: SyntaxNode,
  parameter: SyntaxNode
): IDemand | null {
  const name = parameter.text;
  const bindings = model.scopeOf(definition)?.bindings.get(name) ?? [];
  if (bindings.length !== 1) {
    return null;
  }
  const methods = new Set<string>();
  const attributes = new Set<string>();
  const withKeywords = new Set<string>();
  for (const { node } of model.references(bindings[0])) {
    const access = node.parent;
    if (access?.kind !== 'attribute' || node.field !== 'object' || isStored(access)) {
      return null;
    }
    const member = access.child('attribute')?.text ?? '';
    const isCalled = access.parent?.kind === 'call' && access.field === 'function';
    (isCalled ? methods : attributes).add(member);
    const given = isCalled ? (access.parent?.child('arguments')?.namedChildren ?? []) : [];
    if (given.some(a => /^(keyword_argument|dictionary_splat|list_splat)$/.test(a.kind))) {
      withKeywords.add(member);
    }
  }
  const all = [...methods, ...attributes];
  const isPlain = all.every(m => !m.startsWith('_')) && ![...methods].some(m => attributes.has(m));
  return isPlain && methods.size > 0 && all.length <= 4
    ? {
        definition,
        parameter,
        name,
        methods: [...methods],
        byPosition: new Set([...methods].filter(m => !withKeywords.has(m))),
        attributes: [...attributes]
      }
    : null;
}

function isStored(access: SyntaxNode): boolean {
  return (
    (access.field === 'left' && /assignment$|^for_/.test(access.parent?.kind ?? '')) ||
    /^(pattern_list|tuple_pattern|delete_statement|as_pattern_target)$/.test(
      access.parent?.kind ?? ''
    )
  );
}
