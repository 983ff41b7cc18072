/** Finds and asks the Python interpreter that stands for the notebook's environment. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { IEnvironmentFacts } from '../core';
import { UsageError } from './usageError';

/** `--python`, then `ANNEAL_PYTHON`, the active or local virtual environment, `python3`. */
export function findPython(flag: string | undefined): string {
  const executables = ['bin/python', 'Scripts/python.exe'];
  const inside = (folder: string | undefined): string[] =>
    folder ? executables.map(e => join(folder, e)).filter(existsSync) : [];
  const candidates =
    flag !== undefined
      ? [flag]
      : [
          ...(process.env.ANNEAL_PYTHON ? [process.env.ANNEAL_PYTHON] : []),
          ...inside(process.env.VIRTUAL_ENV),
          ...inside('.venv'),
          'python3',
          'python'
        ];
  for (const candidate of candidates) {
    if (spawnSync(candidate, ['-c', ''], { stdio: 'ignore' }).status === 0) {
      return candidate;
    }
  }
  throw new UsageError(
    flag !== undefined
      ? `"${flag}" is no Python interpreter; name one with --python.`
      : 'No Python interpreter was found; name one with --python.'
  );
}

const question = `
import importlib.metadata as m, json, platform, sys
names = json.load(sys.stdin)
found = m.packages_distributions()
result = {}
for name in names:
    for d in found.get(name, [])[:1]:
        result[name] = {"name": m.metadata(d)["Name"], "version": m.version(d)}
json.dump({"python": platform.python_version(), "distributions": result}, sys.stdout)
`;

/** What the interpreter has installed for some import names. */
export function askEnvironment(python: string, importNames: readonly string[]): IEnvironmentFacts {
  const answer = spawnSync(python, ['-c', question], {
    input: JSON.stringify(importNames),
    encoding: 'utf8'
  });
  if (answer.status !== 0) {
    throw new UsageError(`${python} did not answer; name another interpreter with --python.`);
  }
  return JSON.parse(answer.stdout) as IEnvironmentFacts;
}

/** The folder of Python files that come along: beside the bundle, or in a checkout. */
export function pythonPart(name: 'verify' | 'kernel'): string {
  const places = [
    join(__dirname, name),
    join(__dirname, '..', 'jupyterlab_anneal', name),
    join(__dirname, '..', name)
  ];
  const found = places.find(existsSync);
  if (!found) {
    throw new UsageError('The Python part of Anneal is missing; install the package again.');
  }
  return found;
}
