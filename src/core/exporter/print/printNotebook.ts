/** The thin notebook: the original's text, and the package's steps where its code was. */
import type { PythonParser } from '../../syntax/parser';
import type { ILayout } from '../layout';

export function printNotebook(layout: ILayout, parser: PythonParser): string {
  const { notebook } = layout.model;
  const starts = new Map(layout.steps.map(s => [s.cells[0], s]));
  const cells: Record<string, unknown>[] = [];
  const seen = new Set<number>();
  const code = (source: string, id: string): void => {
    cells.push({
      cell_type: 'code',
      execution_count: null,
      id,
      metadata: {},
      outputs: [],
      source: lines((parser.format(source) ?? source).trimEnd())
    });
  };
  let imported = layout.steps.length === 0;
  for (const cell of notebook.cells) {
    if (cell.kind !== 'code') {
      cells.push({
        cell_type: cell.kind,
        id: idOf(cell.id, cells.length),
        metadata: {},
        ...(cell.attachments ? { attachments: cell.attachments } : {}),
        source: lines(cell.source)
      });
      continue;
    }
    if (!imported) {
      imported = true;
      code(`from ${layout.package} import pipeline`, 'imports');
    }
    const starting = layout.steps.filter(
      s => s === starts.get(cell.index) || (s.cells[0] === cell.index && !seen.has(cell.index))
    );
    for (const step of starting.length ? layout.steps.filter(s => s.cells[0] === cell.index) : []) {
      const call = `${step.isAsync ? 'await ' : ''}pipeline.${step.name}(${step.inputs.join(', ')})`;
      code(
        `${step.outputs.length ? `${step.outputs.join(', ')} = ` : ''}${call}`,
        `step-${layout.steps.indexOf(step) + 1}`
      );
    }
    seen.add(cell.index);
  }
  const document = {
    cells,
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' }
    },
    nbformat: 4,
    nbformat_minor: 5
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function idOf(id: string, position: number): string {
  return /^[A-Za-z0-9_-]{1,60}$/.test(id) && !id.startsWith('step-') && id !== 'imports'
    ? id
    : `text-${position}`;
}

function lines(source: string): string[] {
  const all = source.split('\n');
  return all.map((l, i) => (i < all.length - 1 ? `${l}\n` : l)).filter(l => l !== '');
}
