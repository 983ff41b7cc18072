/** Workflow commands that annotate the true line of the `.ipynb` in a pull request. */
import { oneLine } from './plain';
import { findings, reportPath, type Reporter } from './reporter';

/** What people read of an annotation: a command that is much longer is cut by GitHub anywhere. */
const longest = 1000;

export const github: Reporter = files => {
  const lines: string[] = [];
  for (const { path, diagnostic, place } of findings(files)) {
    const level = diagnostic.applicability === 'manual' ? 'notice' : 'warning';
    const properties = [
      `file=${property(oneLine(reportPath(path)))}`,
      `line=${place.start.line}`,
      `endLine=${place.end.line}`,
      // Columns are for places within one line only.
      ...(place.end.line === place.start.line && place.end.column > place.start.column
        ? [`col=${place.start.column}`, `endColumn=${place.end.column}`]
        : []),
      `title=${property(diagnostic.migration)}`
    ].join(',');
    const said = `${diagnostic.message} (cell ${diagnostic.cell.index + 1}). ${diagnostic.why}`;
    lines.push(`::${level} ${properties}::${data(oneLine(said).slice(0, longest))}`);
  }
  for (const file of files) {
    if (!('report' in file)) {
      lines.push(
        `::error file=${property(oneLine(reportPath(file.path)))}::${data(oneLine(file.reason).slice(0, longest))}`
      );
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
