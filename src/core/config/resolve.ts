/** From what people chose to the options of one analysis. The project's file wins over a person's own settings. */
import type { IAnalyzeOptions } from '../analysis/analyzer';
import { matchesGlob } from './glob';
import type { IConfiguration } from './projectFile';

/** Setting by setting: what `over` says, and what `base` says for the rest. */
export function mergeConfigurations(base: IConfiguration, over: IConfiguration): IConfiguration {
  const names = new Set([...Object.keys(base.settings), ...Object.keys(over.settings)]);
  return {
    severity: { ...base.severity, ...over.severity },
    settings: Object.fromEntries(
      [...names].map(name => [name, { ...base.settings[name], ...over.settings[name] }])
    ),
    files: [...base.files, ...over.files]
  };
}

/**
 * @param path of the notebook, relative to the folder of `anneal.toml`, with `/`
 */
export function analyzeOptionsFor(configuration: IConfiguration, path: string): IAnalyzeOptions {
  return {
    severity: configuration.severity,
    settings: configuration.settings,
    allowed: configuration.files
      .filter(rule => matchesGlob(rule.glob, path))
      .map(({ allow, reason }) => ({ migrations: allow, reason }))
  };
}
