/** The parity tab as a JupyterLab widget: shows a model's state and nothing else. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import { PathExt } from '@jupyterlab/coreutils';
import React from 'react';
import { ParityPanel } from '../../ui/parity/ParityPanel';
import type { ParityModel } from './parityModel';

export class ParityWidget extends ReactWidget {
  constructor(
    readonly model: ParityModel,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('anneal-Parity-widget');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Anneal parity'));
    this.node.tabIndex = -1;
  }

  override dispose(): void {
    this.model.dispose();
    super.dispose();
  }

  protected override render(): JSX.Element {
    return (
      <UseSignal signal={this.model.stateChanged}>
        {() => (
          <ParityPanel
            notebook={PathExt.basename(this.model.path)}
            state={this.model.state}
            actions={this.model}
            trans={this.trans}
          />
        )}
      </UseSignal>
    );
  }
}
