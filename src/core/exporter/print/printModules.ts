/** The Python modules of the package, before formatting. */
import { declarations, printDeclarations } from '../flow/declarations';
import { docstring, summarized } from './docstrings';
import { drawsFigures } from '../items/drawing';
import type { IImportedName, IImportStatement } from './importBlock';
import { importBlock, usedNames } from './printImports';
import { displayIsHelper, renderItem } from './render';
import type { IItem } from '../items/items';
import type { ILayout, IStep } from '../layout';
import type { IModule } from '../placement/roles';

export function printModule(layout: ILayout, module: IModule): string {
  const steps = stepsOf(layout, module.name);
  const items = [...module.items, ...steps.flatMap(s => s.items)];
  const used = usedNames(items);
  const added = [
    ...magicImports(layout, items, used),
    ...helperImports(layout, items, module.name),
    ...internalImports(layout, module.name, used)
  ];
  return (
    [
      docstring([`${capital(module.role)}: ${layout.title}`], 0),
      importBlock(layout, used, added, false),
      withoutFile(layout, items),
      moduleItems(layout, module.items),
      ...steps.map(s => printStep(layout, s))
    ]
      .filter(t => t !== '')
      .join('\n\n') + '\n'
  );
}

export function printPipeline(layout: ILayout): string {
  const own = layout.modules.find(m => m.name === 'pipeline')?.items ?? [];
  const steps = stepsOf(layout, 'pipeline');
  const items = [...own, ...steps.flatMap(s => s.items)];
  const used = usedNames(items);
  if (layout.settings) {
    used.add(layout.settings.className);
  }
  const names = aliases(layout);
  const from = (module: string, name: string, as: string): IImportStatement => ({
    module,
    names: [{ name, alias: as === name ? null : as }]
  });
  const isOwn = layout.model.moduleBindings('TYPE_CHECKING').length > 0;
  const declared = isOwn ? { imports: [], variables: [] } : declarations(layout, items);
  const added: IImportStatement[] = [
    ...magicImports(layout, items, used),
    from('dataclasses', 'dataclass', names.dataclass),
    ...(declared.imports.length ? [from('typing', 'TYPE_CHECKING', 'TYPE_CHECKING')] : []),
    ...(layout.results.length || declared.variables.length
      ? [from('typing', 'Any', names.any)]
      : []),
    ...helperImports(layout, items, 'pipeline'),
    ...internalImports(layout, 'pipeline', used)
  ];
  return (
    [
      docstring([layout.title, 'The steps, in the order of the notebook.'], 0),
      importBlock(layout, used, added, true),
      printDeclarations(declared, names.any),
      withoutFile(layout, items),
      moduleItems(layout, own),
      resultsClass(layout, names),
      ...steps.map(s => printStep(layout, s)),
      printRun(layout)
    ]
      .filter(t => t !== '')
      .join('\n\n') + '\n'
  );
}

function stepsOf(layout: ILayout, module: string): readonly IStep[] {
  return layout.steps.filter(s => s.module === module);
}

/** Modules that magics became calls of. */
function magicImports(
  layout: ILayout,
  items: readonly IItem[],
  used: ReadonlySet<string>
): IImportStatement[] {
  const modules = new Set(
    items.flatMap(i => i.magics.flatMap(m => (m.dropped === null ? m.modules : [])))
  );
  return [...modules]
    .filter(m => !(layout.hoist.names.has(m) && used.has(m)))
    .map(module => ({ module, names: null }));
}

/** Code that asks for `__file__` must find none, as in the notebook. */
function withoutFile(layout: ILayout, items: readonly IItem[]): string {
  const asks = items.some(
    i => i.dropped === null && i.nodes.some(n => /\b__file__\b/.test(n.text))
  );
  return asks && !layout.model.moduleBindings('__file__').length
    ? '# A notebook has no file of its own, and the code below goes by that.\ndel __file__'
    : '';
}

/** Constants that stood together stay together; the formatter parts functions and classes. */
function moduleItems(layout: ILayout, items: readonly IItem[]): string {
  return items
    .map((item, i) => {
      const text = renderItem(layout, item, 0);
      const together = i > 0 && !item.spaced && items[i - 1].order === item.order;
      return i === 0 ? text : `${together ? '\n' : '\n\n'}${text}`;
    })
    .join('');
}

function aliases(layout: ILayout): { dataclass: string; any: string } {
  const own = (name: string, module: string): boolean =>
    layout.model.moduleBindings(name).every(b => b.imported === `${module}.${name}`);
  return {
    dataclass: own('dataclass', 'dataclasses') ? 'dataclass' : '_dataclass',
    any: own('Any', 'typing') ? 'Any' : '_Any'
  };
}

function internalImports(
  layout: ILayout,
  module: string,
  used: ReadonlySet<string>
): IImportStatement[] {
  return layout.modules
    .filter(other => other.name !== module)
    .map(other => ({
      module: `.${other.name}`,
      names: [
        ...[...new Set(other.items.flatMap(i => [...i.binds.keys()]))].filter(n => used.has(n)),
        // The pipeline calls the steps wherever they stand.
        ...(module === 'pipeline' ? stepsOf(layout, other.name).map(s => s.name) : [])
      ].map(name => ({ name, alias: null }))
    }))
    .filter(s => s.names.length);
}

