/** What an export needs from the Lab around it. */
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { AnnealServer } from '../server';
import type { AnnealSession } from '../session';

/** The Lab as one export sees it. */
export interface IExportHost {
  readonly session: AnnealSession;
  readonly server: AnnealServer;
  readonly contents: Contents.IManager;
  readonly trans: TranslationBundle;
  readonly verify: boolean;
  openFolder(path: string): void;
  openReport(path: string): void;
  /** Asks before something is deleted or replaced. */
  confirm(title: string, body: string, label: string): Promise<boolean>;
  copy(text: string): void;
}
