/** Whether two answers are the same: plain data by its content, everything else (nodes, scopes, bindings) by identity. */

/** Deeper than any answer; what is deeper counts as changed. */
const maxDepth = 30;

export function isSame(a: unknown, b: unknown, depth = 0): boolean {
  if (Object.is(a, b)) {
    return true;
  }
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null ||
    depth > maxDepth
  ) {
    return false;
  }
  const kind = Object.getPrototypeOf(a) as unknown;
  if (kind !== Object.getPrototypeOf(b)) {
    return false;
  }
  if (Array.isArray(a)) {
    const other = b as readonly unknown[];
    return a.length === other.length && a.every((x, i) => isSame(x, other[i], depth + 1));
  }
  if (a instanceof Map) {
    return areSameLists([...a], [...(b as Map<unknown, unknown>)], depth);
  }
  if (a instanceof Set) {
    return areSameLists([...a], [...(b as Set<unknown>)], depth);
  }
  if (kind !== Object.prototype) {
    return false;
  }
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every(
      name =>
        name in b &&
        isSame(
          (a as Record<string, unknown>)[name],
          (b as Record<string, unknown>)[name],
          depth + 1
        )
    )
  );
}

/** The answer of before where it is the same; otherwise the new one, in which the parts of a list that are the same are those of before. */
export function keepSame<T>(now: T, before: T | undefined): T {
  if (isSame(now, before)) {
    return before as T;
  }
  return Array.isArray(now) && Array.isArray(before)
    ? (now.map((part: unknown, i) =>
        isSame(part, before[i]) ? (before[i] as unknown) : part
      ) as T)
    : now;
}

/** In the same order: the order can show. */
function areSameLists(a: readonly unknown[], b: readonly unknown[], depth: number): boolean {
  return a.length === b.length && a.every((x, i) => isSame(x, b[i], depth + 1));
}
