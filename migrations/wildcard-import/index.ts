/**
 * Finds `from module import *` and names what the notebook reads of it. For modules in a table it knows what they bind; for any
 * other module it concludes the names from what nothing else defines, and declines when more than one place could define them.
 */
import {
  cellName,
  defineMigration,
  indentUnit,
  lineIndent,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { byCase, neededNames, openNames, starsOf, type IStar } from './stars';

export interface IStarImport {
  readonly star: IStar;
  readonly stars: readonly IStar[];
}

/** Magics that bring names which cannot be seen. */
const bringers = new Set([
  'pylab',
  'run',
  'store',
  'load',
  'loadpy',
  'R',
  'sql',
  'rerun',
  'recall'
]);

export default defineMigration<IStarImport>({
  name: 'wildcard-import',
  title: 'Everything imported from a module',
  summary: 'Names what is used of a module in place of importing everything.',
  group: 'Notebook state',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['ruff:F403', 'ruff:F405', 'pylint:W0401'],
  why: 'Nobody can see where a name comes from, and a new version of the module can replace one of yours.',

  *detect({ model }) {
    const stars = starsOf(model);
    for (const star of stars) {
      yield { at: star.statement, data: { star, stars } };
    }
  },

  message: ({ data: { star } }) => `\`from ${star.module} import *\` hides where names come from`,

  rewrite({ data: { star, stars } }, context) {
    const { model, edit, decline } = context;
    const open = openNames(model, stars);
    const strangers = stars.filter(s => !s.names);
    const others = strangers.filter(s => s !== star);
    const risks: string[] = [];
    let names: string[];
    const quoted = (list: readonly string[]): string => list.map(n => `\`${n}\``).join(', ');
    const [first] = open;
    if (star.names) {
      names = neededNames(model, star, stars);
      if (first && !strangers.length) {
        return decline(
          `\`${first[0]}\` in ${cellName(model, first[1].node)} is defined nowhere: another version of \`${star.module}\` may define it.`
        );
      }
      risks.push(
        `Names that \`${star.module}\` has and only other files read are no longer bound here.`
      );
    } else {
      const blind = model.blindCells.find(c => c.syntax.language === 'python');
      if (blind) {
        return decline(
          `Cell ${blind.cell.index + 1} was not checked; it may read names of \`${star.module}\`.`
        );
      }
      if (!first) {
        return decline(
          `What \`${star.module}\` defines is not known, and no name is left for it: it may replace one.`
        );
      }
      const other = others[0];
      if (other) {
        return decline(
          `\`${first[0]}\` may come from \`${star.module}\` or from \`${other.module}\` in ${cellName(model, other.statement)}.`
        );
      }
      const magic = bringer(model);
      if (magic) {
        return decline(`\`${first[0]}\` may come from ${magic} too.`);
      }
      const early = [...open].find(([name]) =>
        model.usesOf(name).every(u => !u.isLate && isBefore(model, u.node, star.statement))
      );
      if (early) {
        return decline(
          `\`${early[0]}\` is read in ${cellName(model, early[1].node)}, above the import; it may come from elsewhere.`
        );
      }
      names = [...open.keys()].sort(byCase);
      risks.push(
        `\`${star.module}\` was not read: that it defines ${quoted(names.slice(0, 5))}${names.length > 5 ? ' and more' : ''} follows only from nothing else defining them.`,
        `A built-in or a name from above that \`${star.module}\` also defines keeps its old meaning.`
      );
    }
    const texts = model.collect(codeReadersIn);
    if (texts.length) {
      risks.push(`\`${texts[0].text}\` in ${cellName(model, texts[0])} may read more names.`);
    }
    if (names.length === 0) {
      if (star.statement.parent?.kind !== 'module') {
        return decline(
          `Nothing of \`${star.module}\` is read, and the block around needs a statement.`
        );
      }
      edit.removeStatement(star.statement);
      return {
        title: 'Remove the import, of which nothing is read',
        applicability: 'suggested',
        risks: [...risks, 'What the module does while it is imported no longer happens.']
      };
    }
    const wildcard = star.statement.childOfKind('wildcard_import') as SyntaxNode;
    edit.replace(wildcard, listOf(names, star.statement));
    return {
      title:
        names.length === 1
          ? 'Import the name that is used'
          : `Import the ${names.length} names that are used`,
      applicability: 'suggested',
      risks
    };
  }
});

/** On one line where it fits into 88 characters, else one name a line. */
function listOf(names: readonly string[], statement: SyntaxNode): string {
  const { cell } = statement;
  const indent = lineIndent(cell, statement.start);
  const line = names.join(', ');
  if (indent.length + statement.text.length - 1 + line.length <= 88) {
    return line;
  }
  const inner = indent + indentUnit(cell);
  return `(\n${names.map(n => `${inner}${n}`).join(',\n')}\n${indent})`;
}

function bringer(model: SemanticModel): string | null {
  return model.collect(bringersIn)[0] ?? null;
}

function bringersIn(model: SemanticModel, { syntax }: ICellModel): readonly string[] {
  return syntax.magics
    .filter(m => bringers.has(m.name))
    .map(m => `\`%${m.name}\` in ${cellName(model, syntax)}`);
}

/** Code that reads names which stand in strings. */
function codeReadersIn(model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax.nodes('call').flatMap(call => {
    const target = call.child('function');
    return target &&
      /^builtins\.(eval|exec|globals|locals)$/.test(model.qualifiedName(target) ?? '')
      ? [target]
      : [];
  });
}

function isBefore(model: SemanticModel, a: SyntaxNode, b: SyntaxNode): boolean {
  const order = model.orderOf(a) - model.orderOf(b);
  return order < 0 || (order === 0 && a.start < b.start);
}
