/** The parity tab: choose a model, watch the steps, read the report. Data and callbacks come from outside. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { Button } from '@jupyterlab/ui-components';
import React from 'react';
import { levelWords } from '../../core/parity/verdict';
import { Report } from './Report';
import type { IModelChoice, IParityActions, IParityChoice, ParityState } from './state';

interface IProps {
  readonly notebook: string;
  readonly state: ParityState;
  readonly actions: IParityActions;
  readonly trans: TranslationBundle;
}

function Choose(props: {
  models: readonly IModelChoice[];
  actions: IParityActions;
  trans: TranslationBundle;
}): JSX.Element {
  const { models, actions, trans } = props;
  const [choice, setChoice] = React.useState<IParityChoice>({
    variable: models[0].name,
    inputs: '',
    webgpu: true,
    wasm: true,
    keepModel: false
  });
  const set = (part: Partial<IParityChoice>): void => setChoice({ ...choice, ...part });
  const size = (choice.wasm ? 14 : 0) + (choice.webgpu ? 27 : 0);
  const variable = models.some(model => model.name === choice.variable)
    ? choice.variable
    : models[0].name;
  return (
    <form
      className="anneal-Parity-form"
      onSubmit={event => {
        event.preventDefault();
        actions.check({ ...choice, variable });
      }}
    >
      <label>
        {trans.__('Model')}
        <select value={variable} onChange={event => set({ variable: event.target.value })}>
          {models.map(model => (
            <option key={model.name} value={model.name}>
              {trans.__(
                '%1 (%2, %3 parameters)',
                model.name,
                model.type,
                model.parameters.toLocaleString()
              )}
            </option>
          ))}
        </select>
      </label>
      <label>
        {trans.__('Input variables')}
        <input
          type="text"
          value={choice.inputs}
          spellCheck={false}
          placeholder={trans.__('found in the kernel')}
          onChange={event => set({ inputs: event.target.value })}
        />
      </label>
      <fieldset>
        <legend>{trans.__('Run on')}</legend>
        <label className="anneal-Parity-check">
          <input
            type="checkbox"
            checked={choice.wasm}
            onChange={event => set({ wasm: event.target.checked })}
          />
          {trans.__('WASM (loads 14 MB once)')}
        </label>
        <label className="anneal-Parity-check">
          <input
            type="checkbox"
            checked={choice.webgpu}
            onChange={event => set({ webgpu: event.target.checked })}
          />
          {trans.__('WebGPU (loads 27 MB once)')}
        </label>
      </fieldset>
      <label className="anneal-Parity-check">
        <input
          type="checkbox"
          checked={choice.keepModel}
          onChange={event => set({ keepModel: event.target.checked })}
        />
        {trans.__('Write models/%1.onnx and its cases beside the notebook', variable)}
      </label>
      <p className="anneal-Parity-hint">
        {trans.__(
          'The model runs in your kernel in evaluation mode and is put back as it was. The browser loads up to %1 MB the first time; nothing leaves this machine.',
          size
        )}
      </p>
      <Button type="submit" disabled={size === 0} className="jp-mod-styled jp-mod-accept">
        {trans.__('Check parity')}
      </Button>
    </form>
  );
}

function Running(props: {
  state: ParityState & { stage: 'running' };
  actions: IParityActions;
  trans: TranslationBundle;
}): JSX.Element {
  const { state, actions, trans } = props;
  const now = state.steps.find(step => step.state === 'running')?.text ?? '';
  return (
    <div>
      <div
        className="anneal-Parity-progress"
        role="progressbar"
        aria-label={trans.__('Parity check of %1', state.model)}
        aria-valuemin={0}
        aria-valuemax={state.total}
        aria-valuenow={state.done}
        aria-valuetext={now}
      >
        <div style={{ width: `${Math.round((state.done / Math.max(1, state.total)) * 100)}%` }} />
      </div>
      <ol className="anneal-Parity-steps">
        {state.steps.map(step => (
          <li
            key={step.text}
            data-state={step.state}
            aria-current={step.state === 'running' ? 'step' : undefined}
          >
            {step.text}
          </li>
        ))}
      </ol>
      <Button className="jp-mod-styled jp-mod-reject" onClick={() => actions.cancel()}>
        {trans.__('Cancel')}
      </Button>
    </div>
  );
}

/** What a screen reader is told when the state changes. */
function spoken(state: ParityState, trans: TranslationBundle): string {
  switch (state.stage) {
    case 'running':
      return state.steps.find(step => step.state === 'running')?.text ?? '';
    case 'done':
      return state.saved ? trans.__('Saved %1', state.saved) : state.report.sentence;
    case 'failed':
      return `${state.reason} ${state.cure}`;
    case 'choose':
      return trans._n('%1 model in the kernel', '%1 models in the kernel', state.models.length);
    case 'looking':
      return '';
  }
}

export function ParityPanel(props: IProps): JSX.Element {
  const { state, actions, trans, notebook } = props;
  const title =
    state.stage === 'done'
      ? trans.__('%1: %2', state.model, levelWords[state.report.verdict]) +
        (state.report.pass ? '' : ` (${trans.__('does not pass')})`)
      : trans.__('Parity of %1', notebook);
  return (
    <div className="anneal-Parity">
      <h2 data-verdict={state.stage === 'done' ? state.report.verdict : undefined}>{title}</h2>
      <p className="anneal-Parity-status" role="status">
        {spoken(state, trans)}
      </p>
      {state.stage === 'looking' && <p>{trans.__('Looking for models in the kernel')}</p>}
      {state.stage === 'choose' && state.models.length > 0 && (
        <Choose models={state.models} actions={actions} trans={trans} />
      )}
      {state.stage === 'choose' && state.models.length === 0 && (
        <>
          <p>
            {state.reason ?? trans.__('No PyTorch or scikit-learn model is defined in the kernel.')}
          </p>
          <p>{trans.__('Run the cells that define and train it, then look again.')}</p>
          <Button className="jp-mod-styled" onClick={() => actions.refresh()}>
            {trans.__('Look again')}
          </Button>
        </>
      )}
      {state.stage === 'running' && <Running state={state} actions={actions} trans={trans} />}
      {state.stage === 'failed' && (
        <>
          <p>{state.reason}</p>
          <p>{state.cure}</p>
          <Button className="jp-mod-styled" onClick={() => actions.refresh()}>
            {trans.__('Look again')}
          </Button>
        </>
      )}
      {state.stage === 'done' && (
        <>
          <div className="anneal-Parity-buttons">
            <Button className="jp-mod-styled" onClick={() => actions.refresh()}>
              {trans.__('Run again…')}
            </Button>
            {(['json', 'md', 'html'] as const).map(format => (
              <Button key={format} className="jp-mod-styled" onClick={() => actions.save(format)}>
                {trans.__('Save as %1', { json: 'JSON', md: 'Markdown', html: 'HTML' }[format])}
              </Button>
            ))}
          </div>
          <Report report={state.report} trans={trans} />
        </>
      )}
    </div>
  );
}
