import { applyEdit } from '../apply/applyEdit';
import { modelOf } from '../../testing/parser';
import { EditBuilder } from './editBuilder';
import { HeadImports } from './headImports';

describe('HeadImports', () => {
  const below = async (
    ...sources: readonly string[]
  ): Promise<{ first: string | null; obstacle: string | null }> => {
    const model = await modelOf(sources.map(s => `# %%\n${s}\n`).join(''));
    const edit = new EditBuilder(model);
    const imports = new HeadImports(edit, model.cells[model.cells.length - 1].syntax);
    const base = imports.add('typing', 'Protocol');
    edit.insertBelowImports(model.cells[model.cells.length - 1].syntax, `class A(${base}): ...`);
    const result = applyEdit(model.notebook, edit.build());
    return {
      first: result.ok ? result.notebook.cells[0].source : null,
      obstacle: imports.obstacle
    };
  };

  it('binds the name where the definition goes, although a later cell imports it too', async () => {
    expect(await below('import os', 'from typing import Protocol\nx = 1')).toEqual({
      first: 'import os\nfrom typing import Protocol\n\n\nclass A(Protocol): ...',
      obstacle: null
    });
  });

  it('uses an import that opens the cell, under its own name', async () => {
    expect((await below('import os\nfrom typing import Protocol as P', 'x = 1')).first).toBe(
      'import os\nfrom typing import Protocol as P\n\n\nclass A(P): ...'
    );
  });

  it('keeps away from a name that means something else further down', async () => {
    expect((await below('import os', 'Protocol = 1')).first).toContain('Protocol as _Protocol');
  });

  it('says when the import stands below other code', async () => {
    expect(
      (await below('import os\nos.getcwd()\nfrom typing import Protocol', 'x = 1')).obstacle
    ).toBe('`Protocol` is imported below other code in cell 1; move that import to the top first.');
  });
});
