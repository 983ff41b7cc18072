/** Finds and reads the `anneal.toml` of a notebook: the nearest one upwards, up to the root of its repository. */
import type { Command } from 'commander';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { catalogue } from '../../migrations';
import {
  defaultReviewRules,
  projectFileName,
  resolveOptions,
  type FailLevel,
  type IAnalyzeOptions,
  type IReviewRules
} from '../core';
import { UsageError } from './usageError';

export interface IConfigFlags {
  /** A file named with `--config`; false for `--no-config`. */
  readonly config?: string | false;
}

/** What a project says about one of its notebooks. */
export interface IProjectRules {
  readonly options: IAnalyzeOptions;
  /** Who must agree before a suggestion is applied. */
  readonly review: IReviewRules;
  readonly failOn: FailLevel;
}

export type ConfiguredOptions =
  | ({ readonly ok: true } & IProjectRules)
  | { readonly ok: false; readonly path: string; readonly reason: string };

/** Adds `--config` and `--no-config` to a command. */
export function addConfigFlags(command: Command): Command {
  return command
    .option('--config <file>', `this file instead of the nearest ${projectFileName}`)
    .option('--no-config', `no ${projectFileName}: every habit as it is by default`);
}

export class ProjectFiles {
  /** @throws UsageError when `--config` names no file */
  constructor({ config }: IConfigFlags) {
    this._flag = config;
    if (typeof config === 'string' && !existsSync(config)) {
      throw new UsageError(`There is no file ${config}; correct --config or leave it out.`);
    }
  }

  /** The options for a notebook, or what is wrong with its file. */
  optionsFor(notebook: string): ConfiguredOptions {
    const file = this._fileFor(notebook);
    if (file === null) {
      return { ok: true, options: {}, review: defaultReviewRules, failOn: 'quiet' };
    }
    const shown = relative('', file).split(sep).join('/') || file;
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const reason = code?.startsWith('E') && !code.startsWith('ERR_') ? code : 'it is not UTF-8';
      return {
        ok: false,
        path: shown,
        reason: `${shown} cannot be read (${reason}); correct it, or use --no-config.`
      };
    }
    const path = relative(dirname(file), resolve(notebook)).split(sep).join('/');
    const { problems, ...rules } = resolveOptions(catalogue, {}, { name: shown, text }, path);
    return problems.length
      ? { ok: false, path: shown, reason: problems.join('\n') }
      : { ok: true, ...rules };
  }

  /** @throws UsageError when the file of the notebook cannot be used */
  rulesOrThrow(notebook: string): IProjectRules {
    const result = this.optionsFor(notebook);
    if (!result.ok) {
      throw new UsageError(result.reason);
    }
    return result;
  }

  private _fileFor(notebook: string): string | null {
    if (this._flag !== undefined) {
      return this._flag === false ? null : resolve(this._flag);
    }
    const start = dirname(resolve(notebook));
    let found = this._found.get(start);
    if (found === undefined) {
      found = nearestFile(start);
      this._found.set(start, found);
    }
    return found;
  }

  private readonly _flag: string | false | undefined;
  private readonly _found = new Map<string, string | null>();
}

function nearestFile(start: string): string | null {
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, projectFileName);
    if (existsSync(file)) {
      return file;
    }
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) {
      return null;
    }
  }
}
