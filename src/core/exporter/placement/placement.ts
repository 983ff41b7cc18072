/**
 * Which module each definition and each step goes to. Roles propose, a person decides; what would make modules import each other in
 * a circle is refused with the reason, and planned as if it had not been asked for.
 */
import type { IItem } from '../items/items';
import { circleThrough, ModuleGraph, type IPart } from './moduleGraph';
import type { IPlaced } from './placed';
import type { IPlanProblem } from '../plan';
import { propose, stateOf, type IProposalInput } from './proposal';
import { roles } from './roles';
import { asked, where, type IWish, type Wishes } from './wishes';

export interface IPlacementInput extends IProposalInput {
  readonly items: readonly IItem[];
  /** Statements of each step. */
  readonly steps: readonly (readonly IItem[])[];
  readonly wishes: Wishes;
}

const pipeline = 'pipeline';

export function place(input: IPlacementInput): IPlaced {
  return new Placer(input).run();
}

class Placer {
  constructor(private readonly _input: IPlacementInput) {
    const { items, hoist } = _input;
    this._hoisted = items.filter(
      i => hoist.kinds.get(i) === 'definition' || hoist.kinds.get(i) === 'constant'
    );
    const proposal = propose(_input, this._hoisted);
    this._homes = new Map(proposal.homes);
    this._reasons = new Map(proposal.reasons);
  }

  run(): IPlaced {
    const { wishes, steps } = this._input;
    const proposed = new Set([...this._homes.values(), pipeline]);
    const unnamed = new Map(this._homes);
    const rename = (): void =>
      unnamed.forEach((home, item) => this._homes.set(item, this._renamed(home)));
    rename();
    for (const item of this._hoisted) {
      const wish = wishes.ofDefinition(item);
      if (wish) {
        proposed.add(wish.module);
        this._wished.set(item, { ...wish, module: this._renamed(wish.module) });
      }
    }
    steps.forEach((step, s) => {
      const wish = this._ofStep(step);
      if (wish) {
        proposed.add(wish.module);
        this._stepWishes.set(s, { ...wish, module: this._renamed(wish.module) });
      }
    });
    this._dropImpossible();
    for (;;) {
      const parts = this._parts();
      const circle = new ModuleGraph(parts).circle();
      if (!circle) {
        return this._placed(parts, proposed);
      }
      if (this._wished.size + this._stepWishes.size > 0) {
        this._refuse(parts, circle);
      } else {
        // Two modules of one name are one module.
        this._problems.push({
          cell: null,
          message: `The export plan gives two modules the same name, and then modules would import each other in a circle (${circleThrough(parts, circle)}). Choose another name.`
        });
        this._isRenaming = false;
        rename();
      }
    }
  }

  private _ofStep(items: readonly IItem[]): IWish | null {
    const { wishes } = this._input;
    const found = items
      .filter(i => i.dropped === null && i.kind !== 'comment')
      .map(i => wishes.ofStatement(i))
      .filter(w => w !== null);
    const other = found.find(w => w.module !== found[0].module);
    if (other) {
      this._problems.push({
        cell: other.cell,
        message: `${where(found[0])} and ${where(other)} ask for \`${found[0].module}\` and \`${other.module}\`, but their code must stay one step: the later part changes or needs what the earlier one makes. Ask for the same module in both.`
      });
    }
    return found[0] ?? null;
  }

  /** Takes out the wishes that no arrangement of modules can fulfil. */
  private _dropImpossible(): void {
    const { hoist, single, steps, shared } = this._input;
    for (const [item, wish] of this._wished) {
      if (wish.module === pipeline) {
        continue;
      }
      const reason =
        single ??
        (hoist.stateful.has(item)
          ? `it reads ${stateOf(item, this._input)}, which changes while the pipeline runs`
          : null);
      if (reason !== null) {
        this._drop(item, `\`${nameOf(item)}\` must stay in \`pipeline\`: ${reason}`, '');
      }
    }
    for (const [s, wish] of this._stepWishes) {
      if (wish.module === pipeline) {
        continue;
      }
      const state = steps[s].flatMap(i =>
        [...i.reads.keys(), ...i.captures.keys(), ...i.binds.keys(), ...i.lateBinds].filter(
          n => shared.has(n) || (hoist.names.get(n) ?? []).some(d => hoist.stateful.has(d))
        )
      )[0];
      const reason = single ?? (state ? `it uses \`${state}\`, a variable of the pipeline` : null);
      if (reason !== null) {
        this._drop(s, `this step must stay in \`pipeline\`: ${reason}`, '');
      }
    }
  }

  /** All parts in their modules; what a wish needs and nobody placed goes along with it. */
  private _parts(): IPart[] {
    const { hoist, steps } = this._input;
    const homes = new Map(this._homes);
    this._followers.clear();
    for (const [item, wish] of this._wished) {
      homes.set(item, wish.module);
    }
    const parts = (): IPart[] => [
      ...this._hoisted.map(item => ({
        key: item,
        name: `\`${nameOf(item)}\``,
        home: homes.get(item) as string,
        needs: this._needs(item)
      })),
      ...steps.map((items, s) => ({
        key: s,
        name: `the step of cell ${items[0].cell.cell.index + 1}`,
        home: this._stepWishes.get(s)?.module ?? pipeline,
        needs: new Set(items.flatMap(i => [...this._needs(i)]))
      }))
    ];
    for (let changed = true; changed;) {
      changed = false;
      for (const part of parts()) {
        for (const needed of part.home === pipeline ? [] : part.needs) {
          const isFree =
            homes.get(needed) === pipeline &&
            !this._wished.has(needed) &&
            !hoist.stateful.has(needed);
          if (isFree) {
            homes.set(needed, part.home);
            this._followers.set(needed, `${part.name} in \`${part.home}.py\` needs it.`);
            changed = true;
          }
        }
      }
    }
    return parts();
  }

