/** Checks one notebook file. Never throws for any content of the file. */
import { isAscii, isUtf8, transcode } from 'node:buffer';
import { readFileSync } from 'node:fs';
import {
  notebookLanguage,
  notebookReport,
  readNotebook,
  type Engine,
  type IAnalyzeOptions,
  type INotebookDocument,
  type INotebookReport
} from '../core';
import { say } from './output';
import { oneLine } from './reporters/plain';

export type FileResult =
  | { readonly ok: true; readonly report: INotebookReport; readonly document: INotebookDocument }
  | { readonly ok: false; readonly path: string; readonly reason: string };

/** Reads a Python notebook; anything else is answered with the reason. */
export function readPythonNotebook(
  path: string
): { ok: true; document: INotebookDocument } | { ok: false; reason: string } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    return {
      ok: false,
      reason:
        code === 'ENOENT'
          ? 'There is no such file.'
          : code === 'EISDIR'
            ? 'This is a folder.'
            : `The file cannot be read (${code}).`
    };
  }
  const read = readNotebook(decoded(bytes));
  if (!read.ok) {
    return read;
  }
  const language = notebookLanguage(read.document.notebook);
  if (language !== 'python') {
    return {
      ok: false,
      reason: `The notebook runs ${language ?? 'an unknown language'}; Anneal reads Python only.`
    };
  }
  return read;
}

/** The text of a file, decoded by the fastest ways that Node has; bytes that are not UTF-8 are left to the core, which says so. */
function decoded(bytes: Buffer): string | Uint8Array {
  if (isAscii(bytes)) {
    return bytes.toString('latin1');
  }
  // Twice as fast as reading UTF-8 into a string directly.
  return isUtf8(bytes) ? transcode(bytes, 'utf8', 'utf16le').toString('utf16le') : bytes;
}

export function checkFile(engine: Engine, path: string, options: IAnalyzeOptions): FileResult {
  const read = readPythonNotebook(path);
  if (!read.ok) {
    return { ok: false, path, reason: read.reason };
  }
  const analysis = engine.analyzeOnce(read.document.notebook, options);
  for (const fault of analysis.faults) {
    say(
      `anneal: the check "${fault.migration}" stopped in ${oneLine(path)}; the others finished. (${oneLine(fault.reason)})`
    );
  }
  return { ok: true, report: notebookReport(path, analysis), document: read.document };
}
