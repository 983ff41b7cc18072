/** Export of the current notebook: commands, one tab for each notebook, a notice when a hidden tab's run ended. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  Clipboard,
  Dialog,
  ICommandPalette,
  IThemeManager,
  MainAreaWidget,
  Notification,
  ReactWidget,
  showDialog
} from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { UseSignal } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import React from 'react';
import { ExportView } from '../../ui/export/ExportView';
import { verdictWord } from '../../ui/export/VerifyView';
import { annealIcon } from '../../ui/icons';
import { CommandIds } from '../commandIds';
import { ExportModel } from '../export/exportModel';
import type { AnnealSession } from '../session';
import { IAnneal, IAnnealExports, pluginIds } from '../tokens';

export const exportPlugin: JupyterFrontEndPlugin<IAnnealExports> = {
  id: pluginIds.export,
  description: 'Exports a notebook as a package and verifies it.',
  autoStart: true,
  provides: IAnnealExports,
  requires: [IAnneal],
  optional: [ICommandPalette, IDefaultFileBrowser, IThemeManager],
  activate: (
    app: JupyterFrontEnd,
    anneal: IAnneal,
    palette: ICommandPalette | null,
    browser: IDefaultFileBrowser | null,
    themes: IThemeManager | null
  ): IAnnealExports => {
    const { sessions, server, settings, trans } = anneal;
    const { commands, shell } = app;
    const { contents } = app.serviceManager;
    const changed = new Signal<object, void>({});
    const tabs = new Map<AnnealSession, { model: ExportModel; widget: MainAreaWidget | null }>();

    const modelOf = (session: AnnealSession): ExportModel => {
      const known = tabs.get(session);
      if (known) {
        return known.model;
      }
      const model = new ExportModel({
        session,
        server,
        contents,
        trans,
        verify: settings.value.verifyAfterExport,
        openFolder: path => {
          void browser?.model.cd(`/${path}`).then(() => shell.activateById(browser.id));
        },
        openReport: path =>
          void commands.execute('docmanager:open', { path, factory: 'Markdown Preview' }),
        confirm: async (title, body, label) => {
          const result = await showDialog({
            title,
            body,
            buttons: [
              Dialog.cancelButton({ label: trans.__('Keep') }),
              Dialog.warnButton({ label })
            ],
            defaultButton: 0
          });
          return result.button.accept;
        },
        copy: text => Clipboard.copyToSystem(text)
      });
      tabs.set(session, { model, widget: null });
      model.changed.connect(() => changed.emit());
      model.finished.connect(() => {
        const tab = tabs.get(session)?.widget;
        if (tab?.isVisible) {
          return;
        }
        const { report, state } = model;
        const text = report
          ? trans.__('%1: %2', state.name, verdictWord(report.verdict, trans))
          : (state.problem ?? trans.__('%1 is written.', state.folder));
        Notification.emit(text, report?.verdict === 'equal' ? 'success' : 'info', {
          autoClose: 8000,
          actions: [{ label: trans.__('Show'), callback: () => open(session) }]
        });
      });
      session.panel.disposed.connect(() => {
        tabs.get(session)?.widget?.dispose();
        tabs.delete(session);
      });
      return model;
    };

    const open = (session: AnnealSession): ExportModel => {
      const model = modelOf(session);
      const tab = tabs.get(session)!;
      if (!tab.widget || tab.widget.isDisposed) {
        const content = ReactWidget.create(
          React.createElement(UseSignal<ExportModel, void>, {
            signal: model.changed,
            children: () =>
              React.createElement(ExportView, {
                state: model.state,
                actions: model,
                trans
              })
          })
        );
        content.addClass('anneal-ExportWidget');
        content.node.setAttribute('role', 'region');
        const title = trans.__('Export: %1', session.panel.title.label);
        content.node.setAttribute('aria-label', title);
        const widget = new MainAreaWidget({ content });
        widget.id = `anneal-export-${session.key}`;
        widget.title.label = title;
        widget.title.icon = annealIcon;
        widget.title.closable = true;
        widget.toolbar.hide();
        shell.add(widget, 'main', { ref: session.panel.id, mode: 'split-right', activate: false });
        tab.widget = widget;
        themes?.themeChanged.connect(() => content.update());
      }
      // Beside the notebook it is seen at once, and the notebook keeps the focus.
      if (!tab.widget.isVisible) {
        shell.activateById(tab.widget.id);
      }
      return model;
    };

    const isEnabled = (): boolean =>
      sessions.current !== null &&
      (sessions.current.language === null || sessions.current.language === 'python');
    const none = { args: { type: 'object' as const, properties: {} } };
    commands.addCommand(CommandIds.export, {
      label: trans.__('Export Package'),
      caption: trans.__('Export this notebook as a package and verify it'),
      icon: annealIcon,
      describedBy: none,
      isEnabled,
      execute: async () => {
        const session = sessions.current;
        if (session) {
          const model = open(session);
          if (!model.isRunning) {
            await model.export();
          }
        }
      }
    });
    commands.addCommand(CommandIds.planExport, {
      label: trans.__('Plan Export…'),
      caption: trans.__('Show what an export would write'),
      icon: annealIcon,
      describedBy: none,
      isEnabled,
      execute: async () => {
        const session = sessions.current;
        if (session) {
          const model = open(session);
          if (!model.isRunning) {
            model.backToPlan();
          }
        }
      }
    });
    for (const command of [CommandIds.export, CommandIds.planExport]) {
      palette?.addItem({ command, category: trans.__('Anneal') });
    }
    const enabled = (): void => {
      commands.notifyCommandChanged(CommandIds.export);
      commands.notifyCommandChanged(CommandIds.planExport);
    };
    let known: AnnealSession | null = null;
    let language: string | null = null;
    sessions.changed.connect(() => {
      const { current } = sessions;
      if (current !== known || (current?.language ?? null) !== language) {
        known = current;
        language = current?.language ?? null;
        enabled();
      }
    });
    return {
      of: session => tabs.get(session)?.model ?? null,
      changed
    };
  }
};
