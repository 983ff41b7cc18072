import { modelOf } from '../../testing/parser';
import { followed, readsOf, siblings } from './followed';

async function inner(source: string): Promise<string[] | null> {
  const model = await modelOf(source);
  const [binding] = model.moduleBindings('cfg');
  const reads = readsOf(model, siblings(model, binding));
  const argument = reads.find(r => /^(argument_list|keyword_argument)$/.test(r.node.parent!.kind));
  return followed(model, argument!)?.map(r => r.node.parent!.text) ?? null;
}

describe('followed', () => {
  it.each([
    ['cfg = {}\ndef f(a, c):\n    return c["x"]\nf(1, cfg)', ['c["x"]']],
    ['cfg = {}\ndef f(*, c: dict):\n    return c["x"]\nf(c=cfg)', ['c["x"]']],
    ['cfg = {}\ndef f(c: dict):\n    return c["x"]\nf(c=cfg)\nf(cfg)', ['c["x"]']],
    ['cfg = {}\ndef f(c):\n    return c["x"]\nf(cfg)\nf({})', null],
    ['cfg = {}\ndef f(c):\n    c = 1\n    return c\nf(cfg)', null],
    ['cfg = {}\ndef f(c):\n    return c["x"]\nf(cfg)\ng = f', null],
    ['cfg = {}\nprint(cfg)', null]
  ])('follows the argument in %j', async (source, expected) => {
    expect(await inner(source)).toEqual(expected);
  });
});
