/** The heart of the extension: sessions, settings and the commands on findings. Shows nothing by itself. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  ICommandPalette,
  showDialog,
  Dialog,
  InputDialog,
  Notification
} from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import { AnalysisClient } from '../../worker/client';
import { createAnalysisWorker } from '../../worker/workerFactory';
import { addFindingCommands } from '../commands';
import { CommandIds } from '../commandIds';
import { Configuration, type IConfigurationProblem } from '../configuration';
import { PanelModel } from '../panelModel';
import { Author } from '../review/author';
import { ReviewFiles } from '../review/reviewFiles';
import { ReviewWatch } from '../review/reviewWatch';
import { WaitingEntries } from '../review/waitingEntries';
import { AnnealServer } from '../server';
import { Trials } from '../trials';
import { Sessions } from '../sessions';
import { Settings } from '../settings';
import { browserStorage } from '../storage';
import { plain } from '../../ui/Rich';
import { IAnneal, panelId, pluginIds } from '../tokens';

export const mainPlugin: JupyterFrontEndPlugin<IAnneal> = {
  id: pluginIds.main,
  description: 'Finds prototyping habits in notebooks and rewrites them on request.',
  autoStart: true,
  provides: IAnneal,
  requires: [INotebookTracker],
  optional: [ITranslator, ISettingRegistry, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    translator: ITranslator | null,
    registry: ISettingRegistry | null,
    palette: ICommandPalette | null
  ): IAnneal => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_anneal');
    const settings = new Settings();
    const client = new AnalysisClient(createAnalysisWorker);
    const server = new AnnealServer(app.serviceManager.serverSettings);
    const { contents, user } = app.serviceManager;
    const configuration = new Configuration(contents, client, settings);
    const author = new Author(user, server, browserStorage(), suggestion =>
      askName(trans, suggestion)
    );
    const reviewFiles = new ReviewFiles(server, contents);
    reviewFiles.ruleAdded.connect((_, path) =>
      Notification.info(
        // The path comes last: JupyterLab cuts a message after 140 characters.
        trans.__(
          'Git now keeps the decisions of both sides when it merges reviews. Commit the file with that rule: %1',
          path
        ),
        { autoClose: 8000 }
      )
    );
    const shared = {
      client,
      contents,
      author,
      reviewFiles,
      reviewWatch: new ReviewWatch(server, reviewFiles),
      waitingEntries: new WaitingEntries(browserStorage()),
      server,
      settings,
      configuration
    };
    const sessions = new Sessions(tracker, shared);
    configuration.changed.connect(() => sessions.forEach(session => void session.check()));
    configuration.problem.connect((_, problem) => reportProblem(app, trans, problem));
    const panel = new PanelModel(sessions, settings, trans, new Trials(server, trans), {
      alert: text => {
        const areas = ['left', 'right', 'main', 'down'].flatMap(area => [
          ...app.shell.widgets(area)
        ]);
        if (!areas.some(w => w.id === panelId && w.isVisible)) {
          Notification.warning(plain(text), { autoClose: 10_000 });
        }
      },
      exportPackage: () => void app.commands.execute(CommandIds.export),
      review: id => void app.commands.execute(CommandIds.review, id === null ? {} : { id }),
      openNotebook: () => void app.commands.execute('filebrowser:open-path')
    });
    const loaded = registry?.load(pluginIds.main);
    loaded?.then(
      value => {
        settings.follow(value);
      },
      (reason: unknown) => {
        void showDialog({
          title: trans.__('Anneal settings'),
          body: trans.__(
            'The settings could not be read, so the defaults are used: %1',
            String(reason)
          ),
          buttons: [Dialog.okButton({ label: trans.__('Close') })]
        });
      }
    );
    const anneal: IAnneal = { sessions, panel, client, server, settings, author, trans };
    addFindingCommands(app, anneal, registry);
    for (const command of [
      CommandIds.check,
      CommandIds.next,
      CommandIds.previous,
      CommandIds.menu,
      CommandIds.applySafe,
      CommandIds.undo,
      CommandIds.toggleMarks,
      CommandIds.pause,
      CommandIds.pauseNotebook
    ]) {
      palette?.addItem({ command, category: trans.__('Anneal') });
    }
    return anneal;
  }
};

/** Asks who decides, once: before the first decision, where neither Jupyter nor git knows. */
async function askName(trans: TranslationBundle, suggestion: string): Promise<string | null> {
  const { button, value } = await InputDialog.getText({
    title: trans.__('Your name'),
    label: trans.__('Decisions and comments carry it, so that others know whom to ask.'),
    text: suggestion,
    okLabel: trans.__('Use This Name')
  });
  return button.accept ? value : null;
}

/**
 * Says that `anneal.toml` is not used, why, and what cures it. Stays until a person closes it: the findings differ meanwhile. A
 * notification is cut at 140 characters, so it begins with what matters, and a dialog has the rest.
 */
function reportProblem(
  app: JupyterFrontEnd,
  trans: TranslationBundle,
  { path, problems }: IConfigurationProblem
): void {
  const short = (text: string): string => (path === null ? text : text.replace(`${path}: `, ''));
  const name = path === null ? trans.__('A setting') : PathExt.basename(path);
  const details = {
    label: trans.__('Details'),
    callback: () =>
      void showDialog({
        title: trans.__('%1 is not used', path ?? name),
        body: [...problems.map(short), trans.__('The defaults hold until it is corrected.')].join(
          ' '
        ),
        buttons: [Dialog.okButton({ label: trans.__('Close') })]
      })
  };
  const open = {
    label: trans.__('Open File'),
    callback: () => void app.commands.execute('docmanager:open', { path, factory: 'Editor' })
  };
  Notification.error(trans.__('%1 is not used. %2', name, short(problems[0])), {
    autoClose: false,
    actions: path === null ? [details] : [details, open]
  });
}
