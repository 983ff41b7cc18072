/** The shape of a function that builds what it uses: `client = OpenAI()` in its body, or `self.client = OpenAI()` in `__init__`. */
import {
  allScopes,
  decorators,
  ownerClass,
  type Scope,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { dependencyKind } from './known';

export interface IDependency {
  readonly definition: SyntaxNode;
  readonly scope: Scope;
  /** The function, or the class for its `__init__`. */
  readonly owner: string;
  /** `client = OpenAI()`, without the line around it. */
  readonly assignment: SyntaxNode;
  readonly call: SyntaxNode;
  readonly kind: 'class' | 'factory';
  /** The new parameter: the variable, or the attribute without leading underscores. */
  readonly name: string;
  readonly isAttribute: boolean;
}

export function dependencyOf(model: SemanticModel, call: SyntaxNode): IDependency | null {
  const assignment = call.parent;
  const statement = assignment?.parent;
  const definition = statement?.parent?.parent;
  if (
    assignment?.kind !== 'assignment' ||
    call.field !== 'right' ||
    statement?.kind !== 'expression_statement' ||
    statement.parent?.field !== 'body' ||
    definition?.kind !== 'function_definition'
  ) {
    return null;
  }
  const kind = dependencyKind(model.qualifiedName(call.child('function')));
  const scope = kind && model.scopeOf(definition);
  const target = assignment.child('left');
  if (!scope || !target || !isReachable(definition) || dependsOnCall(call, scope)) {
    return null;
  }
  const called = definition.child('name')?.text ?? '';
  const cls = ownerClass(definition)?.child('name')?.text;
  const attribute = attributeOf(definition, target);
  const isAttribute = attribute !== null;
  if (isAttribute ? called !== '__init__' : target.kind !== 'identifier') {
    return null;
  }
  const name = isAttribute ? attribute.replace(/^_+/, '') : target.text;
  const found = {
    definition,
    scope,
    owner: cls && called === '__init__' ? cls : called,
    assignment,
    call,
    kind,
    name,
    isAttribute
  };
  return name !== '' && isUsed(found) ? found : null;
}

/** At the top level or a method of a class there; not `main`, not what Python calls by itself. */
function isReachable(definition: SyntaxNode): boolean {
  const name = definition.child('name')?.text ?? '';
  const owner = ownerClass(definition) ?? definition;
  const outer = owner.parent?.kind === 'decorated_definition' ? owner.parent : owner;
  return (
    outer.parent?.kind === 'module' &&
    !/^_*(main|setup|cli)$/.test(name) &&
    (!/^__\w+__$/.test(name) || name === '__init__') &&
    !decorators(definition).some(d => /property|\.setter$|fixture/.test(d.text))
  );
}

/** True where an argument uses a parameter or a variable of the function. */
function dependsOnCall(call: SyntaxNode, scope: Scope): boolean {
  const built = call.child('arguments') as SyntaxNode;
  return [...allScopes(scope)].some(s =>
    s.references.some(r => s.resolve(r.name) === scope && r.node.isInside(built))
  );
}

/** `client` of `self.client`, or null. */
function attributeOf(definition: SyntaxNode, target: SyntaxNode): string | null {
  const self = definition.child('parameters')?.namedChildren[0];
  return target.kind === 'attribute' &&
    ownerClass(definition) &&
    self?.kind === 'identifier' &&
    target.child('object')?.text === self.text
    ? (target.child('attribute')?.text ?? null)
    : null;
}

/** False for a function whose work it is to build the thing: it gives it back, or only stores it elsewhere. */
function isUsed({ scope, name, isAttribute, definition }: IDependency): boolean {
  if (isAttribute) {
    return true;
  }
  const reads = [...allScopes(scope)].flatMap(s =>
    s.references.filter(r => r.name === name && s.resolve(name) === scope)
  );
  const isGivenBack = reads.some(({ node }) => {
    let n = node;
    while (
      n.parent &&
      /^(expression_list|tuple|parenthesized_expression|list|pair|dictionary)$/.test(n.parent.kind)
    ) {
      n = n.parent;
    }
    return (
      /^(return_statement|yield)$/.test(n.parent?.kind ?? '') ||
      (n.field === 'right' && n.parent?.kind === 'assignment')
    );
  });
  const isParameter = (scope.bindings.get(name) ?? []).some(b => b.kind === 'parameter');
  return reads.length > 0 && !isGivenBack && !isParameter && definition.child('body') !== null;
}
