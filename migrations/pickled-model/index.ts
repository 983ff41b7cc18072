/**
 * Finds whole models that are written as pickles (`torch.save(model)`, `joblib.dump(estimator)`, `pickle.dump`) and exports them as
 * ONNX instead, with an example input from the notebook; loads of the same file get an ONNX Runtime session. A `state_dict()` is fine.
 */
import {
  cellName,
  defineMigration,
  hasSplat,
  isAloneOnItsLines,
  keywordArgument,
  lineIndent,
  positionalArguments,
  shortText,
  type IDeclined,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { exampleFor, inputText, rowText, type IExample } from './example';
import { fileOf, onnxPath, onnxPathObject, type IFile } from './files';
import { loadsOf, writeLoads } from './loads';
import { creationOf, estimatorOf, inputNames, kindOf, type Kind } from './models';

interface ISave {
  readonly call: SyntaxNode;
  /** `torch.save`, as the full name. */
  readonly writer: string;
  readonly saved: SyntaxNode;
  readonly kind: Kind;
}

const writers =
  /^(torch\.save|(pickle|cPickle|_pickle|dill|cloudpickle|joblib|sklearn\.externals\.joblib)\.dump)$/;

export default defineMigration<ISave>({
  name: 'pickled-model',
  title: 'Whole model written as a pickle',
  summary: 'Exports a model as ONNX where it was pickled, and loads it with ONNX Runtime.',
  group: 'Autograd and serialisation',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: [],
  why: 'The file opens only where the same classes and versions are installed, and whoever can change it can run any command when it is loaded.',

  *detectIn({ syntax }, { model }) {
    if (!/\b(save|dump)\b/.test(syntax.source)) {
      return;
    }
    for (const call of syntax.nodes('call')) {
      const target = call.child('function');
      const writer = model.qualifiedName(target);
      const saved = writer && writers.test(writer) ? savedBy(call) : null;
      const kind = saved && kindOf(model, saved);
      if (writer && saved && kind) {
        yield { at: call, data: { call, writer, saved, kind } };
      }
    }
  },

  message: ({ data: { writer, saved } }) =>
    `\`${writer}\` writes the whole model \`${shortText(saved, 25)}\` as a pickle`,

  rewrite({ data }, context) {
    const { model, decline } = context;
    const { call, saved } = data;
    const file = fileOf(model, targetOf(call));
    const { statement } = call;
    if (!file || hasSplat(call)) {
      return decline('Which file is written is not seen here.');
    }
    if (call.parent !== statement || !isAloneOnItsLines(statement)) {
      return decline('The statement does more than writing the model.');
    }
    if (saved.kind !== 'identifier') {
      return decline(
        `\`${shortText(saved)}\` has no name of its own, so no call shows what it takes.`
      );
    }
    const example = exampleFor(model, saved, data.kind);
    if (!example) {
      return decline(
        `No call shows an input of \`${saved.text}\` that is still there when it is saved; the export needs one.`
      );
    }
    const loads = loadsOf(model, file, data.kind);
    if ('reason' in loads) {
      return decline(loads.reason);
    }
    const refused =
      data.kind === 'torch'
        ? exportModule(data, file, example, context)
        : exportEstimator(data, file, example, context);
    if (refused) {
      return refused;
    }
    writeLoads(loads, data.kind, context.edit);
    return {
      title: `Export ${saved.text} as ONNX`,
      applicability: 'suggested',
      risks: [
        ...risksOf(model, data, example),
        ...(loads.length
          ? data.kind === 'torch'
            ? ['What the loaded model gives lies on the CPU.']
            : []
          : ['Programs that load the old file have to use ONNX Runtime from now on.'])
      ]
    };
  }
});

function savedBy(call: SyntaxNode): SyntaxNode | null {
  return (
    positionalArguments(call)[0] ?? keywordArgument(call, 'obj') ?? keywordArgument(call, 'value')
  );
}

function targetOf(call: SyntaxNode): SyntaxNode | null {
  return (
    positionalArguments(call)[savedIsPositional(call) ? 1 : 0] ??
    keywordArgument(call, 'f') ??
    keywordArgument(call, 'file') ??
    keywordArgument(call, 'filename')
  );
}

function savedIsPositional(call: SyntaxNode): boolean {
  return !keywordArgument(call, 'obj') && !keywordArgument(call, 'value');
}

function risksOf(
  model: SemanticModel,
  { saved, kind }: ISave,
  { inputs, call }: IExample
): string[] {
  const from = `${inputs.map(i => `\`${shortText(i, 25)}\``).join(', ')} of ${cellName(model, call)}`;
  return kind === 'torch'
    ? [
        `\`${saved.text}\` stays in evaluation mode afterwards; call \`train()\` to go on training.`,
        `The file holds what \`forward\` does with ${from}: only the first dimension may differ later, and training cannot go on from it. Keep \`state_dict()\` for that.`
      ]
    : [
        `ONNX works with 32-bit numbers, shaped like ${from}: results can differ in the last digits, and a tree can decide otherwise right at a threshold.`,
        'The file only predicts; it cannot be trained further.'
      ];
}

