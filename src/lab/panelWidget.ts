/** The side panel as a Lumino widget: draws the panel model while it is visible, at most once a frame. */
import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import React from 'react';
import { annealIcon } from '../ui/icons';
import { Panel } from '../ui/panel/Panel';
import type { PanelModel } from './panelModel';
import { panelId } from './tokens';

export class PanelWidget extends ReactWidget {
  constructor(
    private readonly _model: PanelModel,
    private readonly _extensions: Extension,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.id = panelId;
    this.title.icon = annealIcon;
    this.title.caption = _trans.__('Anneal: findings');
    this.addClass('anneal-PanelWidget');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _trans.__('Anneal section'));
    _model.changed.connect(() => {
      if (this.isVisible) {
        this.update();
      }
    });
  }

  /** Moves the focus into the panel, when a person asked for it. */
  focus(): void {
    // A panel that was never shown is drawn first; there is nothing to focus before.
    MessageLoop.sendMessage(this, Widget.Msg.UpdateRequest);
    void this.renderPromise?.then(() => {
      // A row before the filter: keys act on findings then, and are not typed.
      const target = ['.anneal-Card h3', '[data-row]', '.anneal-Findings']
        .map(selector => this.node.querySelector<HTMLElement>(selector))
        .find(node => node !== null);
      target?.focus();
    });
  }

  protected override render(): React.JSX.Element {
    return React.createElement(Panel, {
      state: this._model.state,
      actions: this._model,
      extensions: this._extensions,
      trans: this._trans
    });
  }

  protected override onAfterShow(): void {
    this.update();
  }
}
