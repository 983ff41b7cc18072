/**
 * Text of a notebook made fit for a line of output. A terminal obeys escape sequences, a log of GitHub Actions obeys lines that begin
 * with `::` and `##[` anywhere, and some characters turn the reading direction around: none of them may come from a notebook.
 */

/** Control characters but line ends and tabs, and those that change the reading direction or cannot be seen. */
const unseen =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The same text with every such character spelled out, as `\x1b`. Lines stay lines. */
export function printable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(unseen, spelled);
}

/** The same text on one line, nothing in it being a command for a log. */
export function oneLine(text: string): string {
  return notCommand(printable(text).replace(/\s*\n\s*/g, ' '));
}

/** Several lines, none of which is a command for a log. */
export function logLines(text: string): string {
  return printable(text).split('\n').map(notCommand).join('\n');
}

function notCommand(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1: ').replace(/##\[/g, '## [');
}

/**
 * JSON with the same meaning and nothing in it that a terminal or a log would obey.
 *
 * @param value plain data
 */
export function harmlessJson(value: unknown): string {
  return `${JSON.stringify(value, null, 1)
    .replace(unseen, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/##\[/g, '##\\u005b')}\n`;
}

function spelled(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}
