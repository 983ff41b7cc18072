/**
 * Finds classes that hold samples but hand them out only through methods of their own (`size()`, `get_item(i)`, `next_batch()`), and
 * adds the special methods that `len()`, indexing, `for` and PyTorch's `DataLoader` ask for. The methods stay; the new ones call them.
 */
import {
  defineMigration,
  indentUnit,
  lineIndent,
  ownNodes,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type SyntaxNode
} from '../../src/core';
import { containerOf, required, type IContainer } from './shape';

export default defineMigration<IContainer>({
  name: 'unsized-container',
  title: 'Collection without len() and indexing',
  summary: 'Gives a class with size() and get(i) the methods behind len(), [i] and for.',
  group: 'Interfaces',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: [],
  why: '`len()`, `[i]`, slices, `for` and `DataLoader` do not work on it, so every caller has to know its own names.',

  *detectIn({ syntax }, { model }) {
    for (const definition of syntax.nodes('class_definition')) {
      const data = containerOf(model, definition);
      if (data) {
        const at = definition.child('name') as SyntaxNode;
        yield { at, data, anchor: `class ${data.name}` };
      }
    }
  },

  message: ({ data }) =>
    data.instead.length
      ? `\`${data.name}\` has ${data.instead.map(m => `\`${m}\``).join(' and ')}, but no ${words(data)}`
      : `\`${data.name}\` has no ${words(data)}`,

  rewrite: ({ data }, context) => complete(data, context)
});

function words({ missing, get, next }: IContainer): string {
  const all = missing.flatMap(m =>
    m === '__len__' ? '`len()`' : m === '__getitem__' ? '`[i]`' : get && !next ? [] : '`for` loop'
  );
  return all.join(' and no ');
}

function complete(data: IContainer, context: IRewriteContext): IRewrite | IDeclined {
  const { edit, decline } = context;
  const { definition, name, missing, length, derivedFrom, get, next, reset } = data;
  if (next) {
    const reason = endless(next);
    if (reason) {
      return decline(reason);
    }
  }
  const statements = (definition.child('body') as SyntaxNode).namedChildren;
  const last = statements[statements.length - 1];
  const { cell } = definition;
  const outer = lineIndent(cell, last.start);
  const unit = indentUnit(cell);
  const texts = missing.map(m =>
    m === '__len__'
      ? ['def __len__(self):', `${unit}return ${length ?? ''}`]
      : m === '__getitem__'
        ? itemText(get ?? '', unit)
        : iterationText(data, unit)
  );
  edit.insert(
    cell,
    endOfBody(last, outer),
    texts.map(t => `\n\n${t.map(l => outer + l).join('\n')}`).join('')
  );
  const risks: string[] = [];
  if (length) {
    risks.push(
      `An empty \`${name}\` counts as false in a condition from now on, as an empty list does.`
    );
  }
  if (derivedFrom) {
    risks.push(`The length is that of \`${derivedFrom}\`.`);
  }
  if (next) {
    risks.push(
      reset
        ? `Every loop calls \`${reset}()\` first.`
        : 'A second loop goes on where the first one stopped.'
    );
  }
  if (!risks.length) {
    risks.push(
      `\`${name}\` can be indexed, also from the end and by a slice, and loops run over it.`
    );
  }
  return { title: `Add ${missing.join(', ')} to ${name}`, applicability: 'suggested', risks };
}

/** The end of the last line of a class; comments below its last statement belong to that. */
function endOfBody({ cell, end }: SyntaxNode, indent: string): number {
  let line = cell.lines.position(end).line;
  const isComment = (text: string): boolean => text.startsWith(indent) && /^\s+#/.test(text);
  while (isComment(cell.source.slice(cell.lines.lineEnd(line) + 1).split('\n', 1)[0])) {
    line++;
  }
  return cell.lines.lineEnd(line);
}

function itemText(get: string, unit: string): string[] {
  return [
    'def __getitem__(self, index):',
    `${unit}if isinstance(index, slice):`,
    `${unit}${unit}return [self.${get}(i) for i in range(*index.indices(len(self)))]`,
    `${unit}if not -len(self) <= index < len(self):`,
    `${unit}${unit}raise IndexError(f"index {index} is out of range")`,
    `${unit}return self.${get}(index % len(self))`
  ];
}

function iterationText({ get, next, reset }: IContainer, unit: string): string[] {
  if (!next) {
    return [
      'def __iter__(self):',
      `${unit}return (self.${get ?? ''}(i) for i in range(len(self)))`
    ];
  }
  return [
    'def __iter__(self):',
    ...(reset ? [`${unit}self.${reset}()`] : []),
    `${unit}while (batch := self.${next.child('name')?.text ?? ''}()) is not None:`,
    `${unit}${unit}yield batch`
  ];
}

/** Why a loop over the batches would not know where to stop, or null when the method says so with `None`. */
function endless(next: SyntaxNode): string | null {
  const name = next.child('name')?.text ?? '';
  const [size] = required(next);
  if (size) {
    return `\`${name}()\` needs \`${size.text}\`, which a \`for\` loop cannot give.`;
  }
  const back = [...ownNodes(next, 'return_statement')];
  const isEnd = (r: SyntaxNode): boolean =>
    r.namedChildren.length === 0 || r.namedChildren[0].kind === 'none';
  return back.some(isEnd) && back.some(r => !isEnd(r))
    ? null
    : `\`${name}()\` never returns \`None\`, so that a loop over it would not stop.`;
}
