/** The exporter's two entry points: what will be written, and the files. Neither runs anything, and neither throws on any notebook. */
import type { PythonParser } from '../syntax/parser';
import type { SemanticModel } from '../semantic/model';
import { colabNote } from './magics/colab';
import { dependencies } from './dependencies/dependencies';
import { environmentNames } from './dependencies/environment';
import { layOut, type ILayout } from './layout';
import { missingNote } from './flow/missingNames';
import type {
  ICellPlacement,
  IExportOptions,
  IExportPlan,
  IPackageFile,
  IPlannedModule,
  Placement
} from './plan';
import { printFiles } from './print/printFiles';
import { printModule, printPipeline } from './print/printModules';
import { requiresPython } from './dependencies/pythonVersion';
import { recordableFunctions } from './recorded/recordable';

export function planExport(model: SemanticModel, options: IExportOptions): IExportPlan {
  const layout = layOut(model, options);
  const plan = planOf(layout, options);
  planned.set(plan, { layout, options });
  return plan;
}

/** What a plan was made from: to print it takes no second look at the notebook. */
const planned = new WeakMap<IExportPlan, { layout: ILayout; options: IExportOptions }>();

export function printPackage(
  model: SemanticModel,
  plan: IExportPlan,
  options: IExportOptions,
  parser: PythonParser
): readonly IPackageFile[] {
  const known = planned.get(plan);
  const first =
    known?.layout.model === model && known.options === options
      ? known.layout
      : layOut(model, { ...options, name: plan.package });
  const modules = printSources(first, parser);
  if (modules) {
    return printFiles(first, plan, options, modules, parser);
  }
  // What the cuts made unreadable is tried again without any.
  const exact = layOut(model, { ...options, name: plan.package, exact: true });
  const again = printSources(exact, parser) ?? printUnformatted(exact);
  return printFiles(exact, planOf(exact, options), options, again, parser);
}

/** Formatted modules by name, or null when one of them is no valid Python. */
function printSources(layout: ILayout, parser: PythonParser): Map<string, string> | null {
  const sources = printUnformatted(layout);
  for (const [name, text] of sources) {
    const formatted = parser.format(text);
    if (formatted === null) {
      return null;
    }
    sources.set(name, formatted);
  }
  return sources;
}

function printUnformatted(layout: ILayout): Map<string, string> {
  const sources = new Map<string, string>();
  for (const module of layout.modules) {
    if (module.name !== 'pipeline') {
      sources.set(module.name, printModule(layout, module));
    }
  }
  sources.set('pipeline', printPipeline(layout));
  return sources;
}

function planOf(layout: ILayout, options: IExportOptions): IExportPlan {
  const { model } = layout;
  const modules: IPlannedModule[] = layout.modules
    .filter(m => m.name !== 'pipeline')
    .map(m => {
      const held = layout.steps.filter(s => s.module === m.name);
      return {
        name: m.name,
        proposed: m.proposed,
        role: m.role,
        symbols: [
          ...new Set([...m.items.flatMap(i => [...i.binds.keys()]), ...held.map(s => s.name)])
        ],
        cells: unique([...m.items.map(i => i.cell.cell.index), ...held.flatMap(s => s.cells)])
      };
    });
  const own = layout.modules.find(m => m.name === 'pipeline')?.items ?? [];
  const steps = layout.steps.filter(s => s.module === 'pipeline');
  modules.push({
    name: 'pipeline',
    proposed: 'pipeline',
    role: 'the pipeline',
    symbols: [
      ...own.flatMap(i => [...i.binds.keys()]),
      layout.names.results,
      ...steps.map(s => s.name),
      layout.names.run
    ],
    cells: unique([...own.map(i => i.cell.cell.index), ...steps.flatMap(s => s.cells)])
  });
  return {
    package: layout.package,
    title: layout.title,
    modules,
    steps: layout.steps.map(s => ({
      name: s.name,
      module: s.module,
      reason: s.reason,
      isFixed: s.isFixed,
      cells: s.cells,
      inputs: s.inputs,
      outputs: s.outputs
    })),
    definitions: layout.modules.flatMap(m =>
      m.items.map(i => ({
        name: [...i.binds.keys()].join(', '),
        module: m.name,
        reason: layout.reasons.get(i) ?? '',
        cell: i.cell.cell.index,
        isEntry: layout.entries.includes(i),
        isFixed: layout.fixed.has(i)
      }))
    ),
    functions: recordableFunctions(layout),
    problems: layout.problems,
    cells: placements(layout),
    dependencies: dependencies(layout, options),
    requiresPython: requiresPython(model, options.environment),
    environment: environmentNames(model),
    notes: [...layout.notes, ...[missingNote(layout), colabNote(layout)].filter(n => n !== null)],
    isAsync: layout.isAsync
  };
}

function unique(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function placements(layout: ILayout): ICellPlacement[] {
  const { model } = layout;
  const byOrder = new Map(model.cells.map((c, order) => [c.cell.index, order]));
  return model.notebook.cells.map(cell => {
    const at = { index: cell.index, id: cell.id };
    const order = byOrder.get(cell.index);
    if (order === undefined) {
      return {
        cell: at,
        placements: [
          {
            kind: 'thin-notebook' as const,
            reason:
              cell.kind === 'markdown'
                ? 'Text stays in the notebook and the docstrings.'
                : 'Raw text stays in the notebook.'
          }
        ]
      };
    }
    const { items, leftOut, remarks } = layout.cells[order];
    if (leftOut !== null) {
      return { cell: at, placements: [{ kind: 'left-out' as const, reason: leftOut }] };
    }
    const found: Placement[] = [];
    for (const module of layout.modules) {
      const byReason = new Map<string, string[]>();
      for (const item of module.items.filter(i => i.order === order)) {
        const reason = layout.reasons.get(item) ?? '';
        byReason.set(reason, [...(byReason.get(reason) ?? []), ...item.binds.keys()]);
      }
      for (const [reason, symbols] of byReason) {
        found.push({ kind: 'module', module: module.name, symbols, reason });
      }
    }
    const imports = items.filter(i =>
      ['import', 'future', 'star'].includes(layout.hoist.kinds.get(i) ?? '')
    );
    if (imports.length) {
      found.push({
        kind: 'module',
        module: 'pipeline',
        symbols: imports.flatMap(i => [...i.binds.keys()]),
        reason: 'Imports stand at the top of the modules that use them.'
      });
    }
    for (const step of layout.steps) {
      if (step.items.some(i => i.order === order && i.kind !== 'comment' && i.dropped === null)) {
        found.push({
          kind: 'step',
          module: step.module,
          step: step.name,
          reason: step.reason
        });
      }
    }
    for (const reason of new Set([
      ...items.flatMap(i =>
        i.dropped !== null ? [i.dropped] : i.magics.flatMap(m => m.remark ?? [])
      ),
      ...remarks
    ])) {
      found.push({ kind: 'left-out', reason });
    }
    if (!found.length) {
      found.push({
        kind: 'left-out',
        reason: items.length ? 'The cell holds comments only.' : 'The cell is empty.'
      });
    }
    return { cell: at, placements: found };
  });
}
