/** Scopes, bindings and references of one cell: what a single cell says by itself, before cells are joined. */
import type { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';
import type { IRange } from '../text/range';

export type ScopeKind = 'module' | 'function' | 'lambda' | 'class' | 'comprehension';

export type BindingKind =
  | 'assignment'
  | 'annotation' // `x: int` without a value: declares, binds nothing
  | 'augmented'
  | 'import'
  | 'function'
  | 'class'
  | 'parameter'
  | 'for'
  | 'with'
  | 'except'
  | 'walrus'
  | 'match'
  | 'type'
  | 'delete' // `del x`: ends what was bound
  | 'magic';

export class Scope {
  constructor(
    readonly kind: ScopeKind,
    /** Function, class, lambda or comprehension; null for a cell's module scope. */
    readonly node: SyntaxNode | null,
    readonly parent: Scope | null,
    readonly cell: CellSyntax
  ) {
    parent?.children.push(this);
  }

  readonly children: Scope[] = [];
  /** In source order. A function's `global x` puts its bindings into the module scope. */
  readonly bindings = new Map<string, Binding[]>();
  readonly references: Reference[] = [];
  readonly globals = new Set<string>();
  readonly nonlocals = new Set<string>();
  /** Qualified module names of `from m import *` in this scope. */
  readonly starImports: { readonly module: string; readonly node: SyntaxNode }[] = [];

  /** Name of the function or class, `<lambda>`, `<comprehension>`, `<module>`. */
  get name(): string {
    return this.node?.child('name')?.text ?? `<${this.kind}>`;
  }

  /** True when the body runs later than it stands: in a function or lambda, or in a class or comprehension in one. */
  get isLate(): boolean {
    for (let s: Scope | null = this; s; s = s.parent) {
      if (s.kind === 'function' || s.kind === 'lambda') {
        return true;
      }
    }
    return false;
  }

  get module(): Scope {
    return this.parent ? this.parent.module : this;
  }

  /** The scope in which a bare name read here is looked up first, by Python's rules (classes are skipped from nested scopes). */
  resolve(name: string): Scope | null {
    for (let s: Scope | null = this; s; s = s.parent) {
      if (s !== this && s.kind === 'class') {
        continue;
      }
      if (s.globals.has(name)) {
        return s.module;
      }
      if (s.kind === 'module' || (s.bindings.has(name) && !s.nonlocals.has(name))) {
        return s;
      }
    }
    return null;
  }
}

export class Binding {
  constructor(
    readonly name: string,
    readonly kind: BindingKind,
    /** The scope in which the name lives. */
    readonly scope: Scope,
    /** Where the name stands. */
    readonly range: IRange,
    /** The identifier, or null when a magic binds the name. */
    readonly node: SyntaxNode | null,
    /** The statement or clause that binds, e.g. the assignment, the definition, the import. */
    readonly statement: SyntaxNode | null,
    /** What is bound, when that is one expression: the right side, the iterable of `for`, the context of `with`. */
    readonly value: SyntaxNode | null,
    /** Offset from which the binding is in force. */
    readonly effective: number,
    /** Qualified name of what an import binds, e.g. `torch.nn`. */
    readonly imported: string | null,
    /** The scope whose code binds the name; differs from `scope` for `global` and `nonlocal`. */
    readonly writer: Scope
  ) {}

  get cell(): CellSyntax {
    return this.scope.cell;
  }

  /** Bound by a function that declares the name `global` or `nonlocal`: in force only once that function ran. */
  get isLate(): boolean {
    for (let s: Scope | null = this.writer; s && s !== this.scope; s = s.parent) {
      if (s.kind === 'function' || s.kind === 'lambda') {
        return true;
      }
    }
    return false;
  }

  /** True when the value of the name is exactly `value` (a plain `x = value`, no unpacking). */
  get isPlain(): boolean {
    const target = this.statement?.child('left');
    return (
      this.value !== null &&
      (this.kind === 'walrus' ||
        (this.kind === 'assignment' && target === this.node) ||
        (this.kind === 'with' && this.node?.parent?.kind === 'as_pattern_target'))
    );
  }
}

export class Reference {
  constructor(
    readonly name: string,
    readonly node: SyntaxNode,
    /** The scope whose code reads the name. */
    readonly scope: Scope
  ) {}

  get cell(): CellSyntax {
    return this.scope.cell;
  }

  get isLate(): boolean {
    return this.scope.isLate;
  }
}

/** All scopes below and including one. */
export function* allScopes(scope: Scope): IterableIterator<Scope> {
  yield scope;
  for (const child of scope.children) {
    yield* allScopes(child);
  }
}
