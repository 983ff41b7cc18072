/** Workflow commands that annotate the true line of the `.ipynb` in a pull request. */
import { findings, reportPath, type Reporter } from './reporter';

export const github: Reporter = files => {
  const lines: string[] = [];
  for (const { path, diagnostic, place } of findings(files)) {
    const level = diagnostic.applicability === 'manual' ? 'notice' : 'warning';
    const properties = [
      `file=${property(reportPath(path))}`,
      `line=${place.start.line}`,
      `endLine=${place.end.line}`,
      `title=${property(diagnostic.migration)}`
    ].join(',');
    lines.push(
      `::${level} ${properties}::${data(`${diagnostic.message} (cell ${diagnostic.cell.index + 1}). ${diagnostic.why}`)}`
    );
  }
  for (const file of files) {
    if (!('report' in file)) {
      lines.push(`::error file=${property(reportPath(file.path))}::${data(file.reason)}`);
    }
  }
  return lines.length ? `${lines.join('\n')}\n` : '';
};

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
