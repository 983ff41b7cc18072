/** Writes the Pydantic model for a schema, and the generator that leaves out what nobody wrote. */
import type { SyntaxNode } from '../../src/core';
import type { IField, ISchema } from './schema';

/** What the generator is called where the name is free. */
export const generatorName = 'PlainSchema';

/** Pydantic's own schema, without the titles, and with what is optional simply not required. */
export function generatorText(name: string, base: string, any: string): string {
  return `class ${name}(${base}):
    """Schemas for tool calling: no titles, and what is optional is just not required."""

    def field_title_should_be_set(self, schema: ${any}) -> bool:
        return False

    def model_schema(self, schema: ${any}) -> dict[str, ${any}]:
        return {key: part for key, part in super().model_schema(schema).items() if key != "title"}

    def nullable_schema(self, schema: ${any}) -> dict[str, ${any}]:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: ${any}) -> dict[str, ${any}]:
        if schema.get("default") is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)`;
}

type Importer = (module: string, name: string) => string;

export function modelText(schema: ISchema, name: string, add: Importer): string {
  const { fields, description, isClosed, dictionary } = schema;
  const lines = [
    `class ${name}(${add('pydantic', 'BaseModel')}${isClosed ? ', extra="forbid"' : ''}):`,
    ...(description === null ? [] : [`    """${description}"""`, ''])
  ];
  const comments = commentsIn(dictionary);
  for (const field of fields) {
    while (comments.length && comments[0].start < field.pair.end) {
      lines.push(`    ${comments.shift()?.text ?? ''}`);
    }
    lines.push(...fieldLines(field, add));
    if (comments.length && isBeside(comments[0], field.pair)) {
      lines[lines.length - 1] += `  ${comments.shift()?.text ?? ''}`;
    }
  }
  lines.push(...comments.map(c => `    ${c.text}`));
  return lines.join('\n');
}

function commentsIn(node: SyntaxNode): SyntaxNode[] {
  return node.cell.comments.filter(c => c.start > node.start && c.end < node.end);
}

function isBeside(comment: SyntaxNode, pair: SyntaxNode): boolean {
  const { lines } = pair.cell;
  return lines.position(comment.start).line === lines.position(pair.end).line;
}

function fieldLines(field: IField, add: Importer): string[] {
  const { name, isRequired } = field;
  const spelled = (text: string): string =>
    text
      .replace(/^(list\[Annotated\[|list\[)*Literal\[/, m =>
        m.replace('Literal', add('typing', 'Literal'))
      )
      .replace(/\bAnnotated\[/g, () => `${add('typing', 'Annotated')}[`)
      .replace(/, Field\(/g, () => `, ${add('pydantic', 'Field')}(`);
  const isOptional = !isRequired && field.default === null;
  const type = `${spelled(field.type)}${isOptional ? ' | None' : ''}`;
  const standard = isOptional ? 'None' : field.default;
  if (!field.options.length) {
    return [`    ${name}: ${type}${standard === null ? '' : ` = ${standard}`}`];
  }
  const options = [...(standard === null ? [] : [`default=${standard}`]), ...field.options];
  const open = `    ${name}: ${type} = ${add('pydantic', 'Field')}(`;
  const line = `${open}${options.join(', ')})`;
  return line.length <= 88 ? [line] : [open, ...options.map(o => `        ${o},`), '    )'];
}
