/** All files of the package around its modules. */
import type { PythonParser } from '../../syntax/parser';
import { displayModule, shellModule } from './helpers';
import { printImportBlock } from './importBlock';
import { readsTooEarly, undeclaredNames } from '../flow/missingNames';
import { printInference, printParityTest } from './printInference';
import { printMain } from './printMain';
import { docstring } from './docstrings';
import type { ILayout } from '../layout';
import type { IExportOptions, IExportPlan, IPackagedModel, IPackageFile } from '../plan';
import { printNotebook } from './printNotebook';
import { printReadme } from './printReadme';
import { printRecordedTests } from '../recorded/printRecorded';
import { printReport, printReportText } from './printReport';
import { printTests } from './printTests';
import { printWorkflow } from './printWorkflow';
import { importedFrom, usedParts } from './usedParts';

export function printFiles(
  layout: ILayout,
  plan: IExportPlan,
  options: IExportOptions,
  modules: ReadonlyMap<string, string>,
  parser: PythonParser
): IPackageFile[] {
  const root = `src/${layout.package}`;
  const models = options.models ?? [];
  const python = (text: string): string => parser.format(text) ?? text;
  const asked = (module: string): string[] =>
    [...modules.values()].flatMap(t => importedFrom(module, t));
  const shown = asked('.display');
  const keeps = shown.includes('last_shown') || shown.includes('shown_by');
  const display = usedParts(displayModule(keeps), ['set_display_hook', ...shown]);
  const commands = asked('.shell');
  const files: IPackageFile[] = [
    { path: 'pyproject.toml', text: printProject(layout, plan, models) },
    { path: 'README.md', text: printReadme(layout, plan, options) },
    { path: '.gitignore', text: gitignore },
    { path: '.github/workflows/test.yml', text: printWorkflow(plan, models) },
    { path: `${root}/__init__.py`, text: python(printInit(layout)) },
    { path: `${root}/__main__.py`, text: python(printMain(layout)) },
    { path: `${root}/py.typed`, text: '' },
    { path: `${root}/display.py`, text: python(display) }
  ];
  if (plan.environment.length) {
    files.push({ path: '.env.example', text: plan.environment.map(n => `${n}=\n`).join('') });
  }
  for (const [name, text] of modules) {
    files.push({ path: `${root}/${name}.py`, text });
  }
  if (commands.length) {
    files.push({ path: `${root}/shell.py`, text: python(usedParts(shellModule, commands)) });
  }
  if (models.length) {
    files.push(
      { path: `${root}/inference.py`, text: python(printInference(models)) },
      { path: 'tests/test_parity.py', text: python(printParityTest(layout.package, models)) }
    );
  }
  files.push({ path: `tests/test_${layout.package}.py`, text: python(printTests(layout)) });
  const taken = new Set(files.map(f => f.path));
  const recorded = options.recording
    ? printRecordedTests(plan.functions, options.recording, taken)
    : null;
  for (const { path, text } of recorded?.files ?? []) {
    files.push({ path, text: path.endsWith('.py') ? python(text) : text });
  }
  files.push(
    { path: `notebooks/${layout.package}.ipynb`, text: printNotebook(layout, parser) },
    { path: 'migration-report.json', text: printReport(layout, plan, options) },
    { path: 'migration-report.md', text: printReportText(plan, options, recorded?.outcomes ?? []) }
  );
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const gitignore = `/build/
/dist/
__pycache__/
*.egg-info/
.env
.ipynb_checkpoints/
.pytest_cache/
.venv/
`;

/** Errors, names, imports: chosen here, since what ruff checks by itself changes with its version. */
const rules = ['E4', 'E7', 'E9', 'F', 'I'];

/** Rules of these that a notebook's code often breaks without being wrong. */
const notebookHabits = [
  'E401',
  'E402',
  'E701',
  'E702',
  'E703',
  'E711',
  'E712',
  'E713',
  'E714',
  'E721',
  'E722',
  'E731',
  'E741',
  'F401',
  'F402',
  'F403',
  'F405',
  'F523',
  'F541',
  'F601',
  'F722',
  'F811',
  'F841',
  'I001'
];

function toml(text: string): string {
  return JSON.stringify(text).replace(/\u007f/g, '\\u007f');
}

function printProject(
  layout: ILayout,
  plan: IExportPlan,
  models: readonly IPackagedModel[]
): string {
  const undeclared = undeclaredNames(layout);
  const habits = readsTooEarly(layout) ? [...notebookHabits, 'F821', 'F823'] : notebookHabits;
  const name = plan.package.replace(/_/g, '-');
  const included = models
    .map(
      m => `${toml(`models/${m.name}.onnx`)} = ${toml(`${plan.package}/models/${m.name}.onnx`)}\n`
    )
    .join('');
  const dependencies = plan.dependencies.map(d => `    ${toml(d.requirement)},\n`).join('');
  return `[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = ${toml(name)}
version = "0.1.0"
description = ${toml(plan.title.replace(/\s+/g, ' ').slice(0, 200))}
readme = "README.md"
requires-python = ${toml(plan.requiresPython)}
dependencies = [${dependencies ? `\n${dependencies}` : ''}]

[project.optional-dependencies]
test = ["pytest", "ruff"]
${models.length ? 'inference = ["numpy", "onnxruntime"]\n' : ''}
[project.scripts]
${name} = ${toml(`${plan.package}.__main__:main`)}

[tool.hatch.build.targets.wheel]
packages = [${toml(`src/${plan.package}`)}]
${models.length ? `\n[tool.hatch.build.targets.wheel.force-include]\n${included}` : ''}
${undeclared.length ? `[tool.ruff]\n# Read by the notebook's code where nothing defines them: mend the code, then remove them here.\nbuiltins = [${undeclared.map(toml).join(', ')}]\n\n` : ''}[tool.ruff.lint]
select = [${rules.map(toml).join(', ')}]

[tool.ruff.lint.per-file-ignores]
# Habits of the notebook's own code, which is kept as it was written.
"src/${plan.package}/*.py" = [${habits.map(toml).join(', ')}]
"notebooks/*.ipynb" = ["E741"]

[tool.mypy]
# Many libraries come without types, and a notebook annotates little.
disable_error_code = ["import-untyped", "import-not-found", "var-annotated"]
implicit_optional = true

[tool.pytest.ini_options]
pythonpath = ["src"]
testpaths = ["tests"]
`;
}

function printInit(layout: ILayout): string {
  const { run, results } = layout.names;
  const own = [
    { module: '.pipeline', name: run },
    { module: '.pipeline', name: results }
  ];
  if (layout.settings) {
    own.push({ module: `.${layout.settings.module}`, name: layout.settings.className });
  }
  for (const entry of layout.entries) {
    const module = layout.modules.find(m => m.items.includes(entry))?.name ?? 'pipeline';
    const [name] = entry.binds.keys();
    if (!own.some(o => o.name === name)) {
      own.push({ module: `.${module}`, name });
    }
  }
  const imports = own.map(o => ({ module: o.module, names: [{ name: o.name, alias: null }] }));
  const all = own.map(o => toml(o.name)).sort();
  return `${docstring([layout.title], 0)}

${printImportBlock(imports)}

__all__ = [${all.join(', ')}]
`;
}
