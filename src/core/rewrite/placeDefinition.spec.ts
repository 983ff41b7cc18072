import { applyEdit } from '../apply/applyEdit';
import { modelOf } from '../../testing/parser';
import { EditBuilder } from './editBuilder';
import { placeDefinitionAbove } from './placeDefinition';

describe('placeDefinitionAbove', () => {
  it.each([
    ['x = 1', 'class A: ...\n\n\nx = 1'],
    ['import a\nx = 1', 'import a\n\n\nclass A: ...\n\n\nx = 1'],
    ['import a\n\n\n# why\nx = 1', 'import a\n\n\nclass A: ...\n\n\n# why\nx = 1'],
    ['# far\n\nx = 1', '# far\n\n\nclass A: ...\n\n\nx = 1']
  ])('sets it apart in %j', async (source, expected) => {
    const model = await modelOf(source);
    const edit = new EditBuilder(model);
    const statement = model.cells[0].syntax.root!.namedChildren.at(-1)!;
    placeDefinitionAbove(edit, statement, 'class A: ...');
    const result = applyEdit(model.notebook, edit.build());
    expect(result.ok && result.notebook.cells[0].source).toBe(expected);
  });
});
