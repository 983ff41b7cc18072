/** Where the method is used in the notebook, and what stands against calling the object itself. */
import {
  cellName,
  shortText,
  unparenthesized,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { ICompute } from './shape';

export interface IUses {
  /** `object.method` on an object that is certainly of the class, called or not. */
  readonly own: readonly SyntaxNode[];
  /** The same name on something that may be one. */
  readonly unknown: SyntaxNode | null;
  /** `Class.method`. */
  readonly viaClass: SyntaxNode | null;
}

export function usesOf(model: SemanticModel, { definition, verb }: ICompute): IUses {
  const own: SyntaxNode[] = [];
  let unknown: SyntaxNode | null = null;
  let viaClass: SyntaxNode | null = null;
  for (const { syntax } of model.cells) {
    if (!syntax.source.includes(verb)) {
      continue;
    }
    for (const n of syntax.nodes('attribute')) {
      if (n.child('attribute')?.text !== verb) {
        continue;
      }
      const object = n.child('object') as SyntaxNode;
      const type = model.typeOf(object);
      const found = type ? (type.isClass ? null : type.definition) : elementClass(model, object);
      if (found === definition) {
        own.push(n);
      } else if (!type && !found && model.qualifiedName(object) === null) {
        unknown ??= n;
      } else if (type?.definition === definition) {
        viaClass ??= n;
      }
    }
  }
  return { own, unknown, viaClass };
}

/** The class of the elements of a list, for a name that loops over it or an element of it. */
function elementClass(model: SemanticModel, object: SyntaxNode): SyntaxNode | null {
  const n = unparenthesized(object);
  if (n.kind === 'subscript') {
    const index = n.child('subscript');
    return index && index.kind !== 'slice'
      ? listClass(model, n.child('value') as SyntaxNode)
      : null;
  }
  const reference = n.kind === 'identifier' ? model.referenceAt(n) : null;
  const bindings = reference ? model.definitions(reference) : [];
  const [only] = bindings;
  return bindings.length === 1 &&
    only.kind === 'for' &&
    only.value &&
    only.statement?.child('left') === only.node
    ? listClass(model, only.value)
    : null;
}

function listClass(model: SemanticModel, list: SyntaxNode, depth = 0): SyntaxNode | null {
  const n = unparenthesized(list);
  const classOf = (e: SyntaxNode | null): SyntaxNode | null => {
    const type = model.typeOf(e);
    return type && !type.isClass ? type.definition : null;
  };
  if (n.kind === 'list' || n.kind === 'tuple') {
    const [first] = n.namedChildren;
    const found = first ? classOf(first) : null;
    return found && n.namedChildren.every(e => classOf(e) === found) ? found : null;
  }
  if (n.kind === 'list_comprehension') {
    return classOf(n.child('body'));
  }
  if (n.kind === 'call' && model.qualifiedName(n.child('function')) === 'builtins.reversed') {
    const [inner] = n.child('arguments')?.namedChildren ?? [];
    return inner ? listClass(model, inner, depth) : null;
  }
  const values: (SyntaxNode | null)[] = [];
  if (n.kind === 'identifier' && depth < 3) {
    const reference = model.referenceAt(n);
    for (const b of reference ? model.definitions(reference) : []) {
      values.push(b.isPlain && b.value !== n ? b.value : null);
    }
    if (isExtended(model, n.text)) {
      return null;
    }
  } else if (n.kind === 'attribute' && n.child('object')?.text === 'self' && depth < 3) {
    for (const a of n.ancestor('class_definition') ? n.cell.nodes('assignment') : []) {
      if (
        a.child('left')?.text === n.text &&
        a.ancestor('class_definition') === n.ancestor('class_definition')
      ) {
        values.push(a.child('right'));
      }
    }
    if (isExtended(model, n.text)) {
      return null;
    }
  }
  const found = values[0] ? listClass(model, values[0], depth + 1) : null;
  return found && values.every(v => v && listClass(model, v, depth + 1) === found) ? found : null;
}

/** `layers.append(…)`: other things may be in the list. */
function isExtended(model: SemanticModel, text: string): boolean {
  const grows = [`${text}.append`, `${text}.extend`, `${text}.insert`, `${text} +=`];
  return model.cells.some(c => grows.some(g => c.syntax.source.includes(g)));
}

const readers =
  /^builtins\.(print|isinstance|issubclass|type|repr|str|id|vars|dir|help|super|list|tuple|len|map|filter|enumerate|zip|reversed)$|^(copy\.(deep)?copy|pprint\.pprint|IPython\.display\.display)$/;
const collectors = /^(append|insert|add|extend|setdefault)$/;

/** Why the method cannot get another name, or null. */
export function obstacle(model: SemanticModel, compute: ICompute, uses: IUses): string | null {
  const { definition, name, verb } = compute;
  const again = model.moduleBindings(name).find(b => b.statement !== definition);
  if (again) {
    return `\`${name}\` is defined again in ${cellName(model, again.cell)}.`;
  }
  for (const { cell, syntax } of model.cells) {
    const { source } = syntax;
    if (syntax.root === null && new RegExp(`\\.${verb}\\b`).test(source)) {
      return `Cell ${cell.index + 1} was not checked and uses \`.${verb}\`.`;
    }
    if (
      new RegExp(`(getattr|setattr|methodcaller|attrgetter)\\s*\\(.*['"]${verb}['"]`).test(source)
    ) {
      return `\`${verb}\` is looked up by its name in cell ${cell.index + 1}.`;
    }
  }
  for (const use of model.usesOf(name)) {
    if (use.node.parent?.kind === 'argument_list' && use.node.parent.field === 'superclasses') {
      return `\`${use.node.parent.parent?.child('name')?.text ?? ''}\` in ${cellName(model, use.node)} derives from \`${name}\`.`;
    }
  }
  if (uses.unknown) {
    const object = uses.unknown.child('object') as SyntaxNode;
    return `What \`${shortText(object, 30)}\` is in ${cellName(model, object)} is not certain, and \`${verb}\` is called on it.`;
  }
  if (uses.viaClass) {
    return `\`${uses.viaClass.text}\` is used without an object in ${cellName(model, uses.viaClass)}.`;
  }
  const magic = uses.own.find(n =>
    n.cell.magics.some(m => m.range.start <= n.start && n.end <= m.range.end)
  );
  if (magic) {
    return `A magic in ${cellName(model, magic)} uses \`${verb}\`.`;
  }
  const comment = uses.own.find(n => n.children.some(c => c.kind === 'comment'));
  if (comment) {
    return `A comment stands before \`.${verb}\` in ${cellName(model, comment)}.`;
  }
  return handedOut(model, compute);
}

/** An object of the class is given to code that may know the method by its name. */
function handedOut(model: SemanticModel, { definition, name, verb }: ICompute): string | null {
  for (const use of model.usesOf(name)) {
    const made = use.node.parent;
    if (made?.kind !== 'call' || use.node.field !== 'function') {
      if (argumentOf(use.node) && !isReader(model, argumentOf(use.node) as SyntaxNode)) {
        return `The class \`${name}\` is handed on in ${cellName(model, use.node)}.`;
      }
      continue;
    }
    const objects: SyntaxNode[] = [made];
    const target = made.parent?.kind === 'assignment' ? made.parent.child('left') : null;
    const binding = target?.kind === 'identifier' ? model.bindingAt(target) : null;
    if (binding) {
      objects.push(
        ...model
          .references(binding)
          .filter(r => model.typeOf(r.node)?.definition === definition)
          .map(r => r.node)
      );
    }
    for (const object of objects) {
      const call = argumentOf(object);
      if (call && !isReader(model, call)) {
        return `\`${shortText(object, 30)}\` is handed to \`${shortText(call.child('function') as SyntaxNode, 30)}\` in ${cellName(model, call)}, which may call \`${verb}\`.`;
      }
    }
  }
  return null;
}

/** The call that gets a value as an argument, or null. */
function argumentOf(node: SyntaxNode): SyntaxNode | null {
  const list = node.parent?.kind === 'keyword_argument' ? node.parent.parent : node.parent;
  return list?.kind === 'argument_list' && list.parent?.kind === 'call' ? list.parent : null;
}

/** Code of the notebook, whose uses are seen, or code that does not call methods of its own accord. */
function isReader(model: SemanticModel, call: SyntaxNode): boolean {
  const target = call.child('function') as SyntaxNode;
  return (
    readers.test(model.qualifiedName(target) ?? '') ||
    model.callee(call) !== null ||
    (target.kind === 'attribute' && collectors.test(target.child('attribute')?.text ?? ''))
  );
}
