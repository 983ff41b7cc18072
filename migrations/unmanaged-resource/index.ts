/**
 * Finds files, connections, sockets, sessions and executors that are opened without `with`, and puts a `with` block around exactly
 * their uses. A handle that is handed on, or that something else closes, is left alone.
 */
import {
  defineMigration,
  keywordArgument,
  positionalArguments,
  shortText,
  stringValue,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { resourceOf, useOf, extentOf, type Extent } from './uses';
import type { IResource } from './resources';
import { wrapInline } from './inline';
import { wrapUses } from './wrap';

export interface IOpened {
  readonly call: SyntaxNode;
  readonly resource: IResource;
  /** The name that holds the handle; null when it is used where it is opened. */
  readonly binding: Binding | null;
  readonly extent: Extent | null;
  /** False when the mode says that only reading happens. */
  readonly writes: boolean;
}

export default defineMigration<IOpened>({
  name: 'unmanaged-resource',
  title: 'Resource opened without with',
  summary: 'Puts a with block around the uses of a file, connection or executor.',
  group: 'Resources',
  tier: 'normal',
  applicability: 'safe',
  since: '0.1.0',
  sources: ['ruff:SIM115', 'pylint:R1732'],
  why: 'When a line in between fails, the resource stays open and what was written may be lost.',

  *detectIn({ syntax }, { model }) {
    for (const call of syntax.nodes('call')) {
      const resource = resourceOf(model, call);
      if (!resource || isInEnter(call)) {
        continue;
      }
      const use = useOf(model, call, resource);
      const writes = mayWrite(model, call);
      if (use.kind === 'derived' && use.binding.value === call) {
        const { binding } = use;
        const extent = extentOf(model, binding, resource);
        const isDeliberate = extent.kind === 'kept' && extent.spansCells && resource.isClient;
        if (extent.kind !== 'managed' && !isDeliberate) {
          yield { at: call, data: { call, resource, binding, extent, writes } };
        }
      } else if (use.kind === 'used' && !resource.isClient) {
        yield { at: call, data: { call, resource, binding: null, extent: null, writes } };
      }
    }
  },

  message: ({ data: { binding, call, resource } }) =>
    binding
      ? `The ${resource.noun} \`${binding.name}\` is opened without \`with\``
      : `Nothing closes \`${shortText(call, 30)}\``,

  rewrite({ data }, context) {
    const { binding, extent } = data;
    if (!binding || !extent) {
      return wrapInline(data, context);
    }
    if (extent.kind !== 'local') {
      return context.decline(
        `No with block holds all uses: ${extent.kind === 'kept' ? extent.reason : 'it is managed elsewhere'}.`
      );
    }
    if (extent.last === (binding.statement as SyntaxNode).statement) {
      return context.decline(`\`${binding.name}\` is opened and never used.`);
    }
    return wrapUses(data, binding, extent, context);
  }
});

/** A class that manages the resource itself opens it in `__enter__`. */
function isInEnter(call: SyntaxNode): boolean {
  const definition = call.ancestor('function_definition');
  return /^__a?enter__$/.test(definition?.child('name')?.text ?? '');
}

/** False only for a mode that is known and reads. */
function mayWrite(model: SemanticModel, call: SyntaxNode): boolean {
  const target = call.child('function')?.text ?? '';
  // `open(p, mode)`, but `Path(p).open(mode)`.
  const position = model.qualifiedName(call.child('function')) ? 1 : 0;
  const mode = keywordArgument(call, 'mode') ?? positionalArguments(call)[position] ?? null;
  if (!mode) {
    return !/(^|\.)(open|ZipFile|urlopen)$/.test(target);
  }
  const text = stringValue(mode);
  return text === null || /[wax+]/.test(text);
}
