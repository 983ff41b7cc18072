/** Text of a notebook as GitHub-flavoured Markdown that shows it and does nothing else: no markup, no link, nobody notified. */
import { oneLine, printable } from './plain';

/** Text in one line; what stands between backticks is drawn as code. */
export function inline(text: string): string {
  return oneLine(text)
    .split(/`([^`]+)`/)
    .map((part, i) => (i % 2 ? code(part) : inert(part)))
    .join('');
}

/** Text in one line, drawn as code. Not with backticks: their rules in tables differ from those elsewhere. */
export function code(text: string): string {
  return `<code>${inert(oneLine(text))}</code>`;
}

/** Lines of a diff as a code block that none of them can close. */
export function diffBlock(lines: readonly string[]): string {
  const safe = lines.map(line => neverCommand(printable(line).replace(/\n/g, ' ')));
  const longest = Math.max(2, ...safe.flatMap(l => (l.match(/`+/g) ?? []).map(run => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}diff`, ...safe, fence].join('\n');
}

/** Every character that Markdown or HTML may take for markup, by its number; nothing that GitHub would make a link or a notice of. */
function inert(text: string): string {
  const entities = text.replace(
    /[&<>"'`\\*_~[\](){}#+!|@:$^=]|-(?=-)/g,
    c => `&#${c.charCodeAt(0)};`
  );
  // GitHub looks for people, issues and addresses in the finished text: a character without width keeps them apart.
  return entities
    .replace(/&#64;/g, '&#64;&#8203;')
    .replace(/&#35;(?=\d)/g, '&#35;&#8203;')
    .replace(/&#58;(?=\/)/g, '&#58;&#8203;')
    .replace(/\bwww\./gi, 'www&#8203;.')
    .replace(/\bGH-(?=\d)/gi, '$&&#8203;');
}

function neverCommand(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1:\u200b').replace(/##\[/g, '##\u200b[');
}
