/** The package as it would be written now: its name, folder and fixes, the plan, the files, and what they would change on disk. */
import { PathExt } from '@jupyterlab/coreutils';
import type { IEnvironmentFacts, IExportOptions, IPackageFile } from '../../core/exporter/plan';
import {
  recordedTests,
  recordRequest,
  type IRecording,
  type IRecordRequest
} from '../../core/exporter/recorded/recording';
import type { FixChoice, IExportState } from '../../ui/export/state';
import type { IAnswers } from '../../worker/protocol';
import { CarriedModels, type ICarriedFile, type ICarriedModels } from './carriedModels';
import type { IExportHost } from './exportHost';
import { askFolder, changesKey, type IFolderChanges } from './folderChanges';
import { askKernel } from './kernelFacts';
import { nameProblem } from './names';
import { PlanChoices } from './planChoices';

type ShownPart =
  | 'name'
  | 'folder'
  | 'nameProblem'
  | 'choice'
  | 'choiceCounts'
  | 'canChoose'
  | 'plan'
  | 'appliedFixes'
  | 'files'
  | 'leftModels'
  | 'changes'
  | 'isPackage';

/** Reads the notebook and asks kernel and server; writes nothing but a person's choices, into the notebook. */
export class PackageDraft {
  constructor(private readonly _host: IExportHost) {
    this._models = new CarriedModels(_host.contents);
  }

  /** Which fixes go into the package. */
  choice: FixChoice = 'accepted';

  /** Tests are made from calls that a run of the notebook records. */
  record = false;

  get name(): string {
    return this._name;
  }

  /** The folder follows the name until a person gives it another one. */
  set name(name: string) {
    const follows = this._folder === this._folderFor(this._name);
    this._name = name;
    this._isNamed = true;
    if (follows) {
      this.folder = this._folderFor(name);
    }
  }

  get folder(): string {
    return this._folder;
  }

  set folder(folder: string) {
    this._folder = folder;
    this._inFolder = null;
  }

  /** There is a plan. */
  get isPlanned(): boolean {
    return this._prepared !== null;
  }

  /** The draft as the tab shows it. */
  get shown(): Pick<IExportState, ShownPart> {
    return {
      name: this._name,
      folder: this._folder,
      nameProblem: this._name === '' ? null : nameProblem(this._name, this._host.trans),
      choice: this.choice,
      choiceCounts: {
        accepted: this._fixes('accepted').size,
        safe: this._fixes('safe').size,
        suggested: this._fixes('suggested').size,
        none: 0
      },
      canChoose: !this._host.session.isReadOnly,
      plan: this._prepared?.plan ?? null,
      appliedFixes: (this._prepared?.applied ?? []).map(d => ({
        title: d.fix?.title ?? d.message,
        cell: d.cell.index + 1,
        applicability: d.applicability
      })),
      files: this.files.map(f => f.path).sort(),
      leftModels: this._carried?.left ?? [],
      changes: this._inFolder?.changes ?? null,
      isPackage: this._inFolder?.isPackage ?? false
    };
  }

  /** All that is written: what the plan gives, and the models as they are. */
  get files(): readonly (IPackageFile | ICarriedFile)[] {
    return [...(this._prepared?.files ?? []), ...(this._carried?.files ?? [])];
  }

  /** What writing would change in the folder; null as long as nobody looked. */
  get inFolder(): IFolderChanges | null {
    return this._inFolder;
  }

  /** Tells what writing would change on disk from another such answer. */
  get changesKey(): string | null {
    return this._inFolder ? changesKey(this._folder, this._inFolder) : null;
  }

  /** Plans with what is chosen now; the plan becomes the current one with `take`, so that one that comes too late is lost. */
  async prepare(signal: AbortSignal): Promise<IAnswers['prepare']> {
    const { session } = this._host;
    await session.panel.context.ready;
    if (!session.analysis) {
      await session.check();
    }
    const notebookName = PathExt.basename(session.panel.context.path).replace(/\.ipynb$/, '');
    this._carried = await this._models.read(session.panel.context.path);
    const options: IExportOptions = {
      notebookName,
      models: this._carried.models,
      ...(this._isNamed ? { name: this._name } : {})
    };
    const accept = { ids: this._fixes(this.choice) };
    const draft = await session.prepare(accept, options, signal);
    const names = draft.plan.dependencies.map(d => d.importName);
    const key = names.join();
    if (this._facts?.key !== key) {
      const environment = await askKernel(session.panel.sessionContext, names);
      this._facts = environment ? { key, environment } : null;
    }
    const known = this._facts ? { ...options, environment: this._facts.environment } : options;
    const prepared = this._facts ? await session.prepare(accept, known, signal) : draft;
    const recording = this.record ? this._recordingOf(prepared) : null;
    return recording ? session.prepare(accept, { ...known, recording }, signal) : prepared;
  }

