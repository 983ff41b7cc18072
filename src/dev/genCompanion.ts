/**
 * Writes `src/lab/parity/companionSource.ts` from the modules of `jupyterlab_anneal/kernel/companion`; `--check` only compares.
 *
 * The kernel gets one text: the modules in the order of what they import from each other, without those imports.
 */

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const folder = join(root, 'jupyterlab_anneal/kernel/companion');

/** Path of the generated file. */
export const companionTarget = join(root, 'src/lab/parity/companionSource.ts');

/** Python sources by module name, as `joinModules` takes them. */
export type Modules = ReadonlyMap<string, string>;

const relativeImport = /^from \.(\w*) import (?:\([^)]*\)|[^\n(]*)\n/gm;
const absoluteImport = /^(?:import|from) (?!\.).*\n/gm;
const docstring = /^"""[\s\S]*?"""\n/;
const definition = /^(?:def|class) (\w+)|^(\w+)(?:: [^=\n]+)? = /gm;

/**
 * One Python text that does what the modules do together.
 *
 * @throws Error when two modules define one name, import each other in a circle, or import in a form that cannot be joined.
 */
export function joinModules(modules: Modules): string {
  const owners = new Map<string, string>();
  const imports = new Set<string>();
  const bodies: string[] = [];
  const seen = new Set<string>();
  const add = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      throw new Error(`The modules ${[...path, name].join(' → ')} import each other.`);
    }
    const source = modules.get(name);
    if (source === undefined) {
      throw new Error(`${path.at(-1)} imports from .${name}, which is no module.`);
    }
    if (seen.has(name)) {
      return;
    }
    for (const [line, other] of source.matchAll(relativeImport)) {
      if (/ as /.test(line)) {
        throw new Error(`${name} renames what it imports; joined modules have one name for each.`);
      }
      add(other, [...path, name]);
    }
    seen.add(name);
    for (const match of source.matchAll(definition)) {
      const defined = match[1] ?? match[2];
      const owner = owners.get(defined);
      if (owner) {
        throw new Error(`${defined} is defined in ${owner} and in ${name}; give one another name.`);
      }
      owners.set(defined, name);
    }
    source.match(absoluteImport)?.forEach(line => imports.add(line));
    const body = [docstring, relativeImport, absoluteImport].reduce(
      (text, part) => text.replace(part, ''),
      source
    );
    bodies.push(`# ${name}\n\n${body.trim()}\n`);
  };
  [...modules.keys()].sort().forEach(name => add(name, []));
  const [future, rest] = [...imports]
    .sort()
    .reduce<[string[], string[]]>(
      ([first, others], line) =>
        line.startsWith('from __future__')
          ? [[...first, line], others]
          : [first, [...others, line]],
      [[], []]
    );
  return [...future, '\n', ...rest, '\n', bodies.join('\n\n')].join('');
}

/** Text of the generated file. */
export function companionModule(): string {
  const names = readdirSync(folder).filter(name => /^(?!__)\w+\.py$/.test(name));
  const source = joinModules(
    new Map(
      names.map(name => [
        name.slice(0, -'.py'.length),
        readFileSync(join(folder, name), 'utf8').replace(/\r\n/g, '\n')
      ])
    )
  );
  const stamp = createHash('sha256').update(source).digest('hex').slice(0, 16);
  return [
    '/** GENERATED from jupyterlab_anneal/kernel/companion by src/dev/genCompanion.ts. Do not edit. */',
    '// prettier-ignore',
    `export const companionStamp = '${stamp}';`,
    '// prettier-ignore',
    `export const companionSource = ${JSON.stringify(source)};`,
    ''
  ].join('\n');
}

if (require.main === module) {
  const text = companionModule();
  if (!process.argv.includes('--check')) {
    writeFileSync(companionTarget, text);
  } else if (readFileSync(companionTarget, 'utf8') !== text) {
    process.stderr.write(
      'src/lab/parity/companionSource.ts is not up to date. Run npx tsx src/dev/genCompanion.ts\n'
    );
    process.exitCode = 1;
  }
}
