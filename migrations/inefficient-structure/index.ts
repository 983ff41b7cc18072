/**
 * Finds lists that a loop searches or shifts, and dictionaries that count by hand, and gives them the structure that is made for it:
 * `set`, `deque`, `Counter`, `defaultdict`. A list whose order, positions or equal items matter is left alone.
 */
import {
  defineMigration,
  isAloneOnItsLines,
  type EditBuilder,
  type SyntaxNode
} from '../../src/core';
import { counterPlans } from './asCounter';
import { queuePlans } from './asQueue';
import { setPlans } from './asSet';
import type { ISubject } from './subject';

/** What to do with one list or dictionary. */
export interface IPlan {
  readonly subject: ISubject;
  readonly at: SyntaxNode;
  readonly message: string;
  readonly title: string;
  /** Why it cannot be done; null when it can. */
  readonly obstacle: string | null;
  /** Builtins that the new code names. */
  readonly builtins: readonly string[];
  readonly risks: readonly string[];
  write(edit: EditBuilder): void;
}

export default defineMigration<IPlan>({
  name: 'inefficient-structure',
  title: 'List used as set, queue or counter',
  summary: 'Turns lists used as sets or queues, and counting dicts, into their own type.',
  group: 'Notebook state',
  tier: 'normal',
  applicability: 'safe',
  since: '0.1.0',
  sources: ['ruff:PLR6201', 'perflint'],
  why: 'Searching a list and changing its front take longer with every item in it, and counting by hand hides what is counted.',

  *detectIn({ syntax }, { model }) {
    for (const plans of [setPlans, queuePlans, counterPlans]) {
      for (const plan of plans(model, syntax)) {
        yield { at: plan.at, data: plan };
      }
    }
  },

  message: ({ data }) => data.message,

  rewrite({ data }, { edit, model, decline }) {
    if (data.obstacle) {
      return decline(data.obstacle);
    }
    const taken = data.builtins.find(name => !model.isBuiltin(name));
    if (taken) {
      return decline(`\`${taken}\` means something else in this notebook.`);
    }
    if (!isAloneOnItsLines(data.at.statement)) {
      return decline('Several statements share a line.');
    }
    data.write(edit);
    return {
      title: data.title,
      applicability: data.risks.length ? 'suggested' : 'safe',
      risks: data.risks
    };
  }
});
