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
import {
  firstOfTensorFlow1,
  isSeeded,
  seedCalls,
  sourcesOf,
  type ISource,
  type Library
} from './sources';

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
    const first = sources.find(s => !s.isName);
    if (first && !model.memo(isSeeded)) {
      // One finding for the notebook: one helper mends all.
      yield { at: first.call, data: sources, anchor: 'seed' };
    }
  },

  message({ data }) {
    const { call } = data.find(s => !s.isName) ?? data[0];
    return `\`${shortText(call.child('function') ?? call, 30)}\` gives something else in every run`;
  },

  rewrite({ data: sources }, context) {
    const { model, edit, decline } = context;
    const drawn = sources.filter(s => !s.isName);
    const first = drawn[0].call;
    // Its layers draw their weights where no call says so.
    const tensorflow = moduleName(model, 'tensorflow');
    const old = tensorflow && firstOfTensorFlow1(model);
    if (old) {
      return decline(
        `\`${shortText(old, 30)}\` in ${cellName(model, old)} is TensorFlow 1, whose seed belongs to one graph: seed it where the graph is made.`
      );
    }
    const libraries = order.filter(
      l => drawn.some(s => s.library === l) || (l === 'tensorflow' && tensorflow)
    );
    const repeated = sources.find(s => s.isName && libraries.includes(s.library));
    const known = new Map(libraries.map(l => [l, moduleName(model, l)]));
    let last: SyntaxNode | null = null;
    for (const module of known.values()) {
      if (module && (!last || isBefore(model, last, module.statement))) {
        last = module.statement;
      }
    }
    const early =
      last && drawn.find(s => !enclosingFunction(s.call) && isBefore(model, s.call, last));
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
          : []),
        ...(repeated
          ? [
              `\`${shortText(repeated.call, 30)}\` in ${cellName(model, repeated.call)} makes a name, which is the same in every run then.`
            ]
          : [])
      ]
    };
  }
});
