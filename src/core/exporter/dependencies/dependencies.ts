/** What the package requires: what its code imports, and what the notebook installs besides. */
import { dependencyOf, normalized, standardLibrary } from './distributions';
import { importedModules } from '../flow/importKinds';
import type { ILayout } from '../layout';
import { isNamespace, namespaceDistributions } from './namespacePackages';
import type { IExportOptions, IPlannedDependency } from '../plan';

/** What a notebook needs to run as one, and tools that install: no package needs them. */
const tools = new Set(
  (
    'pip setuptools wheel uv conda mamba jupyter jupyterlab notebook ipykernel ipywidgets nbformat nbconvert papermill nbdev jupyter-contrib-nbextensions ' +
    'condacolab ipython black ruff'
  ).split(' ')
);

/** Sorted by import name; what is installed and not imported comes last. */
export function dependencies(layout: ILayout, options: IExportOptions): IPlannedDependency[] {
  const pins = new Map<string, string>();
  for (const requirement of layout.items.flatMap(i => i.magics.flatMap(m => m.requirements))) {
    pins.set(normalized(/^[\w.-]+/.exec(requirement)?.[0] ?? requirement), requirement);
  }
  const kept = layout.items.filter(i => i.dropped === null);
  const names = new Set(kept.flatMap(i => importedModules(i)).filter(n => !isNamespace(n)));
  const { model } = layout;
  const usesShell =
    [...model.usesOf('get_ipython')].length > 0 && !model.moduleBindings('get_ipython').length;
  if (usesShell) {
    names.add('IPython');
  }
  const all: IPlannedDependency[] = [...names]
    .filter(n => n !== '' && n !== '.' && !standardLibrary.has(n) && n !== layout.package)
    .map(n => dependencyOf(n, options.environment, pins));
  for (const [name, distribution] of kept.flatMap(i => [...namespaceDistributions(i)])) {
    if (distribution !== null) {
      const { requirement } = dependencyOf(distribution, undefined, pins);
      all.push({ importName: name, distribution, version: null, requirement });
    }
  }
  all.sort((a, b) => (a.importName < b.importName ? -1 : a.importName > b.importName ? 1 : 0));
  const found = new Map<string, IPlannedDependency>();
  for (const dependency of all) {
    const key = normalized(dependency.distribution);
    found.set(key, found.get(key) ?? dependency);
  }
  for (const key of pins.keys()) {
    // Plugins and engines that a library looks for by itself: `sentencepiece`, `openpyxl`.
    if (!found.has(key) && !tools.has(key)) {
      const { distribution, requirement } = dependencyOf(key, undefined, pins);
      const importName = key.replace(/-/g, '_');
      const live = options.environment?.distributions[importName]?.version ?? null;
      found.set(key, { importName, distribution, version: live, requirement });
    }
  }
  return [...found.values()];
}
