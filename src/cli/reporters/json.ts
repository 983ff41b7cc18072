/** The machine-readable report, exactly the shape that users may rely on. */
import type { ICheckReport } from '../../core';
import { harmlessJson } from './plain';
import type { Reporter } from './reporter';

export const json: Reporter = files => {
  const report: ICheckReport = {
    schemaVersion: 1,
    notebooks: files.flatMap(f => ('report' in f ? [f.report] : [])),
    errors: files.flatMap(f => ('report' in f ? [] : [{ path: f.path, reason: f.reason }]))
  };
  return harmlessJson(report);
};
