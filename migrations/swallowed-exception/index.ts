/**
 * Finds handlers that hide every error: a bare `except:`, and `except Exception:` that does nothing. Names the narrowest exceptions that
 * the calls of the block document. A handler that raises again hides nothing and is left alone.
 */
import {
  cellName,
  defineMigration,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { includes } from './documented';
import { raisesOf } from './raises';

export interface ISwallowed {
  readonly clause: SyntaxNode;
  readonly block: SyntaxNode;
  /** What stands after `except`, without `as e`; null for a bare one. */
  readonly caught: SyntaxNode | null;
  /** The body does nothing. */
  readonly isSilent: boolean;
}

export default defineMigration<ISwallowed>({
  name: 'swallowed-exception',
  title: 'Handler that hides every error',
  summary: 'Names the exceptions that a block can raise in place of catching all.',
  group: 'Notebook state',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['ruff:E722', 'ruff:S110', 'ruff:S112', 'ruff:BLE001', 'pylint:W0702'],
  why: 'A misspelt name or a missing file looks like success, and the wrong result shows up much later.',

  *detectIn({ syntax }, { model }) {
    for (const clause of syntax.nodes('except_clause')) {
      const found = swallowed(model, clause);
      if (found) {
        yield {
          at: found.caught ?? (clause.children[0] as SyntaxNode),
          data: found,
          anchor: anchorOf(found)
        };
      }
    }
  },

  message: ({ data: { caught, isSilent } }) =>
    caught
      ? `\`except ${caught.text}\` hides every error`
      : isSilent
        ? '`except:` hides every error'
        : '`except:` catches every error, and the stop button too',

  rewrite({ data }, context) {
    const { clause, block, caught } = data;
    const { model, edit, decline } = context;
    const { exceptions, unknown } = raisesOf(model, block);
    if (unknown) {
      const line = block.cell.lines.position(unknown.start).line;
      return decline(
        `What \`${unknown.text}\` in line ${line} of ${cellName(model, clause)} raises is not known; the last line of one failure names it.`
      );
    }
    const handled = handledBefore(clause);
    const left = exceptions.filter(e => !handled.some(h => h === e || includes[h]?.includes(e)));
    if (!left.length) {
      return decline(
        exceptions.length
          ? `\`${exceptions.join('`, `')}\` is handled above already; what else can come is not known.`
          : 'Nothing in the block is known to raise an error; the handler may not be needed.'
      );
    }
    const bound = left.find(e => !e.includes('.') && !model.isBuiltin(e));
    if (bound) {
      return decline(`\`${bound}\` means something else in this notebook.`);
    }
    const names = left.map(e => spelled(e, clause, context));
    const text = names.length === 1 ? names[0] : `(${names.join(', ')})`;
    if (caught) {
      edit.replace(caught, text);
    } else {
      edit.insertAfter(clause.children[0], ` ${text}`);
    }
    return {
      title: `Catch only ${left.join(', ')}`,
      applicability: 'suggested',
      risks: [
        `Any error but ${left.map(e => `\`${e}\``).join(', ')} now stops the code here and is shown.`
      ]
    };
  }
});

function swallowed(model: SemanticModel, clause: SyntaxNode): ISwallowed | null {
  const attempt = clause.parent;
  const block = attempt?.child('body');
  const body = clause.childOfKind('block');
  if (attempt?.kind !== 'try_statement' || !block || !body) {
    return null;
  }
  const value = clause.child('value') ?? clause.namedChildren.find(c => c !== body) ?? null;
  const caught = value?.kind === 'as_pattern' ? value.namedChildren[0] : value;
  const isSilent = body.namedChildren.every(
    s =>
      s.kind === 'pass_statement' ||
      s.kind === 'continue_statement' ||
      (s.kind === 'expression_statement' &&
        /^(ellipsis|string)$/.test(s.namedChildren[0]?.kind ?? ''))
  );
  if (caught) {
    const isBroad = /^builtins\.(Base)?Exception$/.test(model.qualifiedName(caught) ?? '');
    return isBroad && isSilent && !hasMagic(body) ? { clause, block, caught, isSilent } : null;
  }
  return raises(body)
    ? null
    : { clause, block, caught: null, isSilent: isSilent && !hasMagic(body) };
}

/** A magic reads as `pass` to the parser, but does something. */
function hasMagic(body: SyntaxNode): boolean {
  return body.cell.magics.some(m => m.range.start >= body.start && m.range.end <= body.end);
}

function raises(body: SyntaxNode): boolean {
  for (const n of body.walk()) {
    if (n.kind === 'raise_statement') {
      return true;
    }
  }
  return false;
}

/** Names of the exceptions that the handlers above this one catch. */
function handledBefore(clause: SyntaxNode): string[] {
  const names: string[] = [];
  for (const c of clause.parent?.children ?? []) {
    if (c === clause) {
      break;
    }
    if (c.kind === 'except_clause') {
      const value = c.namedChildren.find(x => x.kind !== 'block');
      const caught = value?.kind === 'as_pattern' ? value.namedChildren[0] : value;
      names.push(
        ...(caught?.kind === 'tuple' ? caught.namedChildren : [caught]).map(x => x?.text ?? '')
      );
    }
  }
  return names.map(n => (n === 'IOError' || n === 'EnvironmentError' ? 'OSError' : n));
}

/** How code names the exception; adds an import for one that is not built in. */
function spelled(name: string, clause: SyntaxNode, { edit }: IRewriteContext): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? name : edit.addImport(name.slice(0, dot), name.slice(dot + 1), clause);
}

function anchorOf({ block }: ISwallowed): string {
  return `except ${block.text.slice(0, 60)}`;
}
