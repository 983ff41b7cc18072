/** Names of packages and folders: what is allowed everywhere, and the nearest allowed one. */
import type { TranslationBundle } from '@jupyterlab/translation';

/** Python's reserved words; none of them can be the name of a package. */
const reserved = new Set(
  'false none true and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' '
  )
);

/** The nearest name that is a Python package and a folder on every system. */
export function proposedName(text: string): string {
  const name = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[_\d]+|_+$/g, '');
  return name === '' ? 'notebook_package' : reserved.has(name) ? `${name}_package` : name;
}

/** Why a package name cannot be used; null when it can. */
export function nameProblem(
  name: string,
  trans: TranslationBundle
): { text: string; proposal: string } | null {
  return /^[a-z][a-z0-9_]*$/.test(name) && !reserved.has(name)
    ? null
    : {
        text: trans.__(
          '"%1" cannot be the name of a package. Use lower-case letters, digits or _.',
          name
        ),
        proposal: proposedName(name)
      };
}
