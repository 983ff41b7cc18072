/**
 * Finds functions that fill a list in a loop and return it, and turns them into generators where every caller reads the result once.
 * Methods and nested functions are left alone: their callers cannot all be found.
 */
import {
  allScopes,
  cellName,
  decorators,
  defineMigration,
  docstring,
  isAsync,
  ownerClass,
  ownNodes,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { isReadThrough, readingOf } from './consumers';
import { writeGenerator } from './generator';

export interface IFilledList {
  readonly definition: SyntaxNode;
  readonly name: string;
  readonly list: Binding;
  /** `out.append(x)`, `out.extend(xs)`, `out += [x]`: whole statements. */
  readonly additions: readonly SyntaxNode[];
  /** The last statement: `return out`. */
  readonly last: SyntaxNode;
  /** A use of the list that a generator cannot keep. */
  readonly otherUse: SyntaxNode | null;
}

export default defineMigration<IFilledList>({
  name: 'accumulated-list',
  title: 'Function fills a list and returns it',
  summary: 'Turns a function that fills a list into a generator.',
  group: 'Memory',
  tier: 'normal',
  applicability: 'safe',
  since: '0.1.0',
  sources: ['sourcery:list-comprehension'],
  why: 'The whole list is held in memory although its items are needed one at a time.',

  *detectIn({ syntax }, { model }) {
    for (const definition of syntax.nodes('function_definition')) {
      const found = filledList(model, definition);
      if (found && isWorthSaying(model, found)) {
        yield {
          at: definition.child('name') as SyntaxNode,
          data: found,
          anchor: `def ${found.name}`
        };
      }
    }
  },

  message: ({ data }) => `\`${data.name}()\` fills a list and returns it`,

  rewrite({ data }, context) {
    const { model, decline } = context;
    const { definition, name, otherUse, list } = data;
    const line = (n: SyntaxNode): string => `line ${n.cell.lines.position(n.start).line}`;
    if (decorators(definition).length) {
      return decline(
        `\`${name}\` is decorated: what the decorator does with the list is not known.`
      );
    }
    if (otherUse) {
      return decline(`\`${list.name}\` is used otherwise in ${line(otherUse)}.`);
    }
    for (const back of ownNodes(definition, 'return_statement')) {
      const value = back.namedChildren[0];
      if (
        value?.text !== list.name &&
        !(value?.kind === 'list' && value.namedChildren.length === 0)
      ) {
        return decline(`\`${name}\` also returns \`${value?.text ?? 'None'}\` in ${line(back)}.`);
      }
    }
    const guarded = data.additions.find(a => a.ancestor('try_statement')?.isInside(definition));
    if (guarded) {
      return decline(
        `${cap(line(guarded))} stands in a \`try\` block, which would go on while callers run.`
      );
    }
    const bindings = model.moduleBindings(name);
    if (bindings.length > 1) {
      const other = bindings.find(b => b.statement !== definition);
      return decline(
        `\`${name}\` is bound again in ${other ? cellName(model, other.cell) : 'another cell'}.`
      );
    }
    const mention = model.blindMention(name);
    if (mention) {
      return decline(`Cell ${mention.index + 1} was not checked and mentions \`${name}\`.`);
    }
    const uses = model.usesOf(name);
    const risks: string[] = [];
    let calls = 0;
    for (const use of uses) {
      const call = use.node.parent;
      if (use.node.isInside(definition)) {
        return decline(`\`${name}\` calls itself in ${line(use.node)}.`);
      }
      if (call?.kind !== 'call' || call.child('function') !== use.node) {
        return decline(`\`${name}\` itself is handed on in ${cellName(model, use.node)}.`);
      }
      if (call.cell.fragments.some(f => call.isInside(f.root))) {
        return decline(`A magic in ${cellName(model, call)} runs \`${name}\`.`);
      }
      const reading = readingOf(model, call, `\`${name}()\``);
      if (!reading.fine) {
        return decline(`A list is needed: ${reading.reason}.`);
      }
      if (reading.why) {
        risks.push(reading.why);
      }
      calls++;
    }
    if (!calls) {
      return decline(`No call of \`${name}\` shows how the list is used.`);
    }
    for (const addition of data.additions) {
      const changed = changedLater(model, definition, addition);
      if (changed) {
        risks.push(
          `\`${changed.text}\` is changed after ${line(addition)} hands it out; readers now see each state of it.`
        );
      }
    }
    return writeGenerator(data, [...new Set(risks)], context);
  }
});

/** Silent where every caller needs the list: then the function is right as it is. */
function isWorthSaying(model: SemanticModel, { name, definition }: IFilledList): boolean {
  const uses = model.usesOf(name).filter(u => !u.node.isInside(definition));
  return (
    uses.length === 0 ||
    uses.some(u => {
      const call = u.node.parent;
      return (
        call?.kind === 'call' && call.child('function') === u.node && isReadThrough(model, call)
      );
    })
  );
}

/** The list that a function of the notebook fills in a loop and returns in its last statement. */
function filledList(model: SemanticModel, definition: SyntaxNode): IFilledList | null {
  const body = definition.child('body');
  const name = definition.child('name')?.text;
  const scope = model.scopeOf(definition);
  const last = body?.namedChildren.at(-1);
  const returned = last?.kind === 'return_statement' ? last.namedChildren[0] : null;
  if (
    !body ||
    !name ||
    !scope ||
    !last ||
    returned?.kind !== 'identifier' ||
    scope.parent?.kind !== 'module' ||
    ownerClass(definition)
  ) {
    return null;
  }
  if (isAsync(definition) || !ownNodes(definition, 'yield').next().done) {
    return null;
  }
  const bindings = scope.bindings.get(returned.text) ?? [];
  const list = bindings.find(b => b.kind === 'assignment');
  if (
    !list?.isPlain ||
    !isEmptyList(model, list.value) ||
    list.statement?.statement.parent !== body
  ) {
    return null;
  }
  if (bindings.some(b => b !== list && b.kind !== 'augmented') || docstring(body) === last) {
    return null;
  }
  const additions: SyntaxNode[] = [];
  let otherUse: SyntaxNode | null = null;
  const reads = [...allScopes(scope)].flatMap(s =>
    s.references.filter(r => r.name === list.name && s.resolve(r.name) === scope)
  );
  for (const r of reads) {
    const addition = r.scope === scope ? additionOf(r.node) : null;
    if (addition) {
      additions.push(addition);
    } else if (!(r.node.parent?.kind === 'return_statement' && r.scope === scope)) {
      otherUse ??= r.node;
    }
  }
  const inLoop = additions.some(a =>
    a.ancestor('for_statement', 'while_statement')?.isInside(definition)
  );
  return inLoop ? { definition, name, list, additions, last, otherUse } : null;
}

function isEmptyList(model: SemanticModel, value: SyntaxNode | null): boolean {
  return (
    (value?.kind === 'list' && value.namedChildren.length === 0) ||
    (value?.kind === 'call' &&
      model.qualifiedName(value.child('function')) === 'builtins.list' &&
      value.child('arguments')?.namedChildren.length === 0)
  );
}

/** The statement that adds to the list, for the list's name in it. */
function additionOf(name: SyntaxNode): SyntaxNode | null {
  const parent = name.parent;
  if (parent?.kind === 'augmented_assignment') {
    const right = parent.child('right');
    return parent.child('left') === name &&
      parent.child('operator')?.text === '+=' &&
      right &&
      parent.parent?.kind === 'expression_statement'
      ? parent.parent
      : null;
  }
  const call = parent?.kind === 'attribute' ? parent.parent : null;
  if (
    call?.kind !== 'call' ||
    call.child('function') !== parent ||
    call.parent?.kind !== 'expression_statement'
  ) {
    return null;
  }
  const list = call.child('arguments');
  const single =
    list?.kind === 'generator_expression' ||
    (list?.namedChildren.length === 1 && !/splat|keyword/.test(list.namedChildren[0].kind));
  return single && /^(append|extend)$/.test(parent?.child('attribute')?.text ?? '')
    ? call.parent
    : null;
}

function cap(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * A name whose object the function hands out and may change afterwards: a list shows its last state in every place, a stream each
 * state in turn. An object that every round of the loop makes anew and changes before it hands it out is settled.
 */
function changedLater(
  model: SemanticModel,
  definition: SyntaxNode,
  addition: SyntaxNode
): SyntaxNode | null {
  const loop = addition.ancestor('for_statement', 'while_statement');
  const values = [...addition.walk()].filter(
    n =>
      n.kind === 'identifier' &&
      /^(argument_list|list|tuple|pair|dictionary|set|parenthesized_expression|augmented_assignment)$/.test(
        n.parent?.kind ?? ''
      ) &&
      n.field !== 'left'
  );
  for (const value of values) {
    const reference = model.referenceAt(value);
    const owner = reference?.scope.resolve(reference.name);
    const changes = model
      .mutationsWithin(definition)
      .filter(
        m =>
          m.root.name === value.text &&
          m.kind !== 'argument' &&
          m.root.scope.resolve(m.root.name) === owner
      );
    const isFresh =
      loop?.isInside(definition) &&
      (owner?.bindings.get(value.text) ?? []).every(
        b => b.kind === 'augmented' || b.node?.isInside(loop)
      ) &&
      changes.every(m => m.node.isInside(loop) && m.node.start < addition.start);
    if (changes.length && !isFresh) {
      return value;
    }
  }
  return null;
}