/** Null when the export is written. */
function exportModule(
  { saved, call }: ISave,
  file: IFile,
  { inputs }: IExample,
  { model, edit, decline }: IRewriteContext
): IDeclined | null {
  const type = model.typeOf(saved);
  const names = type && inputNames(model, type, inputs.length);
  if (!names || 'reason' in names) {
    return decline(names ? names.reason : 'What the model takes is not seen here.');
  }
  // The exporter opens the file itself.
  const body = file.block?.child('body')?.namedChildren ?? [];
  const statement = file.block ?? call.statement;
  if (file.block && (body.length !== 1 || file.block.children.some(c => c.kind === 'comment'))) {
    return decline('The file is opened for more than the model.');
  }
  if ([...statement.walk()].some(n => n.kind === 'comment')) {
    return decline('A comment within the call would be lost.');
  }
  const torch = edit.addImport('torch', null, call);
  const indent = lineIndent(call.cell, statement.start);
  const list = (texts: readonly string[]): string =>
    `(${texts.join(', ')}${texts.length === 1 ? ',' : ''})`;
  const lines = [
    ...(isEvaluated(statement, saved.text) ? [] : [`${saved.text}.eval()`]),
    `${torch}.onnx.export(`,
    `    ${saved.text},`,
    `    ${list(inputs.map(i => inputText(model, i)))},`,
    `    ${onnxPath(file.path, edit)},`,
    `    input_names=[${names.map(n => `"${n}"`).join(', ')}],`,
    '    output_names=["output"],',
    `    dynamic_shapes=${list(names.map(() => `{0: ${torch}.export.Dim.AUTO}`))},`,
    '    dynamo=True,',
    '    external_data=False,',
    '    verbose=False,',
    `)${quiet(statement)}`
  ];
  edit.replace(statement, lines.join(`\n${indent}`));
  return null;
}

/** A kernel would show what the export returns at the end of a cell. */
function quiet({ cell, end }: SyntaxNode): string {
  return cell.root?.namedChildren.at(-1)?.end === end && !/^\s*;/.test(cell.source.slice(end))
    ? ';'
    : '';
}

/** `net.eval()` stands right above. */
function isEvaluated(statement: SyntaxNode, name: string): boolean {
  const siblings = statement.parent?.namedChildren ?? [];
  return siblings[siblings.indexOf(statement) - 1]?.text === `${name}.eval()`;
}

function exportEstimator(
  { saved, call }: ISave,
  file: IFile,
  { inputs }: IExample,
  { model, edit, decline }: IRewriteContext
): IDeclined | null {
  const estimator = estimatorOf(model, creationOf(model, saved));
  if ('reason' in estimator) {
    return decline(estimator.reason);
  }
  if ([...call.walk()].some(n => n.kind === 'comment')) {
    return decline('A comment within the call would be lost.');
  }
  const convert = edit.addImport('skl2onnx', 'to_onnx', call);
  // Probabilities as one table, not as a dictionary for every row.
  const options = estimator.hasProbabilities ? ', options={"zipmap": False}' : '';
  const bytes = `${convert}(${saved.text}, ${rowText(inputs[0], call, edit)}${options}).SerializeToString()`;
  if (file.block && file.handle) {
    edit.replace(file.path, onnxPath(file.path, edit));
    edit.replace(call, `${file.handle}.write(${bytes})`);
  } else {
    const indent = lineIndent(call.cell, call.start);
    // The number of bytes is nothing to show below the cell.
    edit.replace(
      call,
      `${onnxPathObject(file.path, edit)}.write_bytes(\n${indent}    ${bytes}\n${indent})${quiet(call.statement)}`
    );
  }
  return null;
}
