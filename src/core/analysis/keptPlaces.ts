/** Which cells stay where they are between two states of a notebook, so that only the others need to be looked at. */

/**
 * For each cell of the later state its number in the earlier one; undefined for a cell that came, or that was moved across others.
 * As many as possible stay: those of the longest sequence that stands in both states in the same order.
 *
 * @param before what tells the cells of the earlier state apart
 * @param after the same of the later state
 */
export function keptPlaces(
  before: readonly string[],
  after: readonly string[]
): readonly (number | undefined)[] {
  const numbers = new Map(before.map((cell, i) => [cell, i]));
  const places = after.map(cell => numbers.get(cell));
  /** For each length the cell at which a sequence of that length ends earliest in the earlier state. */
  const ends: number[] = [];
  const above: number[] = [];
  places.forEach((place, i) => {
    if (place === undefined) {
      return;
    }
    let length = 0;
    for (let most = ends.length; length < most;) {
      const middle = (length + most) >> 1;
      if ((places[ends[middle]] as number) < place) {
        length = middle + 1;
      } else {
        most = middle;
      }
    }
    above[i] = length > 0 ? ends[length - 1] : -1;
    ends[length] = i;
  });
  const kept = new Array<number | undefined>(after.length).fill(undefined);
  for (let i = ends.length ? ends[ends.length - 1] : -1; i >= 0; i = above[i]) {
    kept[i] = places[i];
  }
  return kept;
}

/**
 * Numbers that grow from cell to cell: those that stay keep theirs, the others get one in between.
 *
 * @param kept the number of each cell that stays, undefined for the others
 * @returns null when there is no number left between two cells
 */
export function orders(kept: readonly (number | undefined)[]): readonly number[] | null {
  const all: number[] = [];
  for (let i = 0; i < kept.length;) {
    let next = i;
    while (next < kept.length && kept[next] === undefined) {
      next++;
    }
    const count = next - i;
    const below = kept[next];
    const above = all.length ? all[all.length - 1] : (below ?? count) - count - 1;
    const step = below === undefined ? 1 : (below - above) / (count + 1);
    for (let n = 1; n <= count; n++) {
      all.push(above + n * step);
    }
    if (below !== undefined) {
      all.push(below);
      next++;
    }
    i = next;
  }
  return all.every((order, i) => i === 0 || all[i - 1] < order) ? all : null;
}
