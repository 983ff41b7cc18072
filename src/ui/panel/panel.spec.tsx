/** The panel keeps what belongs to one notebook apart from the next, and keeps the focus of a keyboard. */
import { nullTranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import React from 'react';
import { Panel } from './Panel';
import type { IFinding, IPanelActions, IPanelState } from './state';

class Host extends ReactWidget {
  element: React.JSX.Element = (<></>);

  protected override render(): React.JSX.Element {
    return this.element;
  }
}

let widget: Host;
let host: HTMLElement;

beforeEach(() => {
  widget = new Host();
  host = widget.node;
  Widget.attach(widget, document.body);
});
afterEach(() => widget.dispose());

/** What was asked of the page is drawn, and its watchers were told. */
const drawn = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

const finding = (id: string, tier = 'normal'): IFinding =>
  ({
    diagnostic: {
      id,
      migration: 'some-habit',
      message: `Finding ${id}`,
      why: 'It matters.',
      place: 'source',
      tier,
      applicability: 'manual',
      declined: null,
      fix: null,
      cell: { id: 'cell-1', index: 0 },
      range: { start: { line: 1 }, end: { line: 1 } }
    },
    cellNumber: 1,
    habit: 'Some habit',
    group: 'Memory',
    isQuiet: false,
    state: 'open',
    standing: null,
    comments: []
  }) as unknown as IFinding;

const ready: IPanelState = {
  kind: 'ready',
  notebookName: 'a.ipynb',
  notebookId: 'a',
  language: 'python',
  checking: null,
  hasResult: true,
  failure: null,
  isStopped: false,
  codeCells: 3,
  cells: [],
  blind: [],
  faults: [],
  findings: [finding('one'), finding('two', 'act-now')],
  setAside: [],
  suppressed: [],
  unusedSuppressions: [],
  hiddenHabits: [],
  applied: [],
  reviewProblem: null,
  waiting: 0,
  message: null,
  openId: null,
  activeCellId: null
};

/** Draws the panel; what is opened is remembered. */
async function draw(part: Partial<IPanelState>): Promise<{ opened: (string | null)[] }> {
  const opened: (string | null)[] = [];
  const actions = {
    open: (id: string | null) => opened.push(id),
    preview: () => null,
    trial: () => null
  } as unknown as IPanelActions;
  widget.element = (
    <Panel
      state={{ ...ready, ...part }}
      actions={actions}
      extensions={[]}
      trans={nullTranslator.load('jupyterlab_anneal')}
    />
  );
  MessageLoop.sendMessage(widget, Widget.Msg.UpdateRequest);
  await widget.renderPromise;
  await drawn();
  return { opened };
}

const rows = (): string[] =>
  [...host.querySelectorAll('[data-row="finding"] .anneal-Row-title')].map(
    n => n.textContent ?? ''
  );
function press(selector: string): Promise<void> {
  host.querySelector<HTMLElement>(selector)?.click();
  return drawn();
}

test('another notebook shows its own findings, also while the list of the first is held', async () => {
  await draw({});
  expect(rows()).toEqual(['Finding two', 'Finding one']);
  host.querySelector<HTMLElement>('[data-row="finding"]')?.focus();
  await drawn();
  await press('[data-kind="manual"]');
  await draw({ notebookId: 'b', notebookName: 'b.ipynb', findings: [finding('other')] });
  expect(rows()).toEqual(['Finding other']);
  expect(host.textContent).not.toContain('new finding');
  expect(host.querySelector('[data-kind="manual"]')?.getAttribute('aria-pressed')).toBe('false');
  // The first one is as it was left.
  await draw({});
  expect(host.querySelector('[data-kind="manual"]')?.getAttribute('aria-pressed')).toBe('true');
});

test('the card goes on in the order of the list', async () => {
  const { opened } = await draw({ openId: 'two' });
  expect(host.querySelector('.anneal-Card-position')?.textContent).toBe('1 of 2');
  await press('[data-action="previous"]');
  expect(opened).toEqual([]);
  await press('[data-action="next"]');
  expect(opened).toEqual(['one']);
});

test('the focus stays in the panel when its row makes room for a card, and comes back to the row', async () => {
  await draw({});
  host.querySelector<HTMLElement>('[data-id="one"]')?.focus();
  await draw({ openId: 'one' });
  expect(document.activeElement?.textContent).toBe('Finding one');
  await draw({ openId: null });
  expect((document.activeElement as HTMLElement).dataset.id).toBe('one');
});

test('says what there is where nothing is open', async () => {
  const head = async (part: Partial<IPanelState>): Promise<string> => {
    await draw({ findings: [], ...part });
    return host.querySelector('.anneal-Summary')?.textContent ?? '';
  };
  expect(await head({})).toBe('No habits found in 3 cells.');
  expect(await head({ codeCells: 0 })).toBe(
    'No code cells yet. Findings appear here as you write.'
  );
  expect(await head({ setAside: [finding('one')] })).toBe('Nothing left to decide.');
  expect(await head({ isStopped: true, hasResult: false })).toBe(
    'The check was stopped.Check again'
  );
});
