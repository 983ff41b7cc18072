/** Which module each definition would go to if nobody asked for anything, and why. */
import type { SemanticModel } from '../../semantic/model';
import type { IHoist } from '../flow/hoist';
import type { IItem } from '../items/items';
import { mergeCycles, roleOf, roleReasons, smallest } from './roles';

export interface IProposalInput {
  readonly model: SemanticModel;
  readonly hoist: IHoist;
  /** Names that live as module variables of the pipeline. */
  readonly shared: ReadonlyMap<string, string>;
  /** Why everything must stay in the pipeline's module, or null. */
  readonly single: string | null;
}

export interface IProposal {
  readonly homes: ReadonlyMap<IItem, string>;
  readonly reasons: ReadonlyMap<IItem, string>;
}

/** @param hoisted definitions and constants of modules, in order */
export function propose(input: IProposalInput, hoisted: readonly IItem[]): IProposal {
  const { model, hoist, single } = input;
  const definitions = hoisted.filter(i => hoist.kinds.get(i) === 'definition');
  const lines = definitions.reduce((n, i) => n + i.nodes[0].text.split('\n').length, 0);
  const isSmall = definitions.length < smallest && lines < 40;
  const homes = new Map<IItem, string>();
  const reasons = new Map<IItem, string>();
  for (const item of hoisted) {
    const stays = single !== null || isSmall || hoist.stateful.has(item);
    const role = stays ? 'pipeline' : roleOf(model, item, hoist);
    homes.set(item, role);
    reasons.set(
      item,
      hoist.stateful.has(item)
        ? `It reads ${stateOf(item, input)}, which changes while the pipeline runs.`
        : single !== null
          ? `All stays in one module: ${single}.`
          : isSmall
            ? 'The notebook has few definitions: one module holds them.'
            : roleReasons[role]
    );
  }
  const before = new Map(homes);
  mergeCycles(hoisted, homes, hoist);
  for (const [item, home] of homes) {
    if (home !== before.get(item)) {
      reasons.set(item, `It and other parts of \`${home}.py\` need each other.`);
    }
  }
  return { homes, reasons };
}

/** The variable of the pipeline that a definition leans on, in words. */
export function stateOf(item: IItem, { hoist, shared }: IProposalInput): string {
  const names = [...item.captures.keys(), ...item.reads.keys(), ...item.lateBinds];
  const name =
    names.find(n => shared.has(n)) ??
    names.find(n => (hoist.names.get(n) ?? []).some(i => hoist.stateful.has(i)));
  return name === undefined ? 'a variable' : `\`${name}\``;
}
