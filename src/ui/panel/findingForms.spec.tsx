/** The forms of a finding: a required reason is required, Escape closes, what was typed is handed on. */
import { nullTranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';
import React from 'react';
import { CommentForm, ReasonForm } from './FindingForms';

let host: HTMLElement;
let widget: Widget | null = null;

beforeEach(() => {
  host = document.body.appendChild(document.createElement('div'));
});
afterEach(() => {
  widget?.dispose();
  host.remove();
});

const drawn = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 10));

async function show(element: React.JSX.Element): Promise<void> {
  widget = ReactWidget.create(element);
  Widget.attach(widget, host);
  await drawn();
}

async function send(target: Element | null, event: Event): Promise<void> {
  target?.dispatchEvent(event);
  await drawn();
}

function type(field: HTMLInputElement | HTMLTextAreaElement, text: string): Promise<void> {
  // React watches the property, so the setter of the prototype is called.
  const prototype = Object.getPrototypeOf(field) as object;
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, text);
  return send(field, new Event('input', { bubbles: true }));
}

const submit = (): Promise<void> =>
  send(host.querySelector('form'), new Event('submit', { bubbles: true, cancelable: true }));

describe('ReasonForm', () => {
  async function open(isRequired: boolean): Promise<{ said: string[]; closed: () => number }> {
    const said: string[] = [];
    let closed = 0;
    await show(
      <ReasonForm
        label="Why"
        button="Write"
        action="allow-confirm"
        isRequired={isRequired}
        onSubmit={reason => said.push(reason)}
        onDone={() => closed++}
        trans={nullTranslator.load('jupyterlab_anneal')}
      />
    );
    return { said, closed: () => closed };
  }

  it('does nothing without a reason that is required', async () => {
    const { said, closed } = await open(true);
    expect(host.querySelector('button')?.getAttribute('aria-disabled')).toBe('true');
    await submit();
    await type(host.querySelector('input')!, '   ');
    await submit();
    expect([said, closed()]).toEqual([[], 0]);
    await type(host.querySelector('input')!, 'read by a form');
    expect(host.querySelector('button')?.getAttribute('aria-disabled')).toBe('false');
    await submit();
    expect([said, closed()]).toEqual([['read by a form'], 1]);
  });

  it('takes no reason where it is optional, and closes with Escape', async () => {
    const { said, closed } = await open(false);
    await submit();
    expect([said, closed()]).toEqual([[''], 1]);
    await send(
      host.querySelector('input'),
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })
    );
    expect(closed()).toBe(2);
  });
});

describe('CommentForm', () => {
  it('keeps a draft and sends it once', async () => {
    const drafts: string[] = [];
    const sent: string[] = [];
    await show(
      <CommentForm
        id="a"
        drafts={{ draft: () => 'begun', setDraft: (_, text) => void drafts.push(text) }}
        trans={nullTranslator.load('jupyterlab_anneal')}
        onSend={text => sent.push(text)}
        onDone={() => undefined}
      />
    );
    const field = host.querySelector('textarea')!;
    expect(field.value).toBe('begun');
    await type(field, 'begun and done');
    await submit();
    expect(sent).toEqual(['begun and done']);
    expect(drafts).toEqual(['begun and done', '']);
  });
});
