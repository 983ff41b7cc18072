/** What the plugins of this extension share. */
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { AnalysisClient } from '../worker/client';
import type { ExportModel } from './export/exportModel';
import type { PanelModel } from './panelModel';
import type { Author } from './review/author';
import type { AnnealServer } from './server';
import type { AnnealSession } from './session';
import type { Sessions } from './sessions';
import type { Settings } from './settings';

export const pluginIds = {
  main: 'jupyterlab-anneal:plugin',
  panel: 'jupyterlab-anneal:panel',
  marks: 'jupyterlab-anneal:marks',
  status: 'jupyterlab-anneal:status',
  export: 'jupyterlab-anneal:export',
  review: 'jupyterlab-anneal:review'
} as const;

/** The id of the findings panel's widget. */
export const panelId = 'jupyterlab-anneal-panel';

/** What all plugins of this extension work with. */
export interface IAnneal {
  readonly sessions: Sessions;
  readonly panel: PanelModel;
  readonly client: AnalysisClient;
  readonly server: AnnealServer;
  readonly settings: Settings;
  readonly author: Author;
  readonly trans: TranslationBundle;
}

export const IAnneal = new Token<IAnneal>(
  'jupyterlab-anneal:IAnneal',
  'Findings, decisions and fixes of the open notebooks.'
);

export interface IAnnealExports {
  /** The export of a notebook, once there was one. */
  of(session: AnnealSession): ExportModel | null;
  /** An export went on or ended. */
  readonly changed: ISignal<object, void>;
}

export const IAnnealExports = new Token<IAnnealExports>(
  'jupyterlab-anneal:IAnnealExports',
  'The exports of the open notebooks.'
);
