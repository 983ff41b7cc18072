/** Names for what a fix adds, taken from the code around it. */
import {
  freshName,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

/** Words that say nothing about what is fetched. */
const vague =
  /^(results?|out(puts?)?|data|lists?|items?|values?|rows?|res|resp|ret|all|acc|r|tmp|x|xs|d|response_?(data|list)|all_.*|.*_(list|dict|results|by_.*))$/;

/** `fetch_offer` for a list `offers`, else `fetch_customer` for items `customer`, else `fetch_item`. */
export function functionName(
  model: SemanticModel,
  output: string | null,
  targets: readonly string[]
): string {
  const target = targets.length === 1 ? targets[0] : null;
  const noun =
    output !== null && !vague.test(output) && output.length > 2
      ? singular(output)
      : target !== null && target.replace(/_/g, '').length > 2
        ? target.replace(/^_+/, '')
        : 'item';
  return freshName(model, `fetch_${noun.toLowerCase()}`);
}

function singular(word: string): string {
  if (/(ss|us|is)$/.test(word)) {
    return word;
  }
  return word
    .replace(/ies$/, 'y')
    .replace(/(ch|sh|x|ss|us)es$/, '$1')
    .replace(/s$/, '');
}

/** `fetch_offers` for `fetch_offer`, `fetch_all` for `fetch`. */
export function allName(name: string): string {
  if (!/^fetch_[a-z]/.test(name)) {
    return `${name}_all`;
  }
  return /[^aeiou]y$/.test(name)
    ? `${name.slice(0, -1)}ies`
    : /(s|x|ch|sh|_\d+)$/.test(name)
      ? name.replace(/^fetch_/, 'fetch_all_')
      : `${name}s`;
}

/** How many calls run at the same time. */
export function limitOf(settings: IRewriteContext['settings']): number {
  const limit = settings.limit;
  return typeof limit === 'number' && Number.isInteger(limit) && limit > 0 ? limit : 20;
}

/** The targets of a loop that code below some nodes reads, in order, each once. */
export function argumentsOf(targets: readonly string[], nodes: readonly SyntaxNode[]): string[] {
  const used = new Set(
    nodes.flatMap(n => [...n.walk()].filter(i => i.kind === 'identifier').map(i => i.text))
  );
  return [...new Set(targets)].filter(t => used.has(t));
}

/** Line breaks between definitions: two blank lines at the top level, one elsewhere. */
export function gapOf(indent: string): string {
  return indent === '' ? '\n\n\n' : '\n\n';
}

/** What to put before a definition that starts at an offset, so that it is set off from a statement above. */
export function gapAbove(source: string, lineStart: number, indent: string): string {
  const above = source.slice(0, lineStart);
  const last = above.trimEnd().split('\n').at(-1)?.trim() ?? '';
  if (above.trim() === '' || last.startsWith('#') || last.endsWith(':')) {
    return '';
  }
  const breaks = above.slice(above.trimEnd().length).split('\n').length - 1;
  return '\n'.repeat(Math.max(0, gapOf(indent).length - breaks));
}
