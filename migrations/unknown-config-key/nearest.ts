/** Which of the defined names a mistyped one is meant to be. Compares word by word, so that `train_size` is not taken for `test_size`. */

/** The defined names that are spelled nearly so, the best only; several when they are equally near. */
export function nearest(name: string, defined: Iterable<string>): string[] {
  let best = Infinity;
  let found: string[] = [];
  for (const candidate of defined) {
    const far = distance(name, candidate);
    if (far < best) {
      best = far;
      found = [];
    }
    if (far === best && far < Infinity) {
      found.push(candidate);
    }
  }
  return found;
}

/** How many slips of the finger lie between two names; Infinity where they are two names. */
function distance(a: string, b: string): number {
  if (a === b) {
    return Infinity;
  }
  const [left, right] = [words(a), words(b)];
  if (left.join('') === right.join('')) {
    return 0;
  }
  if (left.length !== right.length) {
    return Infinity;
  }
  let sum = 0;
  for (let i = 0; i < left.length; i++) {
    if (left[i] !== right[i]) {
      sum += slips(left[i], right[i]);
    }
  }
  return sum <= 2 ? sum : Infinity;
}

/** `learningRate`, `learning-rate` and `LEARNING_RATE` are the same words. */
function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/** Short words and numbered ones (`layer1`, `layer2`) are different words. */
function slips(a: string, b: string): number {
  if (a.replace(/\d/g, '') === b.replace(/\d/g, '') || Math.max(a.length, b.length) < 4) {
    return Infinity;
  }
  const count = editDistance(a, b);
  return count <= (Math.max(a.length, b.length) >= 7 ? 2 : 1) ? count : Infinity;
}

/** Letters inserted, dropped, changed or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
      }
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}
