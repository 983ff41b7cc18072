/** Which known name a mistyped one was meant to be. */

/** The known name that is nearest by insertions, removals and replacements, or null when none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  const near = known
    .map(candidate => ({ candidate, distance: distance(name, candidate) }))
    .filter(c => c.distance <= (name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3))))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return near[0]?.candidate ?? null;
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(
        Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
      );
    }
    row = next;
  }
  return row[b.length];
}
