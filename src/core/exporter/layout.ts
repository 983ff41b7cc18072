/**
 * The whole plan of an export with the source it was made from: what is hoisted, how the pipeline is cut, what every part is called.
 * Deterministic; text is printed elsewhere.
 */
import type { SemanticModel } from '../semantic/model';
import { Closures } from './flow/closures';
import { analyzeFlow, type IFlow } from './flow/dataflow';
import { helperNames } from './print/helpers';
import { orderNote } from './items/hiddenState';
import { hoist, type IHoist } from './flow/hoist';
import { importedModules } from './flow/importKinds';
import { splitItems, type ICellItems, type IItem } from './items/items';
import { isScratch, NameBook, packageName } from './placement/names';
import { headingsOf, nameSegment, proseOf } from './placement/narrative';
import { place } from './placement/placement';
import type { IExportOptions, IPlanProblem } from './plan';
import { profilerRuns } from './print/profiler';
import type { IModule } from './placement/roles';
import { baseSegments, joinSegments, resultNames } from './flow/segments';
import { findSettings, type ISettings } from './flow/settings';
import { shownNote } from './items/shownValues';
import { checkSkips } from './flow/skips';
import { Wishes } from './placement/wishes';

export interface IStep {
  readonly name: string;
  /** The module that holds it, and why. */
  readonly module: string;
  readonly reason: string;
  readonly isFixed: boolean;
  readonly items: readonly IItem[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Shared names that it binds. */
  readonly globals: readonly string[];
  readonly isAsync: boolean;
  /** Heading and text of the notebook above it; Markdown. */
  readonly heading: string | null;
  readonly prose: string | null;
  /** 0-based numbers of all cells that it is made from. */
  readonly cells: readonly number[];
}

export interface ILayout {
  readonly package: string;
  readonly title: string;
  readonly model: SemanticModel;
  readonly cells: readonly ICellItems[];
  readonly items: readonly IItem[];
  readonly hoist: IHoist;
  readonly shared: ReadonlyMap<string, string>;
  readonly modules: readonly IModule[];
  readonly steps: readonly IStep[];
  readonly flow: IFlow;
  /** Variables that the entry point gives back. */
  readonly results: readonly string[];
  /** Names of generated things, chosen so that they clash with nothing in the notebook. */
  readonly names: IGeneratedNames;
  readonly isAsync: boolean;
  /** What the entry point takes; null when the notebook has no such thing. */
  readonly settings: ISettings | null;
  /** Why each definition and constant stands in its module. */
  readonly reasons: ReadonlyMap<IItem, string>;
  /** Definitions whose module a comment in the code decides. */
  readonly fixed: ReadonlySet<IItem>;
  /** Definitions that the package itself offers. */
  readonly entries: readonly IItem[];
  /** Names that are skipped on request, with the reason. */
  readonly skipped: Readonly<Record<string, string>>;
  readonly problems: readonly IPlanProblem[];
  /** All state is shared, since the notebook looks at its own namespace. */
  readonly isExact: boolean;
  readonly notes: readonly string[];
}

export interface IGeneratedNames {
  readonly run: string;
  readonly results: string;
  readonly show: string;
  readonly flush: string;
  readonly last: string;
  readonly byCell: string;
}

export interface ILayoutOptions extends IExportOptions {
  /** Share every variable; the last resort. */
  readonly exact?: boolean;
}

export function layOut(model: SemanticModel, options: ILayoutOptions): ILayout {
  const cells = splitItems(model);
  const items = cells.flatMap(c => c.items);
  const closures = new Closures(model, items);
  const notes: string[] = [];
  const shared = new Map<string, string>();
  for (const item of items) {
    for (const name of item.lateBinds) {
      shared.set(name, 'a function binds it with `global`');
    }
  }
  let h = hoist({ model, items, shared: new Set(shared.keys()), environment: options.environment });
  const stars = items.filter(i => h.kinds.get(i) === 'star').length;
  const late = stars < model.cells.reduce((n, c) => n + c.module.starImports.length, 0);
  const opaque = options.exact
    ? 'the notebook could not be cut into steps'
    : late
      ? 'an `import *` stands below other code'
      : opaqueReason(model, items);
  if (opaque !== null) {
    notes.push(`All variables are module variables of the pipeline: ${opaque}.`);
  }
  const pickles = items.some(i =>
    [...i.reads.keys(), ...i.captures.keys()].some(n =>
      /^(?:pickle|joblib|dill|multiprocessing|mp|ProcessPoolExecutor|Pool|Process)$/.test(n)
    )
  );
  const share = (): boolean => {
    const size = shared.size;
    for (const item of items) {
      if (h.kinds.has(item) || item.dropped !== null) {
        continue;
      }
      for (const [name, list] of item.binds) {
        if (shared.has(name)) {
          continue;
        }
        if (opaque !== null) {
          shared.set(name, opaque);
        } else if (list.some(b => b.kind === 'import')) {
          shared.set(name, 'it is imported by a statement that must stay in its place');
        } else if (pickles && item.kind === 'definition') {
          shared.set(name, 'objects of it may be pickled');
        }
      }
    }
    return shared.size > size;
  };
  while (share()) {
    h = hoist({ model, items, shared: new Set(shared.keys()), environment: options.environment });
  }
  const imports = new Set(items.flatMap(i => importedModules(i)));
  const proposedName = packageName(options.notebookName, imports);
  const wishes = new Wishes(model, cells, { given: options.name, proposed: proposedName });
  const titles = headingsOf(model.notebook);
  let joins: [number, number][] = [];
  let flow: IFlow | null = null;
  for (let round = 0; flow === null && round < 5000; round++) {
    const base = baseSegments(items, h, titles.sections, wishes);
    const segments = joinSegments(base, joins);
    const answer = analyzeFlow({
      model,
      segments,
      shared: new Set(shared.keys()),
      closures,
      results: resultNames(segments)
    });
    if (answer.kind === 'done') {
      flow = answer.flow;
    } else if (answer.kind === 'join') {
      const from = segments[answer.from].parts[0];
      const to = segments[answer.to].parts[segments[answer.to].parts.length - 1];
      joins.push([from, to]);
    } else {
      shared.set(answer.name, answer.reason);
      h = hoist({ model, items, shared: new Set(shared.keys()), environment: options.environment });
      while (share()) {
        h = hoist({
          model,
          items,
          shared: new Set(shared.keys()),
          environment: options.environment
        });
      }
      // Segments may have become others.
      joins = [];
    }
  }
  flow ??= { segments: [], inputs: [], outputs: [], bound: new Set() };

  const identifiers = new Set<string>();
  for (const scope of model.scopes()) {
    for (const n of [
      ...scope.bindings.keys(),
      ...scope.references.map(r => r.name),
      ...scope.globals
    ]) {
      identifiers.add(n);
    }
  }
  const book = new NameBook(identifiers);
  const names: IGeneratedNames = {
    run: book.add('run'),
    results: book.add('Results'),
    show: book.add('show'),
    flush: book.add('show_figures'),
    last: book.add('last_shown'),
    byCell: book.add('shown_by')
  };
  book.keep(helperNames);
  const placed = place({
    model,
    items,
    hoist: h,
    shared,
    single: opaque ?? (model.hasStarImport ? 'the notebook uses `import *`' : null),
    steps: flow.segments.map(s => s.items),
    wishes
  });
  const { modules } = placed;
  const entries = wishes.entries(h.kinds);
  const skips = checkSkips(model, cells);
  const named = new Set<object>();
  const steps = flow.segments.map((segment, s): IStep => {
    const orders = [...new Set(segment.items.map(i => i.order))];
    const indices = orders.map(o => model.cells[o].cell.index);
    const section = titles.sectionOf(indices[0]);
    const bound = new Set(segment.items.flatMap(i => [...i.binds.keys(), ...i.deletes.keys()]));
    // A section that a person cut gives its name to the first part.
    const heading = section && !named.has(section) ? section.heading : null;
    if (section) {
      named.add(section);
    }
    const prose = proseOf(model.notebook, indices);
    return {
      ...placed.steps[s],
      name: book.addFirst(
        nameSegment(
          segment.items,
          titles.useHeadings ? heading : null,
          prose,
          s,
          flow.segments.length
        )
      ),
      items: segment.items,
      inputs: flow.inputs[s],
      outputs: flow.outputs[s],
      globals: [...bound].filter(n => shared.has(n)).sort(),
      isAsync: segment.items.some(awaits),
      heading: section?.heading ?? null,
      prose,
      cells: indices
    };
  });
  for (const [shared_, reason] of shared) {
    if (opaque === null && !reason.startsWith('it is imported')) {
      notes.push(`\`${shared_}\` is a module variable of the pipeline: ${reason}.`);
    }
  }
  if (model.hasStarImport) {
    notes.push(
      '`import *` is kept as it stands in the notebook: which names it brings is not known without running it.'
    );
  }
  notes.push(...skips.notes, ...wishes.stale(placed.proposed));
  notes.push(...[orderNote(model.notebook), shownNote(model, items)].filter(n => n !== null));
  const asked = steps.flatMap(s => s.outputs);
  // A name that a later step binds again and keeps to itself would show an older value.
  const isFinal = (n: string): boolean =>
    [...steps]
      .reverse()
      .find(s => s.items.some(i => i.binds.has(n) || i.deletes.has(n)))
      ?.outputs.includes(n) ?? false;
  const results = [...new Set(asked)].filter(n => flow.bound.has(n) && !isScratch(n) && isFinal(n));
  return {
    package: wishes.packageName,
    title: titles.title ?? options.notebookName,
    model,
    cells,
    items,
    hoist: h,
    shared,
    modules,
    steps,
    flow,
    results,
    names,
    isAsync: steps.some(s => s.isAsync),
    settings: findSettings(model, items, h, modules, () => book.add('settings')),
    reasons: placed.reasons,
    fixed: new Set(items.filter(i => i.overrides.some(o => o.kind === 'module'))),
    entries: entries.items,
    skipped: skips.removed,
    problems: [
      ...wishes.problems,
      ...wishes.unfit(h.kinds),
      ...placed.problems,
      ...entries.problems,
      ...skips.problems
    ],
    isExact: opaque !== null,
    notes
  };
}

/** Why the notebook's variables cannot be told apart by reading it, or null. */
function opaqueReason(model: SemanticModel, items: readonly IItem[]): string | null {
  for (const item of items) {
    const magic = item.magics.find(m => m.opaque !== null);
    if (magic) {
      return magic.opaque;
    }
    for (const name of [...item.reads.keys(), ...item.captures.keys()]) {
      if (['exec', 'eval', 'globals', 'locals'].includes(name) && model.isBuiltin(name)) {
        return `the notebook calls \`${name}()\``;
      }
      if (
        name === 'vars' &&
        model.isBuiltin(name) &&
        [...(item.reads.get(name) ?? []), ...(item.captures.get(name) ?? [])].some(
          r => r.node.parent?.childOfKind('argument_list')?.namedChildren.length === 0
        )
      ) {
        return 'the notebook calls `vars()`';
      }
    }
    if (profilerRuns(model, item.nodes).length) {
      return 'the notebook profiles code that stands in a text';
    }
    if (item.nodes.some(n => /__main__\s+import|import\s+__main__/.test(n.text))) {
      return 'the notebook imports from itself';
    }
  }
  return null;
}

function awaits(item: IItem): boolean {
  const stack = [...item.nodes];
  for (let n = stack.pop(); n; n = stack.pop()) {
    if (n.kind === 'await' || n.kind === 'async') {
      return true;
    }
    if (n.kind === 'function_definition' || n.kind === 'lambda') {
      continue;
    }
    stack.push(...n.children);
  }
  return false;
}
