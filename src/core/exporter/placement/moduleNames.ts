/** Names that a person may give a module of the package. */
import { standardLibrary } from '../dependencies/distributions';
import { isReserved } from './names';

/** Files that every package has; `pipeline` is there too, and definitions may be put into it. */
const generated = new Set(['display', 'shell', 'tests', 'inference', 'main', 'run']);

/**
 * Why a module cannot have this name, as the end of a sentence that begins with the name; null when it can.
 *
 * @param packageName the module's package, when it is known
 */
export function moduleNameProblem(name: string, packageName?: string): string | null {
  if (!/^[a-z][a-z0-9_]*$/.test(name) || name.length > 40) {
    return 'is no name of a module. Use lower-case letters, digits and _, and begin with a letter';
  }
  if (isReserved(name)) {
    return 'is a word of Python itself. Choose another name';
  }
  if (standardLibrary.has(name)) {
    return 'is a module of Python’s own library. Choose another name';
  }
  if (generated.has(name)) {
    return 'is a module that Anneal writes itself. Choose another name';
  }
  return name === packageName ? 'is the name of the package. Choose another name' : null;
}

/** Why a package cannot have this name, as the end of a sentence that begins with the name; null when it can. */
export function packageNameProblem(name: string): string | null {
  return !/^[a-z][a-z0-9_]*$/.test(name) || isReserved(name)
    ? 'cannot be the name of a package. Use lower-case letters, digits and _'
    : null;
}
