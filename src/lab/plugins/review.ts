/** The review of a notebook in the main area: the command, one tab for each notebook, and links to one suggestion. */
import { IRouter, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget, ReactWidget } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';
import { annealIcon } from '../../ui/icons';
import { ReviewView } from '../../ui/review/ReviewView';
import { CommandIds } from '../commandIds';
import { diffExtensions } from '../diffExtensions';
import { readLink, linkPattern } from '../review/link';
import { ReviewModel } from '../review/reviewModel';
import type { AnnealSession } from '../session';
import { IAnneal, pluginIds } from '../tokens';

interface ITab {
  readonly model: ReviewModel;
  readonly widget: MainAreaWidget<ReactWidget>;
}

export const reviewPlugin: JupyterFrontEndPlugin<void> = {
  id: pluginIds.review,
  description: 'Shows the suggestions of a notebook and what people decided on them.',
  autoStart: true,
  requires: [IAnneal, IEditorLanguageRegistry],
  optional: [ICommandPalette, IRouter],
  activate: async (
    app: JupyterFrontEnd,
    anneal: IAnneal,
    languages: IEditorLanguageRegistry,
    palette: ICommandPalette | null,
    router: IRouter | null
  ): Promise<void> => {
    const { sessions, trans } = anneal;
    const { commands, shell } = app;
    const extensions = await diffExtensions(languages);
    const tabs = new Map<AnnealSession, ITab>();

    const make = (session: AnnealSession): ITab => {
      const model = new ReviewModel({
        session,
        panel: anneal.panel,
        author: anneal.author,
        trans,
        baseUrl: app.serviceManager.serverSettings.baseUrl,
        showNotebook: () => shell.activateById(session.panel.id)
      });
      const content = ReactWidget.create(
        React.createElement(UseSignal<ReviewModel, void>, {
          signal: model.changed,
          children: () =>
            React.createElement(ReviewView, {
              state: model.state,
              actions: model,
              extensions,
              trans
            })
        })
      );
      content.addClass('anneal-ReviewWidget');
      content.node.tabIndex = -1;
      content.node.setAttribute('role', 'region');
      const title = trans.__('Review: %1', session.panel.title.label);
      content.node.setAttribute('aria-label', title);
      const widget = new MainAreaWidget({ content });
      widget.id = `anneal-review-${session.key}`;
      widget.title.label = title;
      widget.title.icon = annealIcon;
      widget.title.closable = true;
      widget.toolbar.hide();
      const leave = (): void => model.leave();
      window.addEventListener('pagehide', leave);
      session.panel.disposed.connect(() => widget.dispose());
      widget.disposed.connect(() => {
        window.removeEventListener('pagehide', leave);
        leave();
        model.dispose();
        tabs.delete(session);
      });
      shell.add(widget, 'main', { ref: session.panel.id, mode: 'tab-after' });
      return { model, widget };
    };

    const open = (session: AnnealSession, id: string | null): void => {
      const tab = tabs.get(session) ?? make(session);
      tabs.set(session, tab);
      if (id !== null) {
        tab.model.select(id);
      }
      shell.activateById(tab.widget.id);
      tab.widget.content.node.focus();
      tab.widget.content.update();
    };

    commands.addCommand(CommandIds.review, {
      label: trans.__('Review This Notebook'),
      caption: trans.__('Decide on its suggestions together with others'),
      icon: annealIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            id: { type: 'string', description: 'The suggestion to show' },
            path: { type: 'string', description: 'The notebook; the current one when left out' }
          }
        }
      },
      isEnabled: args => typeof args.path === 'string' || sessions.current !== null,
      execute: async args => {
        const id = typeof args.id === 'string' ? args.id : null;
        const session =
          typeof args.path === 'string' ? await sessions.opened(args.path) : sessions.current;
        if (session) {
          open(session, id);
        }
      }
    });
    palette?.addItem({ command: CommandIds.review, category: trans.__('Anneal') });
    sessions.changed.connect(() => commands.notifyCommandChanged(CommandIds.review));

    commands.addCommand(CommandIds.reviewLink, {
      label: trans.__('Open a Link to a Suggestion'),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            request: { type: 'string', description: 'The address' },
            path: { type: 'string', description: 'The path of the address' }
          },
          required: ['request', 'path']
        }
      },
      execute: args => {
        const link = readLink(String(args.request));
        const notebook = /\/tree\/([^?#]+\.ipynb)$/.exec(String(args.path))?.[1];
        if (!link || notebook === undefined) {
          return;
        }
        const path = decodeURIComponent(notebook);
        const show = (): Promise<void> =>
          commands.execute(CommandIds.review, { path, id: link.id });
        afterAddressOpened(commands, show);
        // Not awaited: the start of JupyterLab waits for this command.
        void app.restored.then(async () => {
          await commands.execute('docmanager:open', { path, factory: 'Notebook' });
          await show();
          // A reload opens the notebook, not the suggestion again.
          router?.navigate(link.rest, { skipRouting: true });
        });
      }
    });
    router?.register({ command: CommandIds.reviewLink, pattern: linkPattern, rank: 10 });
  }
};

/** Does something when JupyterLab, as it starts, has opened the file that its address names, and brought that to the front. */
function afterAddressOpened(commands: CommandRegistry, work: () => Promise<void>): void {
  commands.commandExecuted.connect(function slot(_, { id, args, result }) {
    // Only the start opens a path without showing the file browser.
    if (id === 'filebrowser:open-path' && args.dontShowBrowser === true) {
      commands.commandExecuted.disconnect(slot);
      void result.then(work);
    }
  });
}
