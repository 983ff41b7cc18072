/**
 * Finds classes of the notebook whose objects do one thing under a name such as `run()` or `compute_forward_pass()`, and makes the
 * objects callable: `model(x)`. Layers and models get `forward` beside it. Every use in every cell is rewritten with it.
 */
import {
  defineMigration,
  indentUnit,
  lineIndent,
  type IRewriteContext,
  type SyntaxNode
} from '../../src/core';
import { computeOf, type ICompute } from './shape';
import { obstacle, usesOf } from './uses';

export default defineMigration<ICompute>({
  name: 'named-compute-method',
  title: 'Object used through one method',
  summary: 'Makes an object that does one thing callable: model(x), not model.run(x).',
  group: 'Interfaces',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: [],
  settings: [
    {
      name: 'hooks',
      title: 'Hooks around the call',
      description:
        'When on, the call runs functions before and after the pass; when off, it only runs the pass.',
      default: false
    }
  ],
  why: 'The method has another name in every class, so that one model, layer or function cannot take the place of another.',

  *detectIn({ syntax }, { model }) {
    for (const definition of syntax.nodes('class_definition')) {
      const data = computeOf(model, definition);
      if (data && usesOf(model, data).own.some(n => !n.isInside(definition))) {
        const at = data.method.child('name') as SyntaxNode;
        yield { at, data, anchor: `${data.name}.${data.verb}` };
      }
    }
  },

  message: ({ data: { name, verb } }) => `\`${name}\` does one thing, and only as \`${verb}()\``,

  rewrite({ data }, context) {
    const { model, edit, decline, settings } = context;
    const uses = usesOf(model, data);
    const reason = obstacle(model, data, uses);
    if (reason) {
      return decline(reason);
    }
    const hasHooks = settings.hooks === true;
    const isFree = !model.scopeOf(data.definition)?.bindings.has('forward');
    if (isFree && (data.isLayer || hasHooks)) {
      addCall(data, hasHooks, context);
    } else {
      edit.replace(data.method.child('name') as SyntaxNode, '__call__');
    }
    for (const n of uses.own) {
      const object = n.child('object') as SyntaxNode;
      // model.run(x)
      //      ^^^^
      edit.replaceRange(n.cell, { start: object.end, end: n.end }, '');
    }
    return {
      title: `Call ${data.name} objects themselves`,
      applicability: 'suggested',
      risks: [
        `Code outside the notebook that calls \`${data.verb}()\` has to call the object itself.`
      ]
    };
  }
});

/** `forward` does the work, `__call__` runs it. */
function addCall({ method }: ICompute, hasHooks: boolean, { edit }: IRewriteContext): void {
  const { cell } = method;
  const outer = lineIndent(cell, method.start);
  const unit = indentUnit(cell);
  const [self, ...given] = method.child('parameters')?.namedChildren ?? [];
  const isPlain = !hasHooks && given.every(p => p.kind === 'identifier');
  const passed = isPlain ? given.map(p => p.text).join(', ') : '*args, **kwargs';
  const me = self.text;
  const pass = `${me}.forward(${passed})`;
  const lines = hasHooks
    ? [
        'pre_hooks = ()',
        'post_hooks = ()',
        '',
        `def __call__(${me}, ${passed}):`,
        `${unit}for hook in ${me}.pre_hooks:`,
        `${unit}${unit}hook(${me}, ${passed})`,
        `${unit}result = ${pass}`,
        `${unit}for hook in ${me}.post_hooks:`,
        `${unit}${unit}hook(${me}, result)`,
        `${unit}return result`
      ]
    : [`def __call__(${me}, ${passed}):`, `${unit}return ${pass}`];
  edit.replace(method.child('name') as SyntaxNode, 'forward');
  const end = cell.lines.lineEnd(cell.lines.position(method.end).line);
  edit.insert(cell, end, `\n\n${lines.map(l => (l ? outer + l : l)).join('\n')}`);
}
