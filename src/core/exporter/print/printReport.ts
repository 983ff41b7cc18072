/** The migration report: for programs (verification reads it) and for people. */
import type { IRecordedOutcome } from '../recorded/printRecorded';
import { recordedReport } from '../recorded/recordedReport';
import { stableJson } from './stableJson';
import type { ILayout } from '../layout';
import type { IExportOptions, IExportPlan } from '../plan';

export function printReport(layout: ILayout, plan: IExportPlan, options: IExportOptions): string {
  const module = `${layout.package}.pipeline`;
  const variables: Record<string, unknown> = {};
  for (const step of layout.steps) {
    for (const item of step.items) {
      for (const name of item.binds.keys()) {
        if (!layout.shared.has(name)) {
          variables[name] = {
            module: `${layout.package}.${step.module}`,
            step: step.name,
            notebookName: name
          };
        }
      }
    }
  }
  const constants: Record<string, unknown> = {};
  for (const m of layout.modules) {
    for (const item of m.items) {
      if (layout.hoist.kinds.get(item) === 'constant') {
        for (const name of item.binds.keys()) {
          constants[name] = { module: `${layout.package}.${m.name}`, name };
        }
      }
    }
  }
  for (const name of layout.shared.keys()) {
    constants[name] = { module, name };
  }
  return stableJson({
    schemaVersion: 1,
    package: layout.package,
    entry: { module, function: layout.names.run },
    steps: layout.steps.map(s => ({
      function: s.name,
      module: `${layout.package}.${s.module}`,
      cells: s.cells
    })),
    variables,
    constants,
    display: `${layout.package}.display`,
    cells: plan.cells,
    unplaced: plan.cells
      .filter(c => c.placements.every(p => p.kind === 'left-out'))
      .map(c => ({ cell: c.cell.index, reason: c.placements.map(p => p.reason).join(' ') })),
    notes: plan.notes,
    refactors: options.refactors ?? [],
    removed: { ...layout.skipped, ...options.removed }
  });
}

export function printReportText(
  plan: IExportPlan,
  options: IExportOptions,
  recorded: readonly IRecordedOutcome[]
): string {
  const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ');
  const rows = plan.cells.flatMap(c =>
    c.placements.map(p => {
      const where =
        p.kind === 'module'
          ? `\`${p.module}.py\`${p.symbols.length ? `: ${p.symbols.map(s => `\`${s}\``).join(', ')}` : ''}`
          : p.kind === 'step'
            ? `\`${p.step}()\` in \`${p.module}.py\``
            : p.kind === 'thin-notebook'
              ? 'notebook'
              : 'left out';
      return `| ${c.cell.index + 1} | ${cell(where)} | ${cell(p.reason)} |`;
    })
  );
  const parts = [
    `# From \`${options.notebookName}.ipynb\` to \`${plan.package}\``,
    'Cells are counted from 1, text cells included.',
    ['| cell | went to | because |', '|--:|---|---|', ...rows].join('\n')
  ];
  if (options.refactors?.length) {
    const rows = options.refactors.map(r => `- Cell ${r.cell + 1}: ${r.title} (${r.migration})`);
    parts.push('## Fixes', rows.join('\n'));
  }
  if (options.recording) {
    parts.push(recordedReport(recorded, options.recording.stopped));
  }
  if (plan.notes.length) {
    parts.push('## Notes', plan.notes.map(n => `- ${n}`).join('\n'));
  }
  if (plan.dependencies.length) {
    parts.push(
      '## Dependencies',
      plan.dependencies.map(d => `- \`${d.requirement}\` (\`import ${d.importName}\`)`).join('\n')
    );
  }
  return `${parts.join('\n\n')}\n`;
}
