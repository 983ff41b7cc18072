/**
 * Finds JSON schemas that are written by hand as a dict, for tool calling or structured output, and replaces them by a Pydantic model
 * and the schema that it generates. The two are equal: a schema that says what a model cannot say in the same words is left as it is,
 * with the reason.
 */
import {
  defineMigration,
  keywordArgument,
  placeHelper,
  stringValue,
  type IRewrite,
  type IRewriteContext,
  type SyntaxNode
} from '../../src/core';
import { generatorName, generatorText, modelText } from './modelText';
import { entriesOf, isObjectSchema, Obstacle, readSchema, type ISchema } from './schema';

interface IHandwritten {
  readonly dictionary: SyntaxNode;
  /** The tool or variable that the schema belongs to, where it has a name. */
  readonly name: string | null;
}

export default defineMigration<IHandwritten>({
  name: 'handwritten-tool-schema',
  title: 'JSON schema written by hand',
  summary: 'Replaces a hand-written JSON schema by a Pydantic model.',
  group: 'Configuration and types',
  tier: 'quiet',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['pydantic:model_json_schema'],
  why: 'Nothing checks the answer of the language model against the schema, and a change in one place is forgotten in the other.',

  *detectIn({ syntax }) {
    if (!/["']properties["']/.test(syntax.source)) {
      return;
    }
    for (const dictionary of syntax.nodes('dictionary')) {
      if (isObjectSchema(dictionary) && !isPart(dictionary) && isForModel(dictionary)) {
        const name = nameOf(dictionary);
        yield { at: dictionary, data: { dictionary, name }, ...(name ? { anchor: name } : {}) };
      }
    }
  },

  message: ({ data: { name } }) =>
    name ? `The schema of \`${name}\` is written by hand` : 'A JSON schema is written by hand',

  rewrite({ data: { dictionary, name } }, context) {
    try {
      return replace(readSchema(dictionary), name, context);
    } catch (reason) {
      if (reason instanceof Obstacle) {
        return context.decline(reason.message);
      }
      throw reason;
    }
  }
});

function replace(schema: ISchema, name: string | null, { edit }: IRewriteContext): IRewrite {
  const { dictionary } = schema;
  const user = topLevel(dictionary.statement);
  const add = (module: string, imported: string): string => edit.addImport(module, imported, user);
  const base = add('pydantic.json_schema', 'GenerateJsonSchema');
  const any = add('typing', 'Any');
  const generator = placeHelper(edit, user, generatorName, own => generatorText(own, base, any));
  const model = placeHelper(edit, user, classNameFor(name), own => modelText(schema, own, add));
  edit.replace(dictionary, `${model}.model_json_schema(schema_generator=${generator})`);
  return {
    title: name ? `Write the schema of ${name} as a model` : 'Write the schema as a model',
    applicability: 'suggested',
    risks: [
      'Pydantic 2 must be installed before the first imports run, and the keys of the schema come in another order.'
    ]
  };
}

/** Where clients of language models take a schema; other libraries have words of their own for such dicts. */
const places =
  /^(parameters|schema|(input|output|json|response|args|response_json)_?schema|parameters_?json_?schema|guided_json|format)$/i;

function isForModel({ parent }: SyntaxNode): boolean {
  switch (parent?.kind) {
    case 'pair':
      return places.test(stringValue(parent.child('key')) ?? '');
    case 'keyword_argument':
      return places.test(parent.child('name')?.text ?? '');
    case 'assignment':
      return /schema|param|tool|format/i.test(parent.child('left')?.text ?? '');
  }
  return false;
}

/** Below another schema: part of that one. */
function isPart(dictionary: SyntaxNode): boolean {
  for (let n = dictionary.parent; n; n = n.parent) {
    if (n.kind === 'dictionary' && (entriesOf(n)?.has('properties') ?? false)) {
      return true;
    }
  }
  return false;
}

/** `"name": "get_weather"` beside the schema, `name="get_weather"` in the call, or the variable. */
function nameOf(dictionary: SyntaxNode): string | null {
  const { parent } = dictionary;
  if (parent?.kind === 'pair') {
    return stringValue(entriesOf(parent.parent)?.get('name') ?? null);
  }
  if (parent?.kind === 'keyword_argument') {
    const call = parent.parent?.parent;
    return call?.kind === 'call' ? stringValue(keywordArgument(call, 'name')) : null;
  }
  const target = parent?.kind === 'assignment' ? parent.child('left') : null;
  return target?.kind === 'identifier' ? target.text : null;
}

/** `get_weather` → `GetWeatherArguments`, `order_schema` → `Order`. */
function classNameFor(name: string | null): string {
  const words = (name ?? '').split(/[^A-Za-z0-9]+/).filter(Boolean);
  const isSchema = words.length > 1 && /^schema$/i.test(words.at(-1) ?? '');
  const title = (isSchema ? words.slice(0, -1) : words)
    .map(w => (w === w.toUpperCase() ? w.toLowerCase() : w))
    .map(w => w[0].toUpperCase() + w.slice(1))
    .join('')
    .replace(/^[^A-Za-z]+/, '');
  return title === '' ? 'Arguments' : isSchema ? title : `${title}Arguments`;
}

function topLevel(statement: SyntaxNode): SyntaxNode {
  let n = statement;
  while (n.parent && n.parent.kind !== 'module') {
    n = n.parent;
  }
  return n;
}
