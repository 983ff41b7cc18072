/** Cuts the text of a helper module to the functions that a package uses, with what those use themselves. */

/** The names that a module imports from another one of its package, e.g. `.shell`; an alias stands in a statement of its own. */
export function importedFrom(module: string, source: string): string[] {
  // One statement for each name that has another name here.
  const statements = source.split(`\nfrom ${module} import `).slice(1);
  return statements.flatMap(text => {
    const names = /^\([^)]*\)|^[^\n]*/.exec(text)?.[0] ?? '';
    return (names.match(/\w+(?: as \w+)?/g) ?? []).map(n => n.split(' ')[0]);
  });
}

/**
 * @param text a module: imports, then definitions with two blank lines around each
 * @param names what is asked of it
 */
export function usedParts(text: string, names: Iterable<string>): string {
  const [head, ...definitions] = text.trimEnd().split(/\n\n(?=\n?[^\s])/);
  const known = definitions.map(d => ({ text: d, name: nameOf(d) }));
  const wanted = new Set(names);
  const kept = new Set<string>();
  for (let size = -1; size !== kept.size;) {
    size = kept.size;
    const asked = [...kept].join('\n');
    for (const { text: part, name } of known) {
      if (name !== null && (wanted.has(name) || mentions(asked, name))) {
        kept.add(part);
      }
    }
  }
  const parts = known.filter(d => d.name === null || kept.has(d.text)).map(d => d.text);
  const code = known.flatMap(d => (kept.has(d.text) ? [d.text] : [])).join('\n');
  const isUsed = (line: string): boolean => {
    const imported = /^(?:import|from (?!__future__)\S+ import) (.+)$/.exec(line)?.[1];
    return imported === undefined || imported.split(', ').some(n => mentions(code, n));
  };
  return `${[head, ...parts].map(p => p.split('\n').filter(isUsed).join('\n')).join('\n\n')}\n`;
}

/** What a part of a module defines; null for its imports. */
function nameOf(part: string): string | null {
  return (
    /^(?:async )?(?:def|class) (\w+)|^(\w+)(?:: [^=\n]+)? = /m.exec(part)?.slice(1).find(Boolean) ??
    null
  );
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w.])${name}\\b`).test(text);
}
