/** What a configuration defines and how its names are asked for, whatever it is made of; and which of these names it does not have. */
import { followed, type Reference, type SemanticModel, type SyntaxNode } from '../../src/core';
import { nearest } from './nearest';

export interface IAccess {
  readonly name: string;
  /** The string or identifier that spells the name. */
  readonly at: SyntaxNode;
  /**
   * `read`: stops when the name is missing; `guarded`: goes on without it; `write`: adds it silently; `argument`: handed to the class
   * as a keyword.
   */
  readonly kind: 'read' | 'guarded' | 'write' | 'argument';
}

export interface IShape {
  /** The variable or class, for messages. */
  readonly owner: string;
  readonly word: 'key' | 'field' | 'argument';
  /** Where the names are defined. */
  readonly definition: SyntaxNode;
  readonly defined: ReadonlySet<string>;
  readonly accesses: readonly IAccess[];
  /** True when code that is not known gets the object, so that it may add names or read them. */
  readonly escapes: boolean;
  /** True when an argument that is not defined is dropped without a word rather than refused. */
  readonly drops?: boolean;
}

/** An access by name; `fine`: changes nothing; `argument`: handed on; `open`: the names are no longer known. */
export type Use = IAccess | 'fine' | 'argument' | 'open';

/** What the reads of an object ask it for, in functions of the notebook that get it too; null where its names are no longer known. */
export function accessesOf(
  model: SemanticModel,
  references: readonly Reference[],
  useOf: (reference: Reference) => Use
): Pick<IShape, 'accesses' | 'escapes'> | null {
  const accesses: IAccess[] = [];
  const seen = new Set<SyntaxNode>();
  const open = [...references];
  let escapes = false;
  for (let r = open.shift(); r; r = open.shift()) {
    if (seen.has(r.node)) {
      continue;
    }
    seen.add(r.node);
    const use = useOf(r);
    if (use === 'open') {
      return null;
    }
    if (use === 'argument') {
      const isHanded = /^(argument_list|keyword_argument)$/.test(r.node.parent?.kind ?? '');
      const inner = isHanded ? followed(model, r) : null;
      escapes ||= inner === null;
      open.push(...(inner ?? []));
    } else if (typeof use === 'object') {
      accesses.push(use);
    }
  }
  return { accesses, escapes };
}

export interface ISlip {
  readonly shape: IShape;
  readonly access: IAccess;
  /** Defined names that are spelled nearly so. */
  readonly near: readonly string[];
}

/** The accesses that ask for a name which is not there. */
export function slipsOf(shape: IShape): ISlip[] {
  const { accesses, defined } = shape;
  const of = (kind: IAccess['kind']): Set<string> =>
    new Set(accesses.filter(a => a.kind === kind).map(a => a.name));
  const [written, guarded, read] = [of('write'), of('guarded'), of('read')];
  const found: ISlip[] = [];
  for (const access of accesses) {
    const { name, kind } = access;
    if (defined.has(name) || name.startsWith('_')) {
      continue;
    }
    const near = nearest(name, defined);
    const isUsed = written.has(name) && (read.has(name) || guarded.has(name) || shape.escapes);
    // A name that is written and read is one that the notebook adds.
    if (kind === 'write' || written.has(name) ? !isUsed && near.length === 1 : isWrong()) {
      found.push({ shape, access, near });
    }

    function isWrong(): boolean {
      const goesOn = kind === 'guarded' || guarded.has(name) || shape.escapes;
      return near.length > 0 || !(goesOn || (kind === 'argument' && shape.drops));
    }
  }
  return found;
}
