/**
 * Finds classes of the notebook that leave out a method their base asks for (`@abstractmethod`, or a body that only raises
 * `NotImplementedError`) and that are created nevertheless. Advice only: what the method has to do is not known here. Abstract
 * classes in between, classes that are never created, and classes with bases that are not known are left alone.
 */
import {
  cellName,
  defineMigration,
  ownerClass,
  type ICellModel,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { hierarchyOf, type Ancestor } from './hierarchy';
import { missingMethods, type IMissing } from './missing';

interface IData {
  readonly name: string;
  readonly missing: readonly IMissing[];
  /** A call that creates an object of the class. */
  readonly created: SyntaxNode;
}

export default defineMigration<IData>({
  name: 'incomplete-subclass',
  title: 'Subclass that leaves out a required method',
  summary: 'Names the methods that a subclass still has to write.',
  group: 'Interfaces',
  tier: 'act-now',
  applicability: 'manual',
  since: '0.1.0',
  sources: ['pylint:W0223', 'pylint:E0110', 'mypy:abstract'],
  why: 'Creating the object fails, or the method fails when it is called, perhaps hours into a run.',

  *detectIn({ syntax }, { model }) {
    for (const definition of syntax.nodes('class_definition')) {
      const name = definition.child('name');
      const isTop = model.scopeOf(definition)?.parent?.kind === 'module';
      if (!name || !isTop || !definition.child('superclasses')) {
        continue;
      }
      const created = creationOf(model, definition);
      const hierarchy = created && hierarchyOf(model, definition);
      if (!hierarchy) {
        continue;
      }
      const missing = missingMethods(model, hierarchy).filter(
        m =>
          !isAddedLater(model, hierarchy.order, m.method) &&
          (m.isAbstract || !model.memo(isExpected))
      );
      if (missing.length) {
        yield { at: name, data: { name: name.text, missing, created }, anchor: name.text };
      }
    }
  },

  message: ({ data: { name, missing, created } }, { model }) => {
    const [{ base }] = missing;
    const methods = missing
      .map(m => (m.base === base ? `\`${m.method}\`` : `\`${m.base}.${m.method}\``))
      .join(', ');
    return `\`${name}\` lacks ${methods} of \`${base}\` and is created in ${cellName(model, created)}`;
  }
});

/** The first call that certainly creates an object of the class, outside of a `try` that may wait for the failure. */
function creationOf(model: SemanticModel, definition: SyntaxNode): SyntaxNode | null {
  const name = definition.child('name')?.text ?? '';
  const use = model.usesOf(name).find(r => {
    const bindings = model.definitions(r);
    return (
      r.node.parent?.kind === 'call' &&
      r.node.field === 'function' &&
      bindings.length === 1 &&
      bindings[0].statement === definition &&
      !isAwaitedFailure(model, r)
    );
  });
  return use?.node.parent ?? null;
}

/** In a `try`, or in `with pytest.raises(…)`: the failure is what is shown. */
function isAwaitedFailure(model: SemanticModel, use: Reference): boolean {
  for (let n: SyntaxNode | null = use.node; n; n = n.parent) {
    const isTry = n.kind === 'try_statement' && n.childOfKind('except_clause') !== null;
    const isWith = n.kind === 'with_statement' && /raises|suppress/i.test(n.text.split('\n')[0]);
    if (isTry || isWith) {
      return true;
    }
  }
  return model
    .cellOf(use.node)
    .source.split('\n')
    .some(line => /^\s*%%?(expect_exception|xmode)\b/.test(line));
}

/** The notebook handles `NotImplementedError`, or names it elsewhere than in `raise`. */
function isExpected(model: SemanticModel): boolean {
  return model.collect(expectedIn).length > 0;
}

function expectedIn(_model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax
    .nodes('identifier')
    .filter(n => n.text === 'NotImplementedError' && !n.ancestor('raise_statement'));
}

/** Functions outside of classes whose first parameter says its type: what `@patch` makes methods. */
function patchesIn(_model: SemanticModel, { syntax }: ICellModel): readonly string[] {
  return syntax.nodes('function_definition').flatMap(d => {
    const isTyped = d.child('parameters')?.namedChildren[0]?.child('type') != null;
    return isTyped && !ownerClass(d) ? [d.child('name')?.text ?? ''] : [];
  });
}

/** `Shape.area = …`, `setattr(Shape, …)`, `@patch def area(self: Shape)`: the method comes from elsewhere. */
function isAddedLater(model: SemanticModel, order: readonly Ancestor[], method: string): boolean {
  if (model.collect(patchesIn).includes(method)) {
    return true;
  }
  return order.some(entry => {
    const name = typeof entry === 'string' ? null : (entry.child('name')?.text ?? null);
    return (
      name !== null &&
      (model.blindMention(name) !== null ||
        model.usesOf(name).some(({ node }) => {
          const { parent } = node;
          const attribute = parent?.kind === 'attribute' ? parent.child('attribute')?.text : null;
          return (
            (parent?.kind === 'attribute' &&
              parent.field === 'left' &&
              (attribute === method || attribute === '__abstractmethods__')) ||
            (parent?.kind === 'argument_list' &&
              /^(setattr|register|.*\bpatch\w*)$/.test(
                parent.parent?.child('function')?.text ?? ''
              ))
          );
        }))
    );
  });
}
