/** Cells in another language: which of them a helper of the package can run or write, and why others are left out. */
import type { IMagic } from '../../notebook/magics';
import { asksDatabase } from './magicText';
import { pythonString } from '../print/pythonString';

export interface IScript {
  readonly text: string;
  readonly helper: string;
  readonly remark: string;
}

/** `%%writefile` and `%%bash` as a call of a helper; null for other languages and for options that have no counterpart. */
export function scriptText(magic: IMagic, source: string): IScript | null {
  const body = source
    .slice(magic.body?.start ?? source.length)
    .replace(/\r\n?/g, '\n')
    .replace(/\n*$/, '\n');
  const argument = magic.argument.trim();
  if (magic.name === 'writefile' || magic.name === 'file') {
    const match = /^(-a\s+|--append\s+)?(["']?)([^\s"'{}$]+)\2$/.exec(argument);
    return match
      ? {
          text: `write_file(\n    ${pythonString(match[3])},\n${pythonLines(body)},\n${match[1] ? '    append=True,\n' : ''})`,
          helper: 'write_file',
          remark: `The file \`${match[3]}\` is written when the pipeline runs, as in the notebook.`
        }
      : null;
  }
  return (magic.name === 'bash' || magic.name === 'sh') && argument === ''
    ? {
        text: `run_script(\n    ${pythonString(magic.name)},\n${pythonLines(body)},\n)`,
        helper: 'run_script',
        remark: `The cell runs in \`${magic.name}\`.`
      }
    : null;
}

function pythonLines(text: string): string {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? ['']).map(l => `    ${pythonString(l)}`).join('\n');
}

export function leftOutLanguage(magic: IMagic | null, language: string | null): string {
  const name = magic ? `%%${magic.name}` : (language ?? 'another language');
  switch (magic?.name) {
    case 'html':
    case 'HTML':
    case 'javascript':
    case 'js':
    case 'latex':
    case 'svg':
    case 'markdown':
      return `\`${name}\` only shows something in the notebook.`;
    case 'sql':
      return `\`${name}\` ${asksDatabase}`;
    default:
      return `The cell is not Python of this notebook (\`${name}\`).`;
  }
}
