/**
 * Finds functions and methods without annotations and writes those that the notebook makes certain: from defaults, from what every
 * call passes, from what the body needs, from what is returned. Where one of them leaves a doubt, that place stays as it is; a function
 * about which nothing is certain is not mentioned.
 */
import {
  cellName,
  decorators,
  defineMigration,
  enclosingFunction,
  ownerClass,
  shortText,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { handedOn } from './calls';
import { typesOf } from './inference';
import { parametersOf, receiverOf } from './signature';
import { iterator, spell } from './spelling';
import type { ITypes } from './types';

interface IAnnotation {
  /** The parameter, or null for what the function returns. */
  readonly parameter: SyntaxNode | null;
  readonly type: string;
  /** True when it rests on what a running kernel held. */
  readonly isSeen: boolean;
}

interface IUntyped {
  readonly definition: SyntaxNode;
  readonly name: string;
  readonly annotations: readonly IAnnotation[];
}

/** Decorators that never look at annotations. */
const plainDecorators =
  /^(staticmethod|classmethod|property|[\w.]+\.(setter|getter)|(abc\.)?abstractmethod|(functools\.)?(lru_cache|cache|cached_property|wraps)\b.*|(contextlib\.)?contextmanager|torch\.(no_grad|inference_mode)\(\))$/s;

/** Base classes that never look at the annotations of methods. */
const plainBases =
  /^(builtins\.(object|\w*(Error|Exception))|abc\.ABC|enum\.\w+|torch\.nn\.\w+|torch\.nn\.modules\.\w+|torch\.utils\.data\.\w+|torch\.autograd\.Function|torch\.optim\.\w+|sklearn\.base\.\w+|unittest\.TestCase|gym(nasium)?\.\w+)$/;

/** These take an annotation for a value. */
const takesAsValue = /^ipywidgets\.|(^|\.)interact(ive|_manual|ive_output)?$/;

export default defineMigration<IUntyped>({
  name: 'untyped-function',
  title: 'Function without types',
  summary: 'Annotates parameters and returns whose type the notebook makes certain.',
  group: 'Configuration and types',
  tier: 'quiet',
  applicability: 'safe',
  since: '0.1.0',
  sources: ['PEP 484', 'ruff:ANN'],
  why: 'Nothing says what the function takes and returns, so a wrong value is noticed only deep inside, and editors cannot help.',

  *detectIn({ syntax }, { model }) {
    for (const definition of syntax.nodes('function_definition')) {
      if (
        enclosingFunction(definition) ||
        /#\s*type:/.test(definition.text) ||
        isTakenAsValue(model, definition)
      ) {
        continue;
      }
      const annotations = annotationsFor(model, definition);
      if (isWorthSaying(definition, annotations)) {
        const name = definition.child('name') as SyntaxNode;
        const owner = ownerClass(definition)?.child('name')?.text;
        yield {
          at: name,
          data: { definition, name: name.text, annotations },
          anchor: owner ? `${owner}.${name.text}` : name.text
        };
      }
    }
  },

  message: ({ data: { name, annotations } }) => {
    const what = annotations.length === 1 ? 'a type' : `${annotations.length} types`;
    const seen = annotations.filter(a => a.isSeen).length;
    if (seen) {
      return seen === annotations.length
        ? `\`${name}\` leaves out ${what} that the running kernel shows`
        : `\`${name}\` leaves out ${what}, ${seen} of them seen in the running kernel`;
    }
    return `\`${name}\` leaves out ${what} that ${annotations.length === 1 ? 'is' : 'are'} certain`;
  },

  rewrite({ data: { definition, name, annotations } }, { model, edit }) {
    for (const { parameter, type } of annotations) {
      const text = type.includes(iterator)
        ? type.replace(iterator, edit.addImport('collections.abc', 'Iterator', definition))
        : type;
      const value = parameter?.child('value');
      if (!parameter) {
        edit.insertAfter(definition.child('parameters') as SyntaxNode, ` -> ${text}`);
      } else if (value) {
        const target = parameter.child('name') as SyntaxNode;
        edit.replaceRange(parameter.cell, { start: target.end, end: value.start }, `: ${text} = `);
      } else {
        edit.insertAfter(parameter, `: ${text}`);
      }
    }
    const risks = [...seenRisks(annotations), ...risksOf(model, definition, name)];
    return {
      title: `Annotate ${name}()`,
      applicability: risks.length ? 'suggested' : 'safe',
      risks
    };
  }
});

function annotationsFor(model: SemanticModel, definition: SyntaxNode): IAnnotation[] {
  const places = untypedParameters(definition).filter(hasPlainGap);
  const annotations = [...places, ...(definition.child('return_type') ? [] : [null])].map(place =>
    annotationAt(model, definition, place)
  );
  return annotations.filter(a => a !== null);
}

/** @param parameter null for what the function returns */
function annotationAt(
  model: SemanticModel,
  definition: SyntaxNode,
  parameter: SyntaxNode | null
): IAnnotation | null {
  const textBy = (types: ITypes): string | null => {
    const type = parameter ? types.parameter(definition, parameter) : types.returned(definition);
    return type && spell(model, type, definition);
  };
  const certain = textBy(typesOf(model));
  if (certain || !model.hasObserved) {
    return certain ? { parameter, type: certain, isSeen: false } : null;
  }
  const seen = textBy(typesOf(model, true));
  // That nothing came back once says little.
  return seen && seen !== 'None' ? { parameter, type: seen, isSeen: true } : null;
}

function untypedParameters(definition: SyntaxNode): SyntaxNode[] {
  const receiver = receiverOf(definition);
  return parametersOf(definition).filter(
    p => p !== receiver && /^(identifier|default_parameter)$/.test(p.kind)
  );
}

/** A comment between the name and its default stays where it is. */
function hasPlainGap(parameter: SyntaxNode): boolean {
  const name = parameter.child('name');
  const value = parameter.child('value');
  return !name || !value || /^\s*=\s*$/.test(parameter.cell.source.slice(name.end, value.start));
}

/** That nothing is returned is worth a word only where it completes types that are there already. */
function isWorthSaying(definition: SyntaxNode, annotations: readonly IAnnotation[]): boolean {
  return (
    annotations.some(a => a.parameter !== null || a.type !== 'None') ||
    (annotations.length > 0 &&
      untypedParameters(definition).length === 0 &&
      parametersOf(definition).some(p => /^typed/.test(p.kind)))
  );
}

function isTakenAsValue(model: SemanticModel, definition: SyntaxNode): boolean {
  const isWidget = (target: SyntaxNode | null): boolean =>
    takesAsValue.test(model.qualifiedName(target) ?? target?.text ?? '');
  return (
    decorators(definition).some(d => isWidget(d.kind === 'call' ? d.child('function') : d)) ||
    handedOn(model, definition).some(node => {
      const call = node.ancestor('call');
      return call !== null && isWidget(call.child('function'));
    })
  );
}

function seenRisks(annotations: readonly IAnnotation[]): string[] {
  const seen = annotations
    .filter(a => a.isSeen)
    .map(({ parameter, type }) =>
      parameter ? `\`${(parameter.child('name') ?? parameter).text}: ${type}\`` : `\`-> ${type}\``
    );
  return seen.length
    ? [
        `What the kernel held in this run says ${seen.join(', ')}; another run may pass other types.`
      ]
    : [];
}

/** Who may read the annotations at run time. */
function risksOf(model: SemanticModel, definition: SyntaxNode, name: string): string[] {
  const risks: string[] = [];
  const owner = ownerClass(definition);
  const decorator = decorators(definition).find(d => !plainDecorators.test(d.text));
  if (decorator) {
    risks.push(`\`@${shortText(decorator)}\` may read the annotations and act on them.`);
  }
  const onClass =
    owner && decorators(owner).find(d => !/^(dataclasses\.)?dataclass\b/.test(d.text));
  if (onClass) {
    risks.push(`\`@${shortText(onClass)}\` may read the annotations of the methods.`);
  }
  const base = (owner?.child('superclasses')?.namedChildren ?? []).find(
    b => !isPlainBase(model, b)
  );
  if (base) {
    risks.push(`The base class \`${shortText(base)}\` may read the annotations of its methods.`);
  }
  const [handed] = handedOn(model, definition);
  if (handed) {
    risks.push(
      `\`${name}\` is passed on in ${cellName(model, handed)}, and what receives it may read the annotations.`
    );
  }
  return risks;
}

function isPlainBase(
  model: SemanticModel,
  base: SyntaxNode,
  seen: readonly SyntaxNode[] = []
): boolean {
  const type = model.qualifiedName(base);
  if (type) {
    return plainBases.test(type);
  }
  const bindings = base.kind === 'identifier' ? model.moduleBindings(base.text) : [];
  const definition = bindings.length === 1 ? bindings[0].statement : null;
  return (
    definition?.kind === 'class_definition' &&
    !seen.includes(definition) &&
    (definition.child('superclasses')?.namedChildren ?? []).every(b =>
      isPlainBase(model, b, [...seen, definition])
    )
  );
}
