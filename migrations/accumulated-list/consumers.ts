/** Looks at every use of what a function returns: is it read once, from front to back? Names the first use that needs a list. */
import {
  cellName,
  isShown,
  shortText,
  type Binding,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

/** How a result is read. `why` is what a person has to agree to; null when a lazy result cannot be told from a list. */
export type Reading =
  | { readonly fine: true; readonly why: string | null }
  | { readonly fine: false; readonly reason: string };

/** Read everything before they return. */
const eager = new Set(
  ['list', 'tuple', 'set', 'frozenset', 'sorted', 'sum', 'min', 'max', 'dict']
    .map(n => `builtins.${n}`)
    .concat(
      'collections.Counter',
      'collections.deque',
      'math.fsum',
      'statistics.mean',
      'statistics.median',
      'statistics.stdev'
    )
);
/** May stop in the middle. */
const partial = new Set(['builtins.any', 'builtins.all']);
/** Hand the items on, one at a time. */
const lazy = new Set(
  ['enumerate', 'zip', 'map', 'filter']
    .map(n => `builtins.${n}`)
    .concat(
      'itertools.chain',
      'itertools.islice',
      'itertools.batched',
      'itertools.starmap',
      'itertools.accumulate',
      'tqdm.tqdm',
      'tqdm.auto.tqdm',
      'tqdm.notebook.tqdm'
    )
);

const fine = (why: string | null = null): Reading => ({ fine: true, why });
const needsList = (reason: string): Reading => ({ fine: false, reason });

/** How an expression that gives the result is read. `label` names it in texts. */
export function readingOf(model: SemanticModel, result: SyntaxNode, label: string): Reading {
  const cell = cellName(model, result);
  let n = result;
  /** Something else runs between two items. */
  let interleaved = false;
  for (;;) {
    const parent: SyntaxNode | null = n.parent;
    switch (parent?.kind) {
      case 'parenthesized_expression':
        n = parent;
        continue;
      case 'for_statement':
        return parent.child('right') === n
          ? fine(`The loop in ${cell} now runs between the steps of ${label}, not after them.`)
          : needsList(`${label} is changed in ${cell}`);
      case 'for_in_clause': {
        const around = parent.parent as SyntaxNode;
        const calls = [...around.walk()].some(
          c => (mayAct(model, c) || readsOutside(model, around, c)) && !c.isInside(n)
        );
        interleaved ||= calls;
        if (around.kind !== 'generator_expression') {
          return fine(
            interleaved
              ? `The comprehension in ${cell} now runs between the steps of ${label}.`
              : null
          );
        }
        n = around;
        continue;
      }
      case 'call':
      case 'argument_list': {
        const call = parent.kind === 'call' ? parent : (parent.parent as SyntaxNode);
        if (parent.kind === 'call' && call.child('arguments') !== n) {
          return needsList(`${label} is called in ${cell}`);
        }
        const target = call.child('function') as SyntaxNode;
        const name = model.qualifiedName(target);
        if (name && lazy.has(name)) {
          interleaved ||= name !== 'builtins.enumerate';
          n = call;
          continue;
        }
        const isJoin =
          target.kind === 'attribute' &&
          target.child('attribute')?.text === 'join' &&
          model.typeOf(target.child('object'))?.name === 'builtins.str';
        if (isJoin || (name && eager.has(name))) {
          const others = parent.kind === 'call' ? [] : parent.namedChildren.filter(a => a !== n);
          // `sorted` collects all items before it asks for a key; `min` and `max` do not.
          const calls = others.some(
            a =>
              (name !== 'builtins.sorted' &&
                a.kind === 'keyword_argument' &&
                a.child('name')?.text === 'key') ||
              [
                ...(a.kind === 'keyword_argument' && a.child('name')?.text === 'key'
                  ? []
                  : a.walk())
              ].some(c => c.kind === 'call' || c.kind === 'await')
          );
          return fine(
            interleaved || calls
              ? `Other code in ${cell} now runs between the steps of ${label}.`
              : null
          );
        }
        if (name && partial.has(name)) {
          return fine(
            `\`${target.text}\` in ${cell} stops at the first hit; the rest of ${label} no longer runs.`
          );
        }
        if (name === 'builtins.len') {
          return needsList(`the length of ${label} is taken in ${cell}`);
        }
        if (name === 'builtins.print' || /(^|\.)display$/.test(target.text)) {
          return needsList(`${label} is printed in ${cell}`);
        }
        return needsList(`${label} is passed to \`${shortText(target, 30)}\` in ${cell}`);
      }
      case 'list_splat':
        return fine(null);
      case 'yield':
        return [...parent.children].some(c => c.kind === 'from')
          ? fine(`${cap(label)} now runs while ${cell} yields.`)
          : needsList(`${label} is handed on in ${cell}`);
      case 'subscript':
        return needsList(`${label} is indexed in ${cell}`);
      case 'attribute':
        return needsList(
          `\`${parent.child('attribute')?.text ?? ''}\` of ${label} is used in ${cell}`
        );
      case 'expression_statement':
        return needsList(
          isShown(parent)
            ? `${label} is shown below ${cell}`
            : `the result of ${label} is not used in ${cell}`
        );
      case 'return_statement':
        return needsList(`${label} is returned in ${cell}`);
      case 'comparison_operator':
        return needsList(`${label} is compared in ${cell}`);
      case 'if_statement':
      case 'elif_clause':
      case 'while_statement':
      case 'not_operator':
      case 'boolean_operator':
      case 'conditional_expression':
      case 'assert_statement':
        return needsList(`${label} is tested for being empty in ${cell}`);
      case 'binary_operator':
        return needsList(
          `${label} is combined with \`${parent.child('operator')?.text ?? '+'}\` in ${cell}`
        );
      case 'augmented_assignment':
        return needsList(`${label} is added to another value in ${cell}`);
      case 'interpolation':
        return needsList(`${label} is printed in ${cell}`);
      case 'assignment': {
        const left = parent.child('left') as SyntaxNode;
        if (parent.child('right') !== n) {
          return needsList(`${label} is changed in ${cell}`);
        }
        if (
          left.kind === 'pattern_list' ||
          left.kind === 'tuple_pattern' ||
          left.kind === 'list_pattern'
        ) {
          return fine(null);
        }
        const binding = left.kind === 'identifier' ? model.bindingAt(left) : null;
        if (!binding || parent.parent?.kind !== 'expression_statement') {
          return needsList(`${label} is stored in \`${shortText(left)}\` in ${cell}`);
        }
        if (parent.child('type')) {
          return needsList(`\`${binding.name}\` is annotated in ${cell}`);
        }
        return storedReading(model, binding, parent, label);
      }
      default:
        return needsList(`${label} is stored in ${cell}`);
    }
  }
}

/** True when at least one reader goes through the result: there a stream would do. */
export function isReadThrough(model: SemanticModel, result: SyntaxNode): boolean {
  if (readingOf(model, result, '').fine) {
    return true;
  }
  const assignment = result.parent;
  const left = assignment?.kind === 'assignment' ? assignment.child('left') : null;
  const binding = left?.kind === 'identifier' ? model.bindingAt(left) : null;
  return (
    binding !== null &&
    model
      .references(binding)
      .some(r => r.node.parent?.kind !== 'assignment' && readingOf(model, r.node, '').fine)
  );
}

/** `rows = load()`: the name may be read once, where everything that surrounds the call still holds. */
function storedReading(
  model: SemanticModel,
  binding: Binding,
  assignment: SyntaxNode,
  label: string
): Reading {
  const name = `\`${binding.name}\``;
  const uses = model.references(binding);
  const mention = binding.scope.kind === 'module' ? model.blindMention(binding.name) : null;
  if (mention) {
    return needsList(`cell ${mention.index + 1} was not checked and mentions ${name}`);
  }
  if (!uses.length) {
    return needsList(`${name} is never read`);
  }
  for (const use of uses) {
    const reading = readingOf(model, use.node, name);
    if (!reading.fine) {
      return reading;
    }
    if (use.node.parent?.kind === 'assignment') {
      return needsList(`${name} gets a second name in ${cellName(model, use.node)}`);
    }
    const cell = cellName(model, use.node);
    if (use.isLate && !binding.writer.isLate) {
      return needsList(`\`${use.scope.name}\` in ${cell} may read ${name} more than once`);
    }
    if (use.isLate && use.scope !== binding.scope && use.scope.kind !== 'comprehension') {
      return needsList(`a nested function in ${cell} may read ${name} more than once`);
    }
    for (
      let p = use.node.parent, below = use.node;
      p && !assignment.isInside(p);
      below = p, p = p.parent
    ) {
      const again =
        ((p.kind === 'for_statement' || p.kind === 'while_statement') && below.field !== 'right') ||
        (/comprehension$|^generator_expression$/.test(p.kind) &&
          below !== p.children.find(c => c.kind === 'for_in_clause'));
      if (again) {
        return needsList(`${name} is read again and again in ${cell}`);
      }
    }
    const left = assignment.ancestor('with_statement', 'try_statement');
    if (left && !use.node.isInside(left)) {
      const kind = left.kind === 'with_statement' ? 'with' : 'try';
      return needsList(
        `${name} is read outside the \`${kind}\` block that holds the call, in ${cell}`
      );
    }
    if (model.definitions(use).length > 1) {
      return needsList(`${name} may hold something else where ${cell} reads it`);
    }
  }
  if (uses.length > 1) {
    return needsList(`${name} is read again in ${cellName(model, uses[1].node)}`);
  }
  const [use] = uses;
  return use.cell !== binding.cell
    ? fine(
        `Running ${cellName(model, use.node)} again needs ${cellName(model, assignment)} first: ${name} can be read once.`
      )
    : fine(`${cap(label)} now runs where ${name} is read, not where it is called.`);
}

function cap(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Calls that show nothing of when they run. */
const inert = new Set(['str', 'repr', 'len', 'abs', 'bool', 'type'].map(n => `builtins.${n}`));

function mayAct(model: SemanticModel, node: SyntaxNode): boolean {
  return (
    node.kind === 'await' ||
    node.kind === 'named_expression' ||
    (node.kind === 'call' && !inert.has(model.qualifiedName(node.child('function')) ?? ''))
  );
}

/** True for a name in a comprehension that is none of its own: the function may change what it holds between two items. */
function readsOutside(model: SemanticModel, comprehension: SyntaxNode, node: SyntaxNode): boolean {
  const reference = node.kind === 'identifier' ? model.referenceAt(node) : null;
  const owner = reference?.scope.resolve(reference.name);
  return (
    owner !== undefined &&
    owner !== null &&
    !(owner.node?.isInside(comprehension) ?? false) &&
    !model.isBuiltin((reference as Reference).name)
  );
}
