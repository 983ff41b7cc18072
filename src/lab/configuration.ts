/**
 * What people chose for a notebook: the nearest `anneal.toml` upwards from it within the server's root, over the user's settings.
 * Reads through the Contents API; what the texts mean is decided in the worker, by the same code that the command line uses.
 */
import { PathExt } from '@jupyterlab/coreutils';
import { ServerConnection, type Contents } from '@jupyterlab/services';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IAnalyzeOptions } from '../core/analysis/analyzer';
import type { INamedText } from '../core/config/resolve';
import { defaultReviewRules, type IReviewRules } from '../core/review/approval';
import type { AnalysisClient } from '../worker/client';
import type { Settings } from './settings';

const fileName = 'anneal.toml';
/** Milliseconds for which a file that was found is not read again by itself. */
const freshFor = 5000;

/** A file that cannot be used: its path and what is wrong, one sentence each. */
export interface IConfigurationProblem {
  readonly path: string | null;
  readonly problems: readonly string[];
}

interface IFound {
  readonly at: number;
  /** Its name is its path with the drive. */
  readonly file: INamedText | null;
}

export class Configuration {
  constructor(
    private readonly _contents: Contents.IManager,
    private readonly _client: Pick<AnalysisClient, 'configure'>,
    private readonly _settings: Settings
  ) {
    _contents.fileChanged.connect((_, { oldValue, newValue }) => {
      if ([oldValue, newValue].some(v => v?.path && PathExt.basename(v.path) === fileName)) {
        this._found.clear();
        this._changed.emit();
      }
    });
    let chosen = JSON.stringify(_settings.value.migrations);
    _settings.changed.connect((_, { migrations }) => {
      const now = JSON.stringify(migrations);
      if (now !== chosen) {
        chosen = now;
        this._changed.emit();
      }
    });
  }

  /** Other options may hold from now on. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** A file cannot be used, and the defaults are used instead. Emitted once for each new problem. */
  get problem(): ISignal<this, IConfigurationProblem> {
    return this._problem;
  }

  /**
   * @param notebook - path of the notebook, as the Contents API knows it
   * @param isFresh - look for the file again, whenever it was read
   */
  async optionsFor(notebook: string, isFresh = false): Promise<IAnalyzeOptions> {
    const file = await this._find(notebook, isFresh);
    const path = this._contents.localPath(notebook);
    const folder = file ? PathExt.dirname(this._contents.localPath(file.name)) : '';
    const person = this._settings.value.migrations;
    const key = JSON.stringify([person, file, path]);
    const known = this._resolved.get(notebook);
    if (known?.key === key) {
      return known.options;
    }
    const relative = folder === '' ? path : path.slice(folder.length + 1);
    const answer = await this._client.configure(person, file, relative);
    this._resolved.set(notebook, { key, options: answer.options, review: answer.review });
    this._report(file?.name ?? null, answer.problems);
    return answer.options;
  }

  /** Who must agree before a suggestion of a notebook is applied, by the options that were asked for last. */
  reviewRulesFor(notebook: string): IReviewRules {
    return this._resolved.get(notebook)?.review ?? defaultReviewRules;
  }

  private _report(path: string | null, problems: readonly string[]): void {
    const said = problems.join('\n');
    if (said !== '' && said !== this._said.get(path)) {
      this._problem.emit({ path, problems });
    }
    this._said.set(path, said);
  }

  /** The nearest file upwards from the notebook. */
  private async _find(notebook: string, isFresh: boolean): Promise<INamedText | null> {
    const drive = this._contents.driveName(notebook);
    const start = PathExt.dirname(this._contents.localPath(notebook));
    const known = this._found.get(`${drive}:${start}`);
    // A search that found nothing is repeated only when somebody asks: each of its steps is a failed request.
    if (known && !isFresh && (!known.file || Date.now() - known.at < freshFor)) {
      return known.file;
    }
    let file: INamedText | null = null;
    for (let folder = start; file === null; folder = PathExt.dirname(folder)) {
      const local = PathExt.join(folder, fileName);
      file = await this._read(drive === '' ? local : `${drive}:${local}`);
      if (folder === '') {
        break;
      }
    }
    this._found.set(`${drive}:${start}`, { at: Date.now(), file });
    return file;
  }

  /** @throws Error when there is a file that cannot be read, with the cure */
  private async _read(path: string): Promise<INamedText | null> {
    try {
      const { content } = await this._contents.get(path, {
        type: 'file',
        format: 'text',
        content: true
      });
      return { name: path, text: String(content) };
    } catch (reason) {
      if (reason instanceof ServerConnection.ResponseError && reason.response.status === 404) {
        return null;
      }
      const why = reason instanceof Error ? reason.message : String(reason);
      throw new Error(`${path} cannot be read (${why}): save it as UTF-8 text, or rename it.`);
    }
  }

  private readonly _found = new Map<string, IFound>();
  private readonly _resolved = new Map<
    string,
    { key: string; options: IAnalyzeOptions; review: IReviewRules }
  >();
  private readonly _said = new Map<string | null, string>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _problem = new Signal<this, IConfigurationProblem>(this);
}
