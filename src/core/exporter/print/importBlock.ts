/**
 * A block of import statements in the order of isort: standard library, other packages, the package itself; `import` before
 * `from`; one statement a module. Comments go with their statement. Does not decide what is imported.
 */
import { standardLibrary } from '../dependencies/distributions';

export interface IImportedName {
  readonly name: string;
  readonly alias: string | null;
}

export interface IImportStatement {
  /** `os.path`, `.config`. */
  readonly module: string;
  /** Null for `import module`. */
  readonly names: readonly IImportedName[] | null;
  /** Of `import module as alias`. */
  readonly alias?: string | null;
  /** Comment lines above it. */
  readonly above?: readonly string[];
  /** Comment at the end of the line, with its `#`. */
  readonly note?: string | null;
}

export function printImportBlock(statements: readonly IImportStatement[]): string {
  const sections: string[][] = [[], [], [], []];
  const merged = merge(statements).sort(compareStatements);
  for (const statement of merged) {
    sections[sectionOf(statement.module)].push(printed(statement));
  }
  return sections
    .filter(s => s.length)
    .map(s => s.join('\n'))
    .join('\n\n');
}

/** Constants, then classes, then all else, as isort orders members. */
export function compareMembers(a: string, b: string): number {
  return kindOf(a) - kindOf(b) || natural(a.toLowerCase(), b.toLowerCase()) || natural(a, b);
}

function kindOf(name: string): number {
  if (name.length > 1 && name === name.toUpperCase() && name !== name.toLowerCase()) {
    return 0;
  }
  return /^\p{Lu}/u.test(name) ? 1 : 2;
}

function natural(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [one, two] = [left[i], right[i]];
    if (one !== two) {
      const both = /^\d/.test(one) && /^\d/.test(two);
      return (both ? Number(one) - Number(two) : 0) || (one < two ? -1 : 1);
    }
  }
  return left.length - right.length;
}

function sectionOf(module: string): number {
  if (module === '__future__') {
    return 0;
  }
  if (module.startsWith('.')) {
    return 3;
  }
  return standardLibrary.has(module.split('.')[0]) ? 1 : 2;
}

function compareStatements(a: IImportStatement, b: IImportStatement): number {
  const dots = (s: IImportStatement): number => /^\.*/.exec(s.module)?.[0].length ?? 0;
  const first = (s: IImportStatement): string => s.names?.[0]?.name ?? '';
  return (
    Number(a.names !== null) - Number(b.names !== null) ||
    dots(b) - dots(a) ||
    natural(a.module.toLowerCase(), b.module.toLowerCase()) ||
    natural(a.module, b.module) ||
    compareMembers(first(a), first(b)) ||
    natural(a.alias ?? a.names?.[0]?.alias ?? '', b.alias ?? b.names?.[0]?.alias ?? '')
  );
}

/** One statement for what is imported under its own name, and one for each alias. */
function merge(statements: readonly IImportStatement[]): IImportStatement[] {
  const found = new Map<string, IImportStatement>();
  for (const statement of statements) {
    const parts = statement.names
      ? [
          ...statement.names.filter(n => n.alias !== null).map(n => ({ ...statement, names: [n] })),
          { ...statement, names: statement.names.filter(n => n.alias === null) }
        ].filter(s => s.names.length)
      : [statement];
    parts.forEach((part, i) => {
      const alias = part.alias ?? part.names?.[0].alias ?? '';
      const key = JSON.stringify([
        part.module,
        part.names === null,
        alias,
        alias === '' ? '' : part.names?.[0].name
      ]);
      const known = found.get(key);
      const above = i === 0 ? (part.above ?? []) : [];
      const names = [...(known?.names ?? []), ...(part.names ?? [])];
      const notes = [known?.note, part.note].filter(n => n);
      found.set(key, {
        ...part,
        names: part.names
          ? names
              .filter((n, at) => names.findIndex(o => o.name === n.name) === at)
              .sort((a, b) => compareMembers(a.name, b.name))
          : null,
        above: [...new Set([...(known?.above ?? []), ...above])],
        note: [...new Set(notes)].join('  ') || null
      });
    });
  }
  return [...found.values()];
}

function printed(statement: IImportStatement): string {
  const as = (name: string, alias: string | null | undefined): string =>
    alias ? `${name} as ${alias}` : name;
  const text = statement.names
    ? `from ${statement.module} import ${statement.names.map(n => as(n.name, n.alias)).join(', ')}`
    : `import ${as(statement.module, statement.alias)}`;
  const line = statement.note ? `${text}  ${statement.note}` : text;
  const wrapped =
    statement.note && statement.names && line.length > 88
      ? [
          `from ${statement.module} import (  ${statement.note}`,
          ...statement.names.map(n => `    ${as(n.name, n.alias)},`),
          ')'
        ]
      : [line];
  return [...(statement.above ?? []), ...wrapped].join('\n');
}
