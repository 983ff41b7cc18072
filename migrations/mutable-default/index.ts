/**
 * Finds parameters whose default is a list, dictionary or set, and gives them `None` instead; the body makes a new object at each
 * call. Defaults of lambdas, and those that a widget reads as its choices, are left alone.
 */
import {
  decorators,
  defineMigration,
  enclosingFunction,
  ownerClass,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { mutableDefault, type IMutableDefault } from './defaults';
import { callsOf } from './calls';
import { writeSentinel } from './sentinel';
import { placeOf, useOf } from './uses';

export interface ISharedDefault {
  readonly definition: SyntaxNode;
  /** The `x=[]` among the parameters. */
  readonly parameter: SyntaxNode;
  readonly name: string;
  readonly value: SyntaxNode;
  readonly mutable: IMutableDefault;
  readonly binding: Binding;
}

/** Decorators that do not look at defaults. */
const blindDecorators =
  /^(builtins\.)?(staticmethod|classmethod|property)$|^functools\.(wraps|cache|lru_cache|cached_property)$|^abc\.abstractmethod$|^torch\.(no_grad|inference_mode)$|^contextlib\.contextmanager$|\.setter$/;
/** Functions and decorators that make a widget from each default. */
const widgets = /(^|\.)interact(_manual|ive|ive_output)?$/;
const frozenTypes =
  /^(typing|collections\.abc)\.(Sequence|Iterable|Collection|Mapping|Set|AbstractSet|Container|Sized)$/;

export default defineMigration<ISharedDefault>({
  name: 'mutable-default',
  title: 'Default that all calls share',
  summary: 'Gives a parameter None as default in place of a shared list or dictionary.',
  group: 'Notebook state',
  tier: 'normal',
  applicability: 'safe',
  since: '0.1.0',
  sources: ['ruff:B006', 'pylint:W0102'],
  why: 'The default is made once: what one call puts into it, all later calls find in it.',

  *detectIn({ syntax }, { model }) {
    for (const parameter of syntax.nodesOf(['default_parameter', 'typed_default_parameter'])) {
      const found = sharedDefault(model, parameter);
      if (found && !isForWidget(model, found.definition) && !isPromisedFrozen(model, found)) {
        const owner = found.definition.child('name')?.text ?? '';
        yield { at: parameter, data: found, anchor: `${owner}(${found.name})` };
      }
    }
  },

  message: ({ data }) =>
    `\`${data.name}\` has a ${data.mutable.noun} as default that all calls share`,

  rewrite({ data }, context) {
    const { model, decline } = context;
    const { definition, name, mutable, binding, value } = data;
    const owner = definition.child('name')?.text ?? '';
    const risks: string[] = [];
    let isShown = false;
    const uses = model.references(binding);
    for (const use of uses) {
      const found = useOf(model, use, mutable);
      switch (found.kind) {
        case 'none':
          return decline(
            `\`${owner}\` gives \`None\` a meaning of its own in line ${lineOf(use.node)}.`
          );
        case 'changed':
          if (isMemory(definition, name, owner)) {
            return decline(
              `\`${name}\` remembers results from one call to the next; \`functools.cache\` above \`${owner}\` would do that openly.`
            );
          }
          risks.push(
            `${placeOf(found.node)} changes it: later calls no longer find what earlier ones put in.`
          );
          break;
        case 'kept':
          risks.push(
            `${placeOf(found.node)} hands it on: each call without \`${name}\` now has a ${mutable.noun} of its own.`
          );
          break;
        case 'shown':
          isShown = true;
      }
    }
    const hidden = model.scopeOf(definition)?.references.find(r => isFrameReader(model, r.node));
    if (hidden) {
      risks.push(`\`${hidden.name}\` in line ${lineOf(hidden.node)} may read it too.`);
    }
    const decorator = decorators(definition).find(d => !isBlind(model, d));
    if (decorator) {
      risks.push(
        `\`@${decorator.text.split('(')[0]}\` may read the default, which becomes \`None\`.`
      );
    }
    if (!mutable.isConstant) {
      const shadowed = shadowedName(model, definition, value);
      if (shadowed) {
        return decline(`\`${shadowed}\` in the default means something else in the body.`);
      }
      risks.push(`\`${value.text}\` is worked out at each call, no longer once.`);
    }
    const calls = callsOf(model, data);
    if (calls.passesNone) {
      risks.push(
        `The call in line ${lineOf(calls.passesNone)} passes \`None\`, which now means the default.`
      );
    } else if (isShown && !calls.areKnown) {
      risks.push(`A call that passes \`None\` for \`${name}\` now gets the default.`);
    }
    return writeSentinel(data, uses.length > 0, [...new Set(risks)], context);
  }
});

function sharedDefault(model: SemanticModel, parameter: SyntaxNode): ISharedDefault | null {
  const definition = parameter.parent?.parent;
  const value = parameter.child('value');
  const node = parameter.child('name');
  const mutable = mutableDefault(model, value);
  const binding = node ? model.bindingAt(node) : null;
  return definition?.kind === 'function_definition' && value && mutable && binding
    ? { definition, parameter, name: binding.name, value, mutable, binding }
    : null;
}

function isForWidget(model: SemanticModel, definition: SyntaxNode): boolean {
  const name = definition.child('name')?.text ?? '';
  const isWidget = (n: SyntaxNode | null): boolean =>
    n !== null && widgets.test(model.qualifiedName(n) ?? n.text);
  return (
    decorators(definition).some(d => isWidget(d.kind === 'call' ? d.child('function') : d)) ||
    model
      .usesOf(name)
      .some(
        u =>
          u.node.parent?.kind === 'argument_list' &&
          isWidget(u.node.parent.parent?.child('function') ?? null)
      )
  );
}

/** Annotated as something that can only be read, and only read. */
function isPromisedFrozen(
  model: SemanticModel,
  { parameter, binding, mutable }: ISharedDefault
): boolean {
  const type = parameter.child('type')?.namedChildren[0];
  const base =
    type?.kind === 'generic_type' ? type.namedChildren[0] : (type?.child('value') ?? type);
  return (
    frozenTypes.test(model.qualifiedName(base ?? null) ?? '') &&
    model.references(binding).every(u => useOf(model, u, mutable).kind !== 'changed')
  );
}

function isBlind(model: SemanticModel, decorator: SyntaxNode): boolean {
  const target = decorator.kind === 'call' ? decorator.child('function') : decorator;
  return blindDecorators.test((target && model.qualifiedName(target)) ?? target?.text ?? '');
}

/** Kept on purpose between calls: a cache by its name, or a recursion that leaves the argument out. */
function isMemory(definition: SyntaxNode, name: string, owner: string): boolean {
  if (/cache|memo/i.test(name)) {
    return true;
  }
  return definition.cell
    .nodes('call')
    .some(
      c =>
        c.isInside(definition) &&
        c.child('function')?.text === owner &&
        !ownerClass(definition) &&
        !c.child('arguments')?.text.match(new RegExp(`\\b${name}\\b`))
    );
}

function isFrameReader(model: SemanticModel, node: SyntaxNode): boolean {
  return /^builtins\.(locals|vars|eval|exec)$/.test(model.qualifiedName(node) ?? '');
}

/** A name of the default that does not mean the same inside the function. */
function shadowedName(
  model: SemanticModel,
  definition: SyntaxNode,
  value: SyntaxNode
): string | null {
  const scope = model.scopeOf(definition);
  for (const n of value.walk()) {
    const reference = n.kind === 'identifier' ? model.referenceAt(n) : null;
    if (!reference || enclosingFunction(n)?.isInside(value)) {
      continue;
    }
    const outer = reference.scope.resolve(reference.name);
    if (!outer?.node?.isInside(value) && scope?.resolve(reference.name) !== outer) {
      return reference.name;
    }
  }
  return null;
}

function lineOf(node: SyntaxNode): number {
  return node.cell.lines.position(node.start).line;
}
