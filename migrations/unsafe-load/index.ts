/**
 * Finds loading functions that run code which the file holds. `torch.load` gets `weights_only=True` where the file shows to hold
 * tensors; for pickles it says what can happen and what to use. Pickles that the notebook itself writes are left alone.
 */
import {
  cellName,
  defineMigration,
  hasSplat,
  keywordArgument,
  positionalArguments,
  shortText,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { contentOf } from './content';
import { isOwnBytes, writerOf } from './files';
import { loaders, type ILoader } from './loaders';

export interface IUnsafeLoad {
  readonly call: SyntaxNode;
  /** Full name, e.g. `pickle.load`. */
  readonly name: string;
  /** The file, path or bytes. */
  readonly source: SyntaxNode | null;
  /** Null for `torch.load`. */
  readonly loader: ILoader | null;
}

const torchNames = /^torch\.(serialization\.)?load$/;

export default defineMigration<IUnsafeLoad>({
  name: 'unsafe-load',
  title: 'Loading that can run code',
  summary: 'Loads only tensors with torch.load; says what a pickle can do.',
  group: 'Autograd and serialisation',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['ruff:S301', 'ruff:S614', 'torchfix:TOR102'],
  why: 'Whoever can change the file can run any command as you, and read your files and keys.',

  *detectIn({ syntax }, { model }) {
    for (const call of syntax.nodes('call')) {
      const name = model.qualifiedName(call.child('function'));
      if (!name) {
        continue;
      }
      const source =
        positionalArguments(call)[0] ??
        keywordArgument(call, 'f') ??
        keywordArgument(call, 'file') ??
        keywordArgument(call, 'filename') ??
        keywordArgument(call, 'filepath_or_buffer');
      if (torchNames.test(name)) {
        if (keywordArgument(call, 'weights_only')?.kind !== 'true' && !decidesElsewhere(call)) {
          yield { at: call, data: { call, name, source, loader: null } };
        }
      } else if (Object.hasOwn(loaders, name) && isForeign(model, call, loaders[name], source)) {
        yield { at: call, data: { call, name, source, loader: loaders[name] } };
      }
    }
  },

  message: ({ data: { name, loader } }) =>
    loader?.isBytes
      ? `\`${name}\` runs code that the bytes hold`
      : `\`${name}\` ${loader ? 'runs' : 'can run'} code that the file holds`,

  rewrite({ data }, context) {
    const { call, loader, source } = data;
    const { model, decline } = context;
    if (loader) {
      return decline(
        `No option makes it safe: what is loaded can start any command. ${loader.instead}; load only what you wrote yourself.`
      );
    }
    if (
      hasSplat(call) ||
      keywordArgument(call, 'pickle_module') ||
      positionalArguments(call).length > 2
    ) {
      return decline('Its other arguments decide how the file is read.');
    }
    const content = contentOf(model, call, source);
    switch (content.kind) {
      case 'model':
        return decline(
          `The file holds a whole model, as \`${content.node.text.split('\n')[0].slice(0, 40)}\` in ${cellName(model, content.node)} shows, and that can start any command. Save its \`state_dict()\`, or export it as ONNX.`
        );
      case 'unknown':
        return decline(
          'What the file holds is not seen here; unless it is only tensors, it can start any command.'
        );
    }
    if (content.other && keywordArgument(call, 'weights_only')) {
      return decline(
        `\`weights_only=False\` stands here on purpose, it seems: \`${shortText(content.other)}\` in ${cellName(model, content.other)} may be more than tensors. Save numbers as \`float\` and arrays as tensors first.`
      );
    }
    return onlyWeights(call, context);
  }
});

/** `weights_only=flag`: the notebook decides. */
function decidesElsewhere(call: SyntaxNode): boolean {
  const given = keywordArgument(call, 'weights_only');
  return given !== null && given.kind !== 'false';
}

function isForeign(
  model: SemanticModel,
  call: SyntaxNode,
  loader: ILoader,
  source: SyntaxNode | null
): boolean {
  if (loader.onlyWith && keywordArgument(call, loader.onlyWith)?.kind !== 'true') {
    return false;
  }
  return loader.isBytes
    ? !isOwnBytes(model, source, loader.writers)
    : writerOf(model, source, loader.writers) === null;
}

function onlyWeights(call: SyntaxNode, { edit }: IRewriteContext): IRewrite | IDeclined {
  const given = keywordArgument(call, 'weights_only');
  const list = call.child('arguments') as SyntaxNode;
  const last = list.namedChildren.at(-1) as SyntaxNode;
  if (given) {
    edit.replace(given, 'True');
  } else {
    const { cell } = call;
    const start = cell.lines.lineStart(cell.lines.position(last.start).line);
    const indent = cell.source.slice(start, last.start);
    // Arguments on lines of their own stay so.
    edit.insertAfter(last, `,${/^\s+$/.test(indent) ? `\n${indent}` : ' '}weights_only=True`);
  }
  return {
    title: 'Load only tensors',
    applicability: 'suggested',
    risks: [
      'The file may hold only tensors, numbers, text, lists and dictionaries; loading stops at anything else and names it.'
    ]
  };
}
