/** Adds the command "Check parity": one tab for each notebook. */

import { annealIcon } from '../../ui/icons';
import { ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget, Notification, WidgetTracker } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { OnnxClient } from '../../worker/onnxClient';
import { createOnnxWorker } from '../../worker/onnxWorkers';
import { ParityModel } from './parityModel';
import { ParityWidget } from './parityWidget';

/** Id of the command. */
export const checkParity = 'anneal:check-parity';

export const parityPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-anneal:parity',
  description: 'Runs the models of a notebook in the browser and compares them with the notebook.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette, ITranslator, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_anneal');
    const tabs = new WidgetTracker<MainAreaWidget<ParityWidget>>({ namespace: 'anneal-parity' });
    const client = new OnnxClient(createOnnxWorker);

    const open = (path: string): MainAreaWidget<ParityWidget> => {
      const model = new ParityModel({
        path,
        kernel: () =>
          notebooks.find(panel => panel.context.path === path)?.sessionContext.session?.kernel ??
          null,
        client,
        contents: app.serviceManager.contents
      });
      model.failed.connect((_, message) => {
        Notification.error(message, { autoClose: 8000 });
      });
      const content = new ParityWidget(model, trans);
      const tab = new MainAreaWidget({ content });
      tab.id = `anneal-parity-${path}`;
      tab.title.label = trans.__('Parity: %1', PathExt.basename(path));
      tab.title.caption = trans.__('Parity of %1', path);
      tab.title.icon = annealIcon;
      tab.title.closable = true;
      tab.toolbar.hide();
      tab.node.setAttribute('aria-label', trans.__('Parity of %1', PathExt.basename(path)));
      void tabs.add(tab);
      return tab;
    };

    app.commands.addCommand(checkParity, {
      label: trans.__('Check Parity of a Model'),
      caption: trans.__(
        'Export a model of this notebook to ONNX, run it in the browser, and compare'
      ),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            path: { type: 'string', description: 'Path of the notebook; default: the current one' }
          }
        }
      },
      isEnabled: args => typeof args.path === 'string' || notebooks.currentWidget !== null,
      execute: args => {
        const path =
          typeof args.path === 'string' ? args.path : notebooks.currentWidget?.context.path;
        if (!path) {
          return;
        }
        const tab = tabs.find(one => one.content.model.path === path) ?? open(path);
        if (!tab.isAttached) {
          // Beside the notebook, but not a third column: next to a tab of ours when there is one.
          const ours = [...app.shell.widgets('main')].find(w => w.id.startsWith('anneal-'));
          app.shell.add(
            tab,
            'main',
            ours ? { mode: 'tab-after', ref: ours.id } : { mode: 'split-right', type: 'Anneal' }
          );
        }
        app.shell.activateById(tab.id);
        const panel = notebooks.find(one => one.context.path === path);
        // not awaited: JupyterLab waits for this command when it restores the tab, and the kernel comes only after that
        void Promise.resolve(panel?.sessionContext.ready).then(() => {
          if (!tab.isDisposed && tab.content.model.state.stage !== 'running') {
            return tab.content.model.look();
          }
        });
      }
    });
    palette?.addItem({ command: checkParity, category: trans.__('Anneal') });
    if (restorer) {
      void restorer.restore(tabs, {
        command: checkParity,
        args: tab => ({ path: tab.content.model.path }),
        name: tab => tab.content.model.path,
        when: notebooks.restored
      });
    }
  }
};
