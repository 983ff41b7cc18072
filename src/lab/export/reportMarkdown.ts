/** The verification report as Markdown, for "Save .md". */
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IVerifyReport } from '../../core/report/verifyReport';
import { verdictWord } from '../../ui/export/VerifyView';

/**
 * Saves the report into the folder of its package.
 * @returns the path of the file
 */
export async function saveReport(
  contents: Contents.IManager,
  report: IVerifyReport,
  folder: string,
  name: string,
  trans: TranslationBundle
): Promise<string> {
  const path = PathExt.join(folder, 'verification.md');
  const content = verifyMarkdown(report, name, trans);
  await contents.save(path, { type: 'file', format: 'text', content });
  return path;
}

function verifyMarkdown(report: IVerifyReport, name: string, trans: TranslationBundle): string {
  const cell = (text: string): string =>
    text.replace(/[|\\`*_<>[\]]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
  const because = typeof report.because === 'string' ? report.because : '';
  const head = [trans.__('Name'), trans.__('Status'), trans.__('Detail')];
  return [
    `# ${name}: ${verdictWord(report.verdict, trans)}`,
    '',
    ...(because ? [cell(because), ''] : []),
    `| ${head.join(' | ')} |`,
    '|---|---|---|',
    ...report.variables.map(v => `| ${cell(v.name)} | ${v.status} | ${cell(v.detail)} |`),
    ...report.outputs.map(
      o => `| ${trans.__('Output of Cell %1', o.cell + 1)} | ${o.status} | ${cell(o.detail)} |`
    ),
    '',
    ...(report.notes ?? []).map(note => `- ${cell(note)}`),
    ''
  ].join('\n');
}
