/** Dictionaries that count or add up by hand: `Counter`, or `defaultdict(int)` where other amounts than written numbers are added. */
import {
  type CellSyntax,
  type EditBuilder,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { countingOf, type ICounting } from './countings';
import type { IPlan } from './index';
import {
  hiddenUse,
  isFinalUse,
  isTypeless,
  lineOf,
  methodCall,
  quoted,
  soughtItem,
  subjectOf,
  type ISubject
} from './subject';

const sameMethods = /^(items|keys|values|get|pop|popitem|setdefault|clear)$/;
const readers =
  /^(builtins\.(len|list|tuple|set|frozenset|sorted|sum|min|max|any|all|bool|dict|enumerate|iter)|json\.dumps?|pandas\.(Series|DataFrame\.from_dict))$/;

type Edits = ((edit: EditBuilder) => void)[];

/** What the uses of a dictionary ask of its replacement. */
interface IDemands {
  readonly edits: Edits;
  readonly builtins: Set<string>;
  readonly risks: Set<string>;
  /** A `Counter` would do something else here. */
  needsDefaultDict: boolean;
  obstacle: string | null;
}

/** Plans for all dictionaries that count by hand, in this cell first. */
export function* counterPlans(model: SemanticModel, syntax: CellSyntax): IterableIterator<IPlan> {
  for (const addition of syntax.nodes('augmented_assignment')) {
    const counting = countingOf(model, addition);
    const subject = counting && subjectOf(model, counting.name);
    if (!subject || !isEmptyDictionary(model, subject.value)) {
      continue;
    }
    const found = subject.uses.flatMap(({ node }) => {
      const around = node.parent?.parent;
      const own = around?.kind === 'augmented_assignment' ? countingOf(model, around) : null;
      return own?.name === node ? own : [];
    });
    const plan = found[0]?.name === counting.name ? planOf(model, subject, found) : null;
    if (plan) {
      yield plan;
    }
  }
}

function planOf(
  model: SemanticModel,
  subject: ISubject,
  found: readonly ICounting[]
): IPlan | null {
  const { name, value, binding } = subject;
  const demands: IDemands = {
    edits: [],
    builtins: new Set(),
    risks: new Set(),
    needsDefaultDict: found.some(c => c.amount.kind !== 'integer'),
    obstacle: hiddenUse(model, subject)
  };
  for (const use of subject.uses) {
    if (found.some(c => use.node === c.name || use.node.isInside(c.whole))) {
      continue;
    }
    if (!judge(model, use, subject, demands)) {
      return null;
    }
  }
  for (const { amount, startsAtZero } of found) {
    if (!startsAtZero && model.typeOf(amount)?.name !== 'builtins.int') {
      demands.risks.add(
        `A total now begins at 0 instead of at the first ${quoted(amount)}, which has to be a number.`
      );
    }
  }
  return {
    subject,
    at: found[0].at,
    message: `\`${name}\` is ${demands.needsDefaultDict ? 'added' : 'counted'} up by hand`,
    title: `Make \`${name}\` a ${demands.needsDefaultDict ? 'defaultdict' : 'Counter'}`,
    obstacle: demands.obstacle,
    builtins: [...demands.builtins],
    risks: [...demands.risks],
    write(edit) {
      const type = demands.needsDefaultDict ? 'defaultdict' : 'Counter';
      const used = edit.addImport('collections', type, binding.node ?? binding.cell);
      edit.replace(value, demands.needsDefaultDict ? `${used}(int)` : `${used}()`);
      found.forEach(c => c.write(edit));
      demands.edits.forEach(e => e(edit));
    }
  };
}

function isEmptyDictionary(model: SemanticModel, value: SyntaxNode): boolean {
  return (
    (value.kind === 'dictionary' && value.namedChildren.length === 0) ||
    (value.kind === 'call' &&
      model.qualifiedName(value.child('function')) === 'builtins.dict' &&
      value.child('arguments')?.namedChildren.length === 0)
  );
}

/** Notes what a use asks for; false when nothing can be said about it. */
function judge(
  model: SemanticModel,
  use: Reference,
  subject: ISubject,
  demands: IDemands
): boolean {
  const { node } = use;
  const parent = node.parent as SyntaxNode;
  if (isFinalUse(model, use, subject)) {
    demands.builtins.add('dict');
    demands.edits.push(edit => edit.replace(node, `dict(${subject.name})`));
    return true;
  }
  if (soughtItem(node) || isTypeless(node)) {
    return true;
  }
  if (parent.kind === 'subscript' && node.field === 'value') {
    const whole = parent.parent;
    if (whole?.kind === 'delete_statement') {
      demands.needsDefaultDict = true;
    } else if (
      !(whole?.kind === 'assignment' && parent.field === 'left') &&
      !isKeyOf(model, parent, subject)
    ) {
      demands.risks.add(
        `${quoted(parent)} in ${lineOf(model, parent, subject)} gives 0 for a missing key instead of a \`KeyError\`.`
      );
    }
    return true;
  }
  if (parent.kind === 'attribute' && node.field === 'object') {
    const method = methodCall(node)?.method ?? '';
    if (method === 'update') {
      demands.needsDefaultDict = true;
      return true;
    }
    // sorted(counts, key=counts.get)
    return sameMethods.test(method || (parent.child('attribute')?.text ?? ''));
  }
  if (/^(for_statement|for_in_clause)$/.test(parent.kind) && node.field === 'right') {
    return true;
  }
  if (parent.kind === 'argument_list' || parent.kind === 'keyword_argument') {
    const call = parent.kind === 'argument_list' ? parent.parent : parent.parent?.parent;
    const target = call?.child('function') ?? null;
    if (!target || !call) {
      return false;
    }
    if (!readers.test(model.qualifiedName(target) ?? '')) {
      demands.risks.add(
        `${quoted(target)} in ${lineOf(model, call, subject)} gets a subclass of \`dict\` that prints differently.`
      );
    }
    return true;
  }
  return false;
}

/** `counts[word]` where `word` comes from going through `counts` itself: the key is there. */
function isKeyOf(model: SemanticModel, subscript: SyntaxNode, { name }: ISubject): boolean {
  const key = subscript.child('subscript');
  const reference = key?.kind === 'identifier' ? model.referenceAt(key) : null;
  const bindings = reference ? model.definitions(reference) : [];
  return (
    bindings.length > 0 &&
    bindings.every(
      b =>
        b.kind === 'for' &&
        b.node?.field === 'left' &&
        new RegExp(`^(sorted|list)?\\(?${name}(\\.keys\\(\\))?\\)?$`).test(b.value?.text ?? '')
    )
  );
}
