/** From what people chose to the options of one analysis. The project's file wins over a person's own settings. */
import type { IAnalyzeOptions } from '../analysis/analyzer';
import type { IMigration } from '../analysis/migration';
import { defaultReviewRules, type IReviewRules } from '../review/approval';
import { matchesGlob } from './glob';
import {
  emptyConfiguration,
  readConfiguration,
  readProjectFile,
  type FailLevel,
  type IConfiguration
} from './projectFile';

/** Setting by setting: what `over` says, and what `base` says for the rest. */
export function mergeConfigurations(base: IConfiguration, over: IConfiguration): IConfiguration {
  const names = new Set([...Object.keys(base.settings), ...Object.keys(over.settings)]);
  return {
    severity: { ...base.severity, ...over.severity },
    settings: Object.fromEntries(
      [...names].map(name => [name, { ...base.settings[name], ...over.settings[name] }])
    ),
    files: [...base.files, ...over.files],
    failOn: over.failOn ?? base.failOn,
    review: over.review ?? base.review
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

/** A file as text, with the name that people know it by. */
export interface INamedText {
  readonly name: string;
  readonly text: string;
}

export interface IResolvedOptions {
  readonly options: IAnalyzeOptions;
  /** Who must agree before a suggestion is applied. */
  readonly review: IReviewRules;
  readonly failOn: FailLevel;
  /** What is wrong with the file or the settings, one sentence each; what has a problem is left out as a whole. */
  readonly problems: readonly string[];
}

/**
 * The options for one notebook.
 *
 * @param person table `migrations` of a person's own settings
 * @param project the project's `anneal.toml`, or null
 * @param path of the notebook, relative to the folder of `anneal.toml`, with `/`
 */
export function resolveOptions(
  catalogue: readonly IMigration[],
  person: unknown,
  project: INamedText | null,
  path: string
): IResolvedOptions {
  const own = readConfiguration({ migrations: person }, catalogue);
  const shared = project === null ? null : readProjectFile(project.text, catalogue);
  const problems = [
    ...(own.ok ? [] : own.problems.map(p => `Settings of Anneal: ${p}`)),
    ...(shared === null || shared.ok
      ? []
      : shared.problems.map(p => `${project?.name ?? ''}: ${p}`))
  ];
  const configuration = mergeConfigurations(
    own.ok ? own.configuration : emptyConfiguration,
    shared?.ok ? shared.configuration : emptyConfiguration
  );
  return {
    options: analyzeOptionsFor(configuration, path),
    review: configuration.review ?? defaultReviewRules,
    failOn: configuration.failOn ?? 'quiet',
    problems
  };
}