function helperImports(
  layout: ILayout,
  items: readonly IItem[],
  module: string
): IImportStatement[] {
  const used = usedNames(items);
  const text = [
    ...(layout.modules.find(m => m.name === module)?.items ?? []).map(i =>
      renderItem(layout, i, 0)
    ),
    ...stepsOf(layout, module).map(s => stepBody(layout, s))
  ].join('\n');
  const word = (name: string): boolean => new RegExp(`(?<![\\w.])${name}\\(`).test(text);
  const shown: IImportedName[] = [];
  // Behind an import that stays in its place the name is what that brings.
  const bound = items.find(i => i.definite.has('display'))?.index ?? Infinity;
  const asks = items.some(
    i => i.index < bound && usedNames([i]).has('display') && !i.binds.has('display')
  );
  if (asks && displayIsHelper(layout)) {
    shown.push({ name: 'display', alias: null });
  }
  for (const [name, alias] of [
    ['show', layout.names.show],
    ['show_figures', layout.names.flush],
    ['last_shown', layout.names.last],
    ['shown_by', layout.names.byCell]
  ] as const) {
    if (word(alias)) {
      shown.push({ name, alias: name === alias ? null : alias });
    }
  }
  const shell = new Set(
    items.flatMap(i => i.magics.flatMap(m => (m.dropped === null ? m.helpers : [])))
  );
  for (const helper of ['capture_output', 'expected_error']) {
    if (items.some(i => i.header?.startsWith(`with ${helper}`))) {
      shell.add(helper);
    }
  }
  const asksShell = used.has('get_ipython') && !layout.model.moduleBindings('get_ipython').length;
  return [
    ...(asksShell ? [{ module: 'IPython', names: [{ name: 'get_ipython', alias: null }] }] : []),
    ...(shown.length ? [{ module: '.display', names: shown }] : []),
    ...(shell.size
      ? [{ module: '.shell', names: [...shell].map(name => ({ name, alias: null })) }]
      : [])
  ];
}

function resultsClass(layout: ILayout, names: { dataclass: string; any: string }): string {
  const fields = layout.results.map(r => `    ${r}: ${names.any}`);
  return [
    `@${names.dataclass}`,
    `class ${layout.names.results}:`,
    `    """What the pipeline computed."""`,
    ...(fields.length ? ['', ...fields] : [])
  ].join('\n');
}

function printStep(layout: ILayout, step: IStep): string {
  const lines = [
    `${step.isAsync ? 'async ' : ''}def ${step.name}(${parameters(layout, step).join(', ')}):`
  ];
  const said = step.heading
    ? [step.heading, ...(step.prose ? [step.prose] : [])]
    : step.prose
      ? summarized(step.prose)
      : [title(step.name)];
  lines.push(docstring(said, 1));
  if (step.globals.length) {
    lines.push(`    global ${step.globals.join(', ')}`);
  }
  lines.push(stepBody(layout, step));
  if (step.outputs.length) {
    lines.push(`    return ${step.outputs.join(', ')}`);
  }
  return lines.filter(l => l !== '').join('\n');
}

function takesSettings(layout: ILayout, step: IStep): boolean {
  return layout.settings !== null && step.items.includes(layout.settings.item);
}

function settingsParameter({ settings }: ILayout): string {
  return settings ? `${settings.parameter}: ${settings.className} | None = None` : '';
}

function parameters(layout: ILayout, step: IStep): string[] {
  return [...step.inputs, ...(takesSettings(layout, step) ? [settingsParameter(layout)] : [])];
}

export function stepBody(layout: ILayout, step: IStep): string {
  const lines: string[] = [];
  step.items.forEach((item, i) => {
    const text = renderItem(layout, item, 1);
    const previous = step.items[i - 1];
    if (text !== '') {
      if (lines.length && (item.spaced || previous?.order !== item.order)) {
        lines.push('');
      }
      lines.push(text);
    }
    const next = step.items[i + 1];
    if (next?.order !== item.order && drawsFigures(layout, item)) {
      lines.push(`    ${layout.names.flush}()`);
    }
  });
  return lines.join('\n');
}

function printRun(layout: ILayout): string {
  const lines = [
    `${layout.isAsync ? 'async ' : ''}def ${layout.names.run}(${settingsParameter(layout)}) -> ${layout.names.results}:`,
    `    """Run all steps and return what they computed."""`
  ];
  for (const step of layout.steps) {
    const taken = takesSettings(layout, step) ? [layout.settings?.parameter] : [];
    const call = `${step.isAsync ? 'await ' : ''}${step.name}(${[...step.inputs, ...taken].join(', ')})`;
    lines.push(`    ${step.outputs.length ? `${step.outputs.join(', ')} = ` : ''}${call}`);
  }
  lines.push(
    `    return ${layout.names.results}(${layout.results.map(r => `${r}=${r}`).join(', ')})`
  );
  return lines.join('\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function title(name: string): string {
  return capital(name.replace(/_/g, ' '));
}
