import { applyEdit } from '../apply/applyEdit';
import { modelOf } from '../../testing/parser';
import type { SyntaxNode } from '../syntax/node';
import { EditBuilder } from './editBuilder';
import { freshName } from './freshName';
import { placeHelper } from './helper';
import { indentUnit, isAloneOnItsLines, isShown, multilineString } from './indent';
import { cellName, shortText } from './places';

/** The sources after `edit` was filled from the model of a notebook. */
async function after(percent: string, write: (edit: EditBuilder) => void): Promise<string[]> {
  const model = await modelOf(percent);
  const edit = new EditBuilder(model);
  write(edit);
  const result = applyEdit(model.notebook, edit.build());
  if (!result.ok) {
    throw new Error(result.reason);
  }
  return result.notebook.cells.map(c => c.source);
}

const statement = (edit: EditBuilder, text: string): SyntaxNode =>
  [...edit.model.cells[0].syntax.root!.walk()].find(
    n => n.kind === 'expression_statement' && n.text === text
  )!;

describe('EditBuilder', () => {
  it.each([
    ['a\nb\nc', 'a\nc'],
    ['a\nb', 'a'],
    ['b\na', 'a'],
    ['a; b; c', 'a; c'],
    ['a; b', 'a'],
    ['a\nb  # why\nc', 'a\n# why\nc'],
    ['if x:\n    b  # why\n    c', 'if x:\n    # why\n    c'],
    ['# up\nb\n# down', '# up\n# down']
  ])('removes the statement b from %j', async (source, expected) => {
    expect(await after(source, edit => edit.removeStatement(statement(edit, 'b')))).toEqual([
      expected
    ]);
  });

  it.each([
    ['x = 1', 'from a import b\n\nx = 1'],
    ['import c\nx = 1', 'import c\nfrom a import b\nx = 1'],
    ['import c\r\nx = 1', 'import c\r\nfrom a import b\r\nx = 1'],
    ['"""Doc."""\nx = 1', '"""Doc."""\nfrom a import b\nx = 1'],
    ['from a import b as d\nx = 1', 'from a import b as d\nx = 1'],
    ['import a\nx = 1', 'import a\nx = 1'],
    ['import c\nb = 1', 'import c\nfrom a import b as _b\nb = 1']
  ])('imports once into %j', async (source, expected) => {
    const sources = await after(source, edit => {
      const { syntax } = edit.model.cells[0];
      expect(edit.addImport('a', 'b', syntax)).toBe(edit.addImport('a', 'b', syntax));
      edit.replaceRange(syntax, { start: 0, end: 0 }, '');
    });
    expect(sources).toEqual([expected]);
  });

  it('refuses edits that overlap', async () => {
    const edit = new EditBuilder(await modelOf('abc'));
    const { syntax } = edit.model.cells[0];
    edit.replaceRange(syntax, { start: 0, end: 2 }, 'x');
    edit.replaceRange(syntax, { start: 1, end: 3 }, 'y');
    expect(() => edit.build()).toThrow(RangeError);
  });
});

describe('freshName', () => {
  it('avoids names of every scope, builtins, keywords and cells that were not checked', async () => {
    const model = await modelOf('# %%\nfile = 1\ndef f(file_2): pass\n# %%\n%%cython\nfile_3 = 1');
    expect(['file', 'list', 'class', 'new'].map(n => freshName(model, n))).toEqual([
      'file_4',
      'list_2',
      'class_2',
      'new'
    ]);
  });
});

describe('placeHelper', () => {
  const write = (name: string): string => `class ${name}:\n    kind = "box"`;
  const place = (edit: EditBuilder): string => {
    const calls = [...edit.model.nodes('call')];
    return placeHelper(edit, calls[calls.length - 1], 'Box', write);
  };

  it.each([
    ['import a\nf()', 'Box', `import a\n\n\n${'class Box:\n    kind = "box"'}\n\n\nf()`],
    ['Box = 1\nf()', 'Box_2', 'class Box_2:\n    kind = "box"\n\n\nBox = 1\nf()']
  ])('adds a class to %j under a free name', async (source, name, expected) => {
    const sources = await after(source, edit => expect(place(edit)).toBe(name));
    expect(sources).toEqual([expected]);
  });

  const box = 'class Box:\n    kind = "box"';

  it.each([
    [`f()\n\n\n${box}`, [`${box}\n\n\nf()`]],
    [`a\n\n${box}\nb`, [`${box}\n\n\na\n\n\nb`], 'a'],
    [`f()\n# %%\na\n${box}\n# why\nb`, [`${box}\n\n\nf()`, 'a\n\n\n# why\nb']],
    [`f()\n# %%\nimport a\n\n${box}`, [`${box}\n\n\nf()`, 'import a']],
    [`f()\n# %%\n${box}\n\nb`, [`${box}\n\n\nf()`, 'b']]
  ])('moves a class up that stands lower: %j', async (source, expected, user = 'f()') => {
    const sources = await after(`# %%\n${source}\n`, edit => {
      const first = statement(edit, user);
      expect([1, 2].map(() => placeHelper(edit, first, 'Box', write))).toEqual(['Box', 'Box']);
    });
    expect(sources.map(s => s.trimEnd())).toEqual(expected);
  });

  it.each([
    ["# %%\nclass Case:\n  kind = 'box'\n# %%\nf()", 'Case'],
    ['# %%\nclass Box:\n    kind = "bag"\n# %%\nf()', 'Box_2'],
    ['# %%\nclass Box:\n    kind = "box"\nBox = 1\n# %%\nf()', 'Box_2']
  ])('finds the class again only where it is in force: %j', async (source, name) => {
    expect(place(new EditBuilder(await modelOf(source)))).toBe(name);
  });
});

describe('indentation', () => {
  it.each([
    ['x = 1', '    '],
    ['if x:\n  y', '  '],
    ['if x:\n\ty', '\t'],
    ['class A:\n   def f(self):\n      pass', '   ']
  ])('of %j', async (source, unit) => {
    expect(indentUnit((await modelOf(source)).cells[0].syntax)).toBe(unit);
  });

  it('knows strings over several lines, shared lines and shown values', async () => {
    const model = await modelOf('# %%\na = """x\ny"""\nb = "x"; c = 1\nd  # e\n# %%\nf;');
    const [first, second] = model.cells.map(c => c.syntax);
    expect(multilineString(first, { start: 0, end: first.source.length })?.text).toBe('"""x\ny"""');
    const statements = first.root!.namedChildren;
    expect(statements.map(isAloneOnItsLines)).toEqual([true, false, false, true]);
    expect(statements.map(isShown)).toEqual([false, false, false, true]);
    expect(isShown(second.root!.namedChildren[0])).toBe(false);
  });
});

describe('places', () => {
  it('counts all cells from 1 and cuts long code', async () => {
    const model = await modelOf('# %% [markdown]\n# x\n# %%\nf(a,\n  b)');
    const call = [...model.nodes('call')][0];
    expect(cellName(model, call)).toBe('cell 2');
    expect(shortText(call)).toBe('f(a, b)');
    expect(shortText(call, 4)).toBe('f(a…');
  });
});