  /** Takes out one wish that leads to a circle. */
  private _refuse(parts: readonly IPart[], circle: readonly string[]): void {
    const wished = [...this._wished.keys(), ...this._stepWishes.keys()];
    const involved = wished.filter(key =>
      parts.some(p => p.key === key && circle.includes(p.home))
    );
    const cures = involved.filter(key => !new ModuleGraph(this._without(key)).circle());
    const key =
      cures[cures.length - 1] ?? involved[involved.length - 1] ?? wished[wished.length - 1];
    const part = parts.find(p => p.key === key) as IPart;
    this._drop(
      key,
      `${part.name} cannot stand in \`${part.home}\`: modules would import each other in a circle (${circleThrough(parts, circle)})`,
      ' Put these into one module, or leave it where the plan has it.'
    );
  }

  private _without(key: IItem | number): IPart[] {
    const [wished, stepWishes] = [new Map(this._wished), new Map(this._stepWishes)];
    this._forget(key);
    const parts = this._parts();
    this._wished.clear();
    wished.forEach((w, k) => this._wished.set(k, w));
    this._stepWishes.clear();
    stepWishes.forEach((w, k) => this._stepWishes.set(k, w));
    return parts;
  }

  private _drop(key: IItem | number, why: string, cure: string): void {
    const wish =
      typeof key === 'number' ? this._stepWishes.get(key) : (this._wished.get(key) as IWish);
    this._forget(key);
    if (wish) {
      this._problems.push({
        cell: wish.cell,
        message: `${where(wish)}${wish.cell === null ? '' : ` (${wish.words})`}: ${why}.${cure || ' Take that request back.'}`
      });
    }
  }

  private _forget(key: IItem | number): void {
    if (typeof key === 'number') {
      this._stepWishes.delete(key);
    } else {
      this._wished.delete(key);
    }
  }

  private _placed(parts: readonly IPart[], proposed: ReadonlySet<string>): IPlaced {
    const { steps } = this._input;
    const found = new Map<string, IItem[]>();
    for (const { key, home } of parts) {
      const list = found.get(home) ?? [];
      found.set(home, list);
      if (typeof key !== 'number') {
        list.push(key);
      }
    }
    for (const [item, reason] of this._followers) {
      this._reasons.set(item, reason);
    }
    for (const [item, wish] of this._wished) {
      this._reasons.set(item, asked(wish));
    }
    if (!found.get(pipeline)?.length) {
      found.delete(pipeline);
    }
    const order = Object.keys(roles);
    const rank = (name: string): number => {
      const at = order.indexOf(this._original(name));
      return name === pipeline ? order.length + 1 : at < 0 ? order.length : at;
    };
    return {
      modules: [...found]
        .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
        .map(([name, items]) => ({
          name,
          proposed: this._original(name),
          role:
            name === pipeline
              ? 'the pipeline'
              : (roles[this._original(name)] ?? name.replace(/_/g, ' ')),
          items
        })),
      steps: steps.map((_, s) => {
        const wish = this._stepWishes.get(s);
        return wish
          ? { module: wish.module, reason: asked(wish), isFixed: wish.isComment }
          : { module: pipeline, reason: 'It runs when the pipeline runs.', isFixed: false };
      }),
      reasons: this._reasons,
      problems: this._problems,
      proposed
    };
  }

  private _needs(item: IItem): Set<IItem> {
    const { hoist } = this._input;
    const needs = new Set<IItem>();
    for (const name of [...item.reads.keys(), ...item.captures.keys(), ...item.mentions]) {
      for (const target of hoist.names.get(name) ?? []) {
        if (target !== item && this._homes.has(target)) {
          needs.add(target);
        }
      }
    }
    return needs;
  }

  private _renamed(name: string): string {
    const { modules } = this._input.wishes.choices;
    return this._isRenaming &&
      Object.hasOwn(modules, name) &&
      this._input.wishes.isUsable(modules[name])
      ? modules[name]
      : name;
  }

  private _original(name: string): string {
    return (
      Object.entries(this._input.wishes.choices.modules).find(([, to]) => to === name)?.[0] ?? name
    );
  }

  private readonly _hoisted: readonly IItem[];
  private readonly _homes: Map<IItem, string>;
  private readonly _reasons: Map<IItem, string>;
  private readonly _wished = new Map<IItem, IWish>();
  private readonly _stepWishes = new Map<number, IWish>();
  private readonly _followers = new Map<IItem, string>();
  private readonly _problems: IPlanProblem[] = [];
  private _isRenaming = true;
}

function nameOf(item: IItem): string {
  return [...item.binds.keys()].join(', ');
}
