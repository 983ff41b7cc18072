/**
 * What each cell defines, needs and changes, and which cell needs which: in document order, and as far as the recorded execution
 * counts tell, in the order in which the notebook was last run.
 */
import { isConditional } from './flow';
import type { ICellModel, SemanticModel } from './model';
import { codeOf, freeCode } from './freeNames';
import { allScopes, type Scope } from './scope';

export interface ICellEdge {
  /** Numbers among the code cells. */
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

export interface ICellFacts {
  /** Notebook names that the cell binds when it runs, with `conditional` when only on some paths. */
  readonly defines: ReadonlyMap<string, { readonly conditional: boolean }>;
  /** Names that it reads from outside before binding them itself, through the functions it mentions too. */
  readonly needs: ReadonlySet<string>;
  /** Names whose objects it changes in place. */
  readonly changes: ReadonlySet<string>;
}

export class CellGraph {
  constructor(private readonly _model: SemanticModel) {
    this.facts = _model.cells.map(c => this._factsOf(c));
    this.edges = this._edges();
  }

  readonly facts: readonly ICellFacts[];
  /** `to` reads the `name` that `from` bound or changed, in document order. */
  readonly edges: readonly ICellEdge[];

  /** Numbers of the code cells in the order of their execution counts; cells never run are left out. */
  get executionOrder(): number[] {
    return this._model.cells
      .map((c, i) => ({ i, count: c.cell.executionCount }))
      .filter((c): c is { i: number; count: number } => c.count !== null)
      .sort((a, b) => a.count - b.count)
      .map(c => c.i);
  }

  /** True when the recorded counts do not rise from top to bottom. */
  get isOutOfOrder(): boolean {
    const order = this.executionOrder;
    return order.some((cell, i) => i > 0 && cell < order[i - 1]);
  }

  /**
   * Notebook names that running a definition's body may read or write, through the functions and classes of the notebook it
   * mentions too. Names that the notebook never binds are left out.
   */
  freeNames(scope: Scope): ReadonlySet<string> {
    return this._model.memo(freeCode, scope).names;
  }

  private _factsOf(c: ICellModel): ICellFacts {
    const defines = new Map<string, { conditional: boolean }>();
    for (const [name, list] of c.module.bindings) {
      const values = list.filter(b => b.kind !== 'delete' && b.kind !== 'annotation' && !b.isLate);
      if (values.length) {
        defines.set(name, {
          conditional: values.every(b => isConditional(b) || b.kind === 'for')
        });
      }
    }
    const needs = new Set<string>();
    const order = this._model.orderOf(c.syntax);
    for (const scope of allScopes(c.module)) {
      if (scope.isLate) {
        continue;
      }
      for (const r of scope.references) {
        if (r.scope.resolve(r.name)?.kind !== 'module') {
          continue;
        }
        const bindings = this._model.definitions(r);
        if (bindings.some(b => this._model.orderOf(b.cell) !== order)) {
          needs.add(r.name);
        }
        for (const b of bindings) {
          const code = codeOf(this._model, b);
          for (const name of code ? this.freeNames(code) : []) {
            if (
              !defines.has(name) ||
              this._model.moduleBindings(name).some(x => this._model.orderOf(x.cell) < order)
            ) {
              needs.add(name);
            }
          }
        }
      }
    }
    const changes = new Set<string>();
    for (const m of this._model.mutations) {
      if (
        m.root.cell === c.syntax &&
        !m.root.isLate &&
        m.certain &&
        m.root.scope.resolve(m.root.name)?.kind === 'module'
      ) {
        changes.add(m.root.name);
      }
    }
    for (const name of this._changedByCalls(c)) {
      changes.add(name);
    }
    return { defines, needs, changes };
  }

  /** Notebook names that the functions a cell mentions write or change in place when they are called. */
  private _changedByCalls(c: ICellModel): Set<string> {
    const changed = new Set<string>();
    for (const scope of allScopes(c.module)) {
      if (scope.isLate) {
        continue;
      }
      for (const r of scope.references) {
        for (const b of this._model.definitions(r)) {
          const code = codeOf(this._model, b);
          for (const inner of code ? this._model.memo(freeCode, code).scopes : []) {
            for (const name of this._directChanges().get(inner) ?? []) {
              changed.add(name);
            }
          }
        }
      }
    }
    return changed;
  }

  /** Notebook names that the text of each function or class changes, by its outermost scope. */
  private _directChanges(): ReadonlyMap<Scope, ReadonlySet<string>> {
    if (this._changes) {
      return this._changes;
    }
    const changes = new Map<Scope, Set<string>>();
    const add = (from: Scope, name: string): void => {
      let outer = from;
      while (outer.parent && outer.parent.kind !== 'module') {
        outer = outer.parent;
      }
      changes.set(outer, (changes.get(outer) ?? new Set<string>()).add(name));
    };
    for (const m of this._model.mutations) {
      if (m.root.isLate && m.certain && m.root.scope.resolve(m.root.name)?.kind === 'module') {
        add(m.root.scope, m.root.name);
      }
    }
    for (const name of this._model.moduleNames) {
      for (const b of this._model.moduleBindings(name)) {
        if (b.isLate) {
          add(b.writer, name);
        }
      }
    }
    this._changes = changes;
    return changes;
  }

  private _edges(): ICellEdge[] {
    const edges: ICellEdge[] = [];
    this.facts.forEach((facts, to) => {
      for (const name of facts.needs) {
        for (let from = to - 1; from >= 0; from--) {
          const earlier = this.facts[from];
          const defined = earlier.defines.get(name);
          if (defined || earlier.changes.has(name)) {
            edges.push({ from, to, name });
          }
          if (defined && !defined.conditional) {
            break;
          }
        }
      }
    });
    return edges;
  }

  private _changes: Map<Scope, ReadonlySet<string>> | undefined;
}