  /** What a run would record for the current plan; null when that is known, or nothing can be recorded. */
  get toRecord(): IRecordRequest | null {
    const { _prepared: prepared } = this;
    return prepared && this.record && !this._recordingOf(prepared) ? requestOf(prepared) : null;
  }

  /** Keeps what a run recorded, for as long as the package stays the same. */
  keepRecording(request: IRecordRequest, recording: IRecording): void {
    this._recorded = { key: JSON.stringify(request), recording };
  }

  /** The recording that went into the current plan. */
  get recording(): IRecording | null {
    return this.record && this._prepared ? this._recordingOf(this._prepared) : null;
  }

  /** Paths of the tests that came from it. */
  get tests(): readonly string[] {
    return this.recording ? recordedTests(this.recording, this.files) : [];
  }

  private _recordingOf(prepared: IAnswers['prepare']): IRecording | null {
    const key = JSON.stringify(requestOf(prepared));
    return this._recorded?.key === key ? this._recorded.recording : null;
  }

  /** Makes a plan the current one. */
  take(prepared: IAnswers['prepare']): void {
    this._prepared = prepared;
    if (!this._isNamed) {
      const follows = this._folder === '' || this._folder === this._folderFor(this._name);
      this._name = prepared.plan.package;
      if (follows) {
        this._folder = this._folderFor(this._name);
      }
    }
  }

  /** Asks the server what writing would change; that is unknown again where it cannot say. */
  async lookAtFolder(signal: AbortSignal): Promise<IFolderChanges> {
    const { server, session } = this._host;
    try {
      this._inFolder = await askFolder(server, this._folder, this.files, session.secrets, signal);
      return this._inFolder;
    } catch (reason) {
      this._inFolder = null;
      throw reason;
    }
  }

  /** Keeps the name in the notebook, so that the next export has the same. */
  keepName(): void {
    if (this._isNamed && !nameProblem(this._name, this._host.trans)) {
      this._choices?.setName(this._name);
    }
  }

  /** Changes the notebook as a person chose; returns false where it cannot be changed. */
  choose(change: (choices: PlanChoices, prepared: IAnswers['prepare']) => void): boolean {
    const choices = this._choices;
    if (!choices || !this._prepared) {
      return false;
    }
    change(choices, this._prepared);
    return true;
  }

  /** The fixes that a choice takes along. */
  private _fixes(choice: FixChoice): ReadonlySet<string> {
    const { session } = this._host;
    const ids = (session.analysis?.diagnostics ?? [])
      .filter(d => {
        const state = session.decisionOf(d.id)?.state;
        if (!d.fix || state === 'rejected' || choice === 'none') {
          return false;
        }
        return (
          choice === 'suggested' ||
          d.applicability === 'safe' ||
          (choice === 'accepted' && state === 'accepted')
        );
      })
      .map(d => d.id);
    return new Set(ids);
  }

  private get _choices(): PlanChoices | null {
    const { session } = this._host;
    const notebook = session.panel.content.model?.sharedModel;
    return notebook && !session.isReadOnly ? new PlanChoices(notebook) : null;
  }

  private _folderFor(name: string): string {
    const { context } = this._host.session.panel;
    return PathExt.join(PathExt.dirname(this._host.contents.localPath(context.path)), name);
  }

  private _name = '';
  private _isNamed = false;
  private _folder = '';
  private _prepared: IAnswers['prepare'] | null = null;
  private _facts: { readonly key: string; readonly environment: IEnvironmentFacts } | null = null;
  private _recorded: { readonly key: string; readonly recording: IRecording } | null = null;
  private _inFolder: IFolderChanges | null = null;
  private readonly _models: CarriedModels;
  private _carried: ICarriedModels | null = null;
}

function requestOf({ plan, files }: IAnswers['prepare']): IRecordRequest | null {
  return recordRequest(plan.functions, files);
}
