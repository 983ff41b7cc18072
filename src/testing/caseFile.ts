/** Reads the executable Markdown of a migration: `cases.md` and the example of its `README.md`. */

export type Verb = 'Fixes' | 'Suggests' | 'Declines' | 'Ignores';

export interface ICase {
  readonly title: string;
  readonly verb: Verb;
  /** True when before and after are executed and must print the same. */
  readonly runs: boolean;
  readonly before: string;
  /** Expected text after the fix (`Fixes`, `Suggests`). */
  readonly after: string | null;
  /** Expected reason (`Declines`). */
  readonly reason: string | null;
  /** Settings of the migration, from a `json settings` fence. */
  readonly settings: Readonly<Record<string, unknown>>;
}

interface IFence {
  readonly info: string;
  readonly body: string;
}

/**
 * Splits a Markdown text into cases.
 *
 * @throws Error naming the heading when a case lacks a fence that its verb needs.
 */
export function readCases(markdown: string): ICase[] {
  return sections(markdown).flatMap(({ title, fences }) => {
    const verb = /^(Fixes|Suggests|Declines|Ignores)\b/.exec(title)?.[1] as Verb | undefined;
    return verb ? [toCase(title, verb, fences)] : [];
  });
}

/** The before/after pair of the section `## Example` of a README; null when it has none. */
export function readExample(markdown: string): { before: string; after: string } | null {
  const section = sections(markdown).find(s => s.title === 'Example');
  const before = section?.fences.find(f => f.info === 'python before')?.body;
  const after = section?.fences.find(f => f.info === 'python after')?.body;
  return before !== undefined && after !== undefined ? { before, after } : null;
}

export function headings(markdown: string): string[] {
  return sections(markdown).map(s => s.title);
}

function toCase(title: string, verb: Verb, fences: readonly IFence[]): ICase {
  const body = (info: string): string | null => fences.find(f => f.info === info)?.body ?? null;
  const before =
    verb === 'Ignores' ? (body('python') ?? body('python before')) : body('python before');
  const after = body('python after');
  const reason = body('text reason');
  if (before === null) {
    throw new Error(`"${title}" has no fence with the notebook before.`);
  }
  if ((verb === 'Fixes' || verb === 'Suggests') && after === null) {
    throw new Error(`"${title}" has no fence \`python after\`.`);
  }
  if (verb === 'Declines' && reason === null) {
    throw new Error(`"${title}" has no fence \`text reason\`.`);
  }
  const settings = body('json settings');
  return {
    title,
    verb,
    runs: verb === 'Fixes' || /\[runs\]$/.test(title),
    before,
    after,
    reason: reason?.trim() ?? null,
    settings: settings ? (JSON.parse(settings) as Record<string, unknown>) : {}
  };
}

function sections(markdown: string): { title: string; fences: IFence[] }[] {
  const found: { title: string; fences: IFence[] }[] = [];
  const lines = markdown.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const open = /^(`{3,})(.*)$/.exec(lines[i]);
    if (open) {
      const body: string[] = [];
      while (++i < lines.length && lines[i].trimEnd() !== open[1]) {
        body.push(lines[i]);
      }
      found[found.length - 1]?.fences.push({ info: open[2].trim(), body: body.join('\n') });
      continue;
    }
    const heading = /^##\s+(.*?)\s*$/.exec(lines[i]);
    if (heading) {
      found.push({ title: heading[1], fences: [] });
    }
  }
  return found;
}
