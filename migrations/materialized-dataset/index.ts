/**
 * Finds datasets that are read from a file as a whole and then taken in slices, and reads them batch by batch. A dataset that is
 * shuffled, indexed, shown or handed on as a whole is left alone.
 */
import { defineMigration } from '../../src/core';
import { datasetOf, originOf, type IDataset } from './loops';
import { laterObstacle } from './moved';
import { sourceOf, type Source } from './sources';
import { writeChunks, writeGenerator, writeMapped } from './write';

interface IFound {
  readonly dataset: IDataset;
  readonly source: Source;
}

export default defineMigration<IFound>({
  name: 'materialized-dataset',
  title: 'Dataset loaded as a whole for its batches',
  summary: 'Reads a dataset batch by batch instead of loading it and slicing it.',
  group: 'Memory',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: [],
  why: 'The whole dataset is held in memory although one batch is needed at a time, so the notebook fails once the file is large.',

  *detectIn({ syntax }, { model }) {
    if (!/\bopen\b|\bread_(csv|table)\b|\bload\b/.test(syntax.source)) {
      return;
    }
    for (const assignment of syntax.nodes('assignment')) {
      const binding = originOf(model, assignment);
      const source = binding && sourceOf(model, binding);
      const dataset =
        source && datasetOf(model, binding, source.kind === 'filled' ? source.block : null);
      if (dataset) {
        yield { at: assignment, data: { dataset, source } };
      }
    }
  },

  message: ({ data }) => `\`${data.dataset.name}\` is loaded as a whole and used in batches`,

  rewrite({ data: { dataset, source } }, context) {
    const { model, decline } = context;
    const { name, binding, counted } = dataset;
    if (source.kind === 'array') {
      return writeMapped(source.call, context);
    }
    if (counted) {
      const line = counted.cell.lines.position(counted.start).line;
      return decline(`The number of all items of \`${name}\` is needed in line ${line}.`);
    }
    const mention = binding.scope.kind === 'module' ? model.blindMention(name) : null;
    if (mention) {
      return decline(`Cell ${mention.index + 1} was not checked and mentions \`${name}\`.`);
    }
    const obstacle = laterObstacle(model, dataset, source);
    if (obstacle) {
      return decline(obstacle);
    }
    return source.kind === 'table'
      ? writeChunks(dataset, source.call, context)
      : writeGenerator(dataset, source, context);
  }
});
