/** Who imports whom among the modules of a package, and where that goes in a circle. The pipeline imports all others. */
import type { IItem } from '../items/items';

/** A definition (`key` is its item) or a step (`key` is its number) in a module. */
export interface IPart {
  readonly key: IItem | number;
  /** As it is named in a sentence. */
  readonly name: string;
  readonly home: string;
  /** The definitions that it uses. */
  readonly needs: ReadonlySet<IItem>;
}

export class ModuleGraph {
  constructor(parts: readonly IPart[]) {
    const homes = new Map(parts.map(p => [p.key, p.home]));
    for (const part of parts) {
      if (part.home !== 'pipeline') {
        this._add('pipeline', part.home);
      }
      for (const needed of part.needs) {
        const to = homes.get(needed);
        if (to !== undefined && to !== part.home) {
          this._add(part.home, to);
        }
      }
    }
  }

  /** Modules that import each other, in the order of the imports, or null. */
  circle(): readonly string[] | null {
    for (const start of [...this._edges.keys()].sort()) {
      const path = this._pathBack(start);
      if (path) {
        return path;
      }
    }
    return null;
  }

  /** The shortest way from a module back to itself. */
  private _pathBack(start: string): readonly string[] | null {
    const open: string[][] = [[start]];
    const seen = new Set<string>();
    for (let path = open.shift(); path; path = open.shift()) {
      for (const next of this._edges.get(path[path.length - 1]) ?? []) {
        if (next === start) {
          return path;
        }
        if (!seen.has(next)) {
          seen.add(next);
          open.push([...path, next]);
        }
      }
    }
    return null;
  }

  private _add(from: string, to: string): void {
    this._edges.set(from, (this._edges.get(from) ?? new Set()).add(to));
  }

  private readonly _edges = new Map<string, Set<string>>();
}

/** The circle in words: who uses what of the next module. */
export function circleThrough(parts: readonly IPart[], circle: readonly string[]): string {
  const homes = new Map(parts.map(p => [p.key, p]));
  return circle
    .map((from, i) => {
      const to = circle[(i + 1) % circle.length];
      for (const part of parts.filter(p => p.home === from)) {
        const used = [...part.needs].map(n => homes.get(n)).find(p => p?.home === to);
        if (used) {
          return `${part.name} in \`${from}.py\` uses ${used.name} in \`${to}.py\``;
        }
      }
      return `\`${from}.py\` imports \`${to}.py\``;
    })
    .join(', ');
}
