/** Who else has a notebook open: what a collaborative notebook tells of its people. Empty where nobody works together. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import * as z from 'zod';

const personSchema = z.object({
  user: z.object({ username: z.string(), display_name: z.string() })
});

/** The part of the notebook that knows its people. */
interface IAwareness {
  readonly clientID: number;
  getStates(): ReadonlyMap<number, unknown>;
  on(event: 'change', callback: () => void): void;
  off(event: 'change', callback: () => void): void;
}

/** Follows the people of one notebook. */
export class Presence {
  constructor(panel: NotebookPanel, changed: () => void) {
    const model = panel.content.model;
    const shared = model?.sharedModel as { readonly awareness?: IAwareness } | undefined;
    this._awareness = (model?.collaborative && shared?.awareness) || null;
    this._awareness?.on('change', changed);
    panel.disposed.connect(() => this._awareness?.off('change', changed));
  }

  /** Display names of the others, each once, sorted. */
  get others(): readonly string[] {
    const { _awareness: awareness } = this;
    const own = read(awareness?.getStates().get(awareness.clientID));
    const people = [...(awareness?.getStates().values() ?? [])].flatMap(state => read(state) ?? []);
    const names = people.filter(p => p.username !== own?.username).map(p => p.display_name);
    return [...new Set(names)].sort((a, b) => a.localeCompare(b));
  }

  private readonly _awareness: IAwareness | null;
}

function read(state: unknown): z.infer<typeof personSchema>['user'] | null {
  const person = personSchema.safeParse(state);
  return person.success ? person.data.user : null;
}
