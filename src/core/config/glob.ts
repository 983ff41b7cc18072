/** Patterns of paths in `anneal.toml`: `*` and `?` stay within a folder, `**` crosses folders, `{a,b}` are alternatives. */

/**
 * @param path relative to the folder of the pattern's file, with `/`
 */
export function matchesGlob(glob: string, path: string): boolean {
  return new RegExp(`^${expression(glob)}$`).test(path);
}

/** Why a pattern can match nothing, or null. */
export function globProblem(glob: string): string | null {
  if (glob.startsWith('/') || glob.includes('\\') || /(^|\/)\.\.?(\/|$)/.test(glob)) {
    return 'is no path below the folder of this file; write it like "notebooks/**" with "/"';
  }
  const depths = [...glob].reduce(
    (depth, c) => (depth < 0 || depth > 1 ? depth : depth + (c === '{' ? 1 : c === '}' ? -1 : 0)),
    0
  );
  return depths === 0 ? null : 'has braces that do not match';
}

function expression(glob: string): string {
  let depth = 0;
  return glob.replace(/\*\*\/|\*\*|\*|\?|[{},]|[.+^$()|[\]\\]/g, token => {
    switch (token) {
      case '**/':
        return '(?:.*/)?';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      case '{':
        depth++;
        return '(?:';
      case '}':
        depth--;
        return ')';
      case ',':
        return depth ? '|' : ',';
      default:
        return `\\${token}`;
    }
  });
}
