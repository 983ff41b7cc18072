/**
 * Finds notebooks that draw random numbers and never seed them, and adds one helper that seeds every library in use, called once.
 * Silent as soon as the notebook seeds anything or passes a seed, a `random_state` or a generator anywhere.
 */
import {
  cellName,
  defineMigration,
  enclosingFunction,
  freshName,
  shortText,
  type SyntaxNode
} from '../../src/core';
import { endOfRun, isBefore, isHead, isInOpening, moduleName } from './place';
import { isSeeded, seedCalls, sourcesOf, type ISource, type Library } from './sources';

const order: readonly Library[] = ['random', 'numpy', 'torch', 'tensorflow'];
const seed = 42;

export default defineMigration<readonly ISource[]>({
  name: 'unseeded-randomness',
  title: 'Random numbers without a seed',
  summary: 'Seeds every library that draws random numbers, in one place.',
  group: 'Notebook state',
  tier: 'quiet',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['sonar:S6709'],
  why: 'Every run gives other results, so that nobody can tell a change of the code from a change of luck.',

  *detect({ model }) {
    const sources = sourcesOf(model);
    if (sources.length && !model.memo(isSeeded)) {
      // One finding for the notebook: one helper mends all.
      yield { at: sources[0].call, data: sources, anchor: 'seed' };
    }
  },

  message: ({ data: [{ call }] }) =>
    `\`${shortText(call.child('function') ?? call, 30)}\` gives something else in every run`,

  rewrite({ data: sources }, context) {
    const { model, edit, decline } = context;
    const first = sources[0].call;
    const libraries = order.filter(l => sources.some(s => s.library === l));
    const known = new Map(libraries.map(l => [l, moduleName(model, l)]));
    let last: SyntaxNode | null = null;
    for (const module of known.values()) {
      if (module && (!last || isBefore(model, last, module.statement))) {
        last = module.statement;
      }
    }
    const early =
      last && sources.find(s => !enclosingFunction(s.call) && isBefore(model, s.call, last));
    if (last && early) {
      return decline(
        `\`${shortText(early.call, 30)}\` in ${cellName(model, early.call)} draws before \`${shortText(last, 30)}\` in ${cellName(model, last)}: move the imports up first.`
      );
    }
    const home = last?.cell ?? first.cell;
    const lines = libraries.map(l => {
      const name = known.get(l)?.text ?? edit.addImport(l, null, home);
      return `    ${name}.${seedCalls[l]}(seed)`;
    });
    const helper = freshName(model, 'seed_everything');
    const text = [
      `def ${helper}(seed: int = ${seed}) -> None:`,
      '    """Make every run from the top draw the same random numbers."""',
      ...lines,
      '',
      '',
      `${helper}()`
    ].join('\n');
    if (!last || (isHead(model, last) && isInOpening(last))) {
      edit.insertBelowImports(home, text);
    } else {
      const { cell } = last;
      const end = cell.lines.lineEnd(cell.lines.position(endOfRun(last).end).line);
      const rest = cell.source.slice(end);
      const isLast = rest.trim() === '';
      edit.insert(cell, end, `\n\n\n${text}${isLast || /^\r?\n\s*\n/.test(rest) ? '' : '\n'}`);
    }
    return {
      title: `Seed ${libraries.join(', ')} once`,
      applicability: 'suggested',
      risks: [
        `Results are those of seed ${seed} from now on; they differ from the ones that are shown.`,
        'Only a run from the top repeats them: a cell that is run again draws on.',
        ...(libraries.includes('torch') || libraries.includes('tensorflow')
          ? ['Some operations on a GPU differ from run to run even so.']
          : [])
      ]
    };
  }
});
