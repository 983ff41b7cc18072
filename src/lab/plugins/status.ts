/** One item in the status bar: how many findings the current notebook has, or how far an export is. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import React from 'react';
import { CommandIds } from '../commandIds';
import { countsOf, countText } from '../../ui/panel/listing';
import { IAnneal, IAnnealExports, pluginIds } from '../tokens';

export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id: pluginIds.status,
  description: 'Shows the number of findings in the status bar.',
  autoStart: true,
  requires: [IAnneal, IStatusBar],
  optional: [IAnnealExports],
  activate: (
    app: JupyterFrontEnd,
    anneal: IAnneal,
    bar: IStatusBar,
    exports: IAnnealExports | null
  ): void => {
    const { sessions, panel, settings, trans } = anneal;
    const text = (): string => {
      const session = sessions.current;
      const running = session ? exports?.of(session) : null;
      if (running?.isRunning) {
        return trans.__('Anneal: exporting %1', running.progressText);
      }
      if (settings.value.marks === 'off' || session?.isPaused) {
        return trans.__('Anneal: paused');
      }
      const { loud, quiet, urgent } = countsOf(panel.state.findings);
      return urgent
        ? trans.__('Anneal: %1, %2 act now', loud, urgent)
        : !loud && quiet
          ? trans.__('Anneal: %1 quiet', quiet)
          : trans.__('Anneal: %1', loud);
    };
    const render = (): React.JSX.Element =>
      React.createElement(
        'div',
        {
          className: 'anneal-StatusItem',
          role: 'button',
          tabIndex: 0,
          title: [
            countText(countsOf(panel.state.findings), trans) || trans.__('No habits found'),
            trans.__('A click shows the panel; the context menu pauses marks')
          ].join('. '),
          onClick: () => void app.commands.execute(CommandIds.show),
          onKeyDown: (event: React.KeyboardEvent) => {
            if (event.key === 'Enter' || event.key === ' ') {
              event.preventDefault();
              void app.commands.execute(CommandIds.show);
            }
          }
        },
        text()
      );
    class StatusItem extends ReactWidget {
      protected override render(): React.JSX.Element {
        return render();
      }
    }
    const item = new StatusItem();
    item.addClass('jp-mod-highlighted');
    const changed = new Signal<StatusItem, void>(item);
    let shown = '';
    let later: ReturnType<typeof setTimeout> | undefined;
    // At most one change a second, so that typing does not make it flicker.
    const refresh = (): void => {
      later ??= setTimeout(() => {
        later = undefined;
        const next = text();
        if (next !== shown) {
          shown = next;
          item.update();
        }
        changed.emit();
      }, 300);
    };
    panel.changed.connect(refresh);
    settings.changed.connect(refresh);
    exports?.changed.connect(refresh);
    bar.registerStatusItem(pluginIds.status, {
      item,
      align: 'right',
      rank: 4,
      priority: 0,
      isActive: () =>
        settings.value.statusBar &&
        sessions.current !== null &&
        panel.state.kind === 'ready' &&
        panel.state.hasResult,
      activeStateChanged: changed
    });
  }
};
