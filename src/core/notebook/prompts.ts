/**
 * What IPython takes away at the start of lines before it looks for magics: a common indentation, `>>> ` and `... `
 * prompts of doctests, `In [1]: ` and `   ...: ` prompts of its own. Finds where it ends; removes nothing.
 */

const CLASSIC_FIRST = /^\s*>>>[ \t]?/;
const CLASSIC_NEXT = /^\s*\.\.\.[ \t]?/;
const IPYTHON = /^(?:(?:(?:\[nav\]|\[ins\])? )?In \[\d+\]: |\s*\.{3,}: ?)/;

/** Offsets of line starts → offset behind what is taken away there (for lines where something is). */
export type Removed = ReadonlyMap<number, number>;

/** Length of the indentation that all lines of a text share, blank lines aside. */
export function commonMargin(text: string): number {
  let margin: string | null = null;
  for (const line of text.split('\n')) {
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
    if (indent.length === line.length) {
      continue;
    }
    if (margin === null || margin.startsWith(indent)) {
      margin = indent;
    } else if (!indent.startsWith(margin)) {
      let same = 0;
      while (margin[same] === indent[same]) {
        same += 1;
      }
      margin = margin.slice(0, same);
    }
    if (margin === '') {
      return 0;
    }
  }
  return margin?.length ?? 0;
}

/** Where indentation and prompts of the cell text in `[start, end)` end, line by line. */
export function removedPrefixes(
  text: string,
  start: number,
  end: number
): { removed: Removed; prompts: boolean } {
  const lines: { start: number; text: string }[] = [];
  for (let at = start; at < end;) {
    const newline = text.indexOf('\n', at);
    const to = newline === -1 || newline >= end ? end : newline;
    lines.push({ start: at, text: text.slice(at, to) });
    at = to + 1;
  }
  const margin = commonMargin(text.slice(start, end));
  const bare = lines.map(line => line.text.slice(margin));
  const found = classicPrompts(bare) ?? ipythonPrompts(bare) ?? null;
  const removed = new Map<number, number>();
  lines.forEach((line, at) => {
    const length = margin + (found?.[at] ?? 0);
    if (length > 0 && length <= line.text.length) {
      removed.set(line.start, line.start + length);
    }
  });
  return { removed, prompts: found !== null };
}

function classicPrompts(lines: readonly string[]): number[] | null {
  if (!lines.some(line => CLASSIC_FIRST.test(line))) {
    return null;
  }
  let open: string | null = null;
  let any = false;
  const lengths = lines.map(line => {
    const inside = open !== null;
    for (const [quote] of line.matchAll(/"""|'''/g)) {
      open = open === null ? quote : open === quote ? null : open;
    }
    any = any || (!inside && CLASSIC_FIRST.test(line));
    return inside ? 0 : ((CLASSIC_FIRST.exec(line) ?? CLASSIC_NEXT.exec(line))?.[0].length ?? 0);
  });
  return any ? lengths : null;
}

function ipythonPrompts(lines: readonly string[]): number[] | null {
  return lines.slice(0, 2).some(line => IPYTHON.test(line))
    ? lines.map(line => IPYTHON.exec(line)?.[0].length ?? 0)
    : null;
}
