/**
 * Finds a parameter of which a function only calls a few methods while the notebook passes it objects of two or more unrelated classes,
 * and writes down what they have in common as a `typing.Protocol`. Classes with a common base that has the methods are left alone:
 * that base is their type.
 */
import {
  decorators,
  defineMigration,
  enclosingFunction,
  placeHelper,
  type IInferredType,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { classesByMethod, hasAttribute, methodsOf, passedClasses, sharesBase } from './classes';
import { demandOn, type IDemand } from './demand';
import { protocolFor } from './protocol';

interface IDuckType {
  readonly demand: IDemand;
  readonly classes: readonly IInferredType[];
}

export default defineMigration<IDuckType>({
  name: 'unchecked-duck-type',
  title: 'Parameter that several classes fit',
  summary: 'Writes what the classes passed for a parameter share as a Protocol.',
  group: 'Configuration and types',
  tier: 'quiet',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['PEP 544'],
  why: 'Nothing says which methods an object needs here, so a class that lacks one is found out only when the line runs.',

  *detectIn({ syntax }, { model }) {
    const counts = model.memo(classesByMethod);
    if (![...counts.values()].some(n => n > 1)) {
      return;
    }
    for (const definition of syntax.nodes('function_definition')) {
      if (
        enclosingFunction(definition) ||
        decorators(definition).length ||
        model.blindMention(definition.child('name')?.text ?? '')
      ) {
        continue;
      }
      for (const parameter of definition.child('parameters')?.namedChildren ?? []) {
        const demand =
          parameter.kind === 'identifier' ? demandOn(model, definition, parameter) : null;
        if (demand?.methods.every(m => (counts.get(m) ?? 0) > 0)) {
          const classes = passedClasses(model, demand);
          if (classes.length > 1 && fit(model, demand, classes)) {
            yield {
              at: parameter,
              data: { demand, classes },
              anchor: `${definition.child('name')?.text ?? ''}.${demand.name}`
            };
          }
        }
      }
    }
  },

  message: ({ data: { demand, classes } }) =>
    `\`${demand.name}\` takes objects of ${classes.length} classes that share ${several(demand.methods)}`,

  rewrite({ data: { demand, classes } }, { model, edit, decline }) {
    const user = top(demand.definition);
    const { lines, obstacle } = protocolFor(model, demand, classes, () =>
      edit.addImport('typing', 'Any', user)
    );
    const base = edit.addImport('typing', 'Protocol', user);
    if (obstacle) {
      return decline(obstacle);
    }
    const { parameter } = demand;
    const name = placeHelper(
      edit,
      user,
      nameFor(demand),
      own => `class ${own}(${base}):\n${lines.join('\n')}`
    );
    edit.insertAfter(parameter, `: ${name}`);
    return {
      title: `Write a Protocol for ${demand.name}`,
      applicability: 'suggested',
      risks: ['Type checkers then refuse objects that lack one of these methods.']
    };
  }
});

function fit(model: SemanticModel, demand: IDemand, classes: readonly IInferredType[]): boolean {
  return (
    demand.methods.every(m => methodsOf(model, classes, m) !== null) &&
    demand.attributes.every(a => classes.every(c => hasAttribute(model, c, a))) &&
    !sharesBase(model, classes, demand.methods)
  );
}

/** The statement at the top of the cell that holds a definition. */
function top(definition: SyntaxNode): SyntaxNode {
  let n = definition;
  while (n.parent && n.parent.kind !== 'module') {
    n = n.parent;
  }
  return n;
}

/** `shape` → `ShapeLike`; a name of one or two letters says less than what is called. */
function nameFor({ name, methods }: IDemand): string {
  const title = (text: string): string =>
    text
      .split('_')
      .filter(Boolean)
      .map(w => w[0].toUpperCase() + w.slice(1))
      .join('');
  return name.length > 2 ? `${title(name)}Like` : `Supports${title(methods[0])}`;
}

function several(methods: readonly string[]): string {
  const [first, ...rest] = methods.map(m => `\`${m}\``);
  return rest.length ? `${first} and ${rest.length} more` : first;
}
