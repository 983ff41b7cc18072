/**
 * Finds functions that build the client, connection or model they use, and makes it a parameter with the same default: built where
 * nothing is handed in. Functions that give back what they build, and those whose arguments decide how it is built, are left alone.
 */
import {
  defineMigration,
  indentLines,
  indentUnit,
  lineIndent,
  type EditBuilder,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { addFakeTest } from './fakeTest';
import { refusal } from './refusal';
import { dependencyOf, type IDependency } from './shape';

export default defineMigration<IDependency>({
  name: 'constructed-dependency',
  title: 'Function that builds the client it uses',
  summary: 'Lets a caller hand in the client that a function builds for itself.',
  group: 'Dependencies',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['Fowler: Dependency Injection'],
  settings: [
    {
      name: 'test',
      title: 'Add a test with a fake',
      description:
        'Adds a test below the function that hands in a fake, where it is certain that the function runs with one.',
      default: false
    }
  ],
  why: 'No test can hand in a fake, and no two calls can share a connection.',

  *detectIn({ syntax }, { model }) {
    for (const call of syntax.nodes('call')) {
      // Most calls stand elsewhere; this asks nothing of the model.
      if (call.field === 'right' && call.parent?.parent?.parent?.field === 'body') {
        const data = dependencyOf(model, call);
        if (data) {
          yield { at: call, data, anchor: `${data.owner} ${data.name}` };
        }
      }
    }
  },

  message: ({ data: { owner, call } }) =>
    `\`${owner}\` builds its own \`${call.child('function')?.text ?? ''}\``,

  rewrite({ data }, context) {
    const { model, edit, decline, settings } = context;
    const reason = refusal(model, data);
    if (reason) {
      return decline(reason);
    }
    const { definition, name, owner, assignment, call } = data;
    addParameter(edit, definition, `${name}${annotationOf(model, data)}None`);
    if (data.isAttribute) {
      // self.client = OpenAI() if client is None else client
      //                       ^
      edit.insertAfter(call, ` if ${name} is None else ${name}`);
    } else {
      guard(edit, assignment, name);
    }
    const untested = settings.test === true ? addFakeTest(data, context) : null;
    return {
      title: `Let a caller hand in ${name}`,
      applicability: 'suggested',
      risks: [
        `\`${owner}\` takes one more argument, \`${name}\`; whoever hands one in shares it between calls.`,
        ...(untested ? [`No test with a fake is added: ${untested}`] : [])
      ]
    };
  }
});

/** `: OpenAI | None = ` where the class is there when the function is defined, else `=`. */
function annotationOf(model: SemanticModel, { kind, call, definition }: IDependency): string {
  const target = call.child('function') as SyntaxNode;
  let root: SyntaxNode | null = target;
  while (root?.kind === 'attribute') {
    root = root.child('object');
  }
  const reference = root && model.referenceAt(root);
  const order = model.orderOf(definition);
  const isThere =
    reference?.scope.resolve(reference.name)?.kind === 'module' &&
    model.definitions(reference).every(b => {
      const at = model.orderOf(b.cell);
      return at < order || (at === order && b.effective <= definition.start);
    });
  return kind === 'class' && isThere ? `: ${target.text} | None = ` : '=';
}

function addParameter(edit: EditBuilder, definition: SyntaxNode, text: string): void {
  const list = definition.child('parameters') as SyntaxNode;
  const items = list.namedChildren;
  const last = items.at(-1);
  const rest = items.find(p => p.text.startsWith('**'));
  if (rest) {
    edit.insertBefore(rest, `${text}, `);
  } else if (!last) {
    edit.insert(list.cell, list.start + 1, text);
  } else {
    const { lines, source } = list.cell;
    const isOnOwnLine =
      lines.position(last.start).line !== lines.position(list.start).line &&
      source.slice(lines.lineStart(lines.position(last.start).line), last.start).trim() === '';
    const gap = isOnOwnLine ? `\n${lineIndent(list.cell, last.start)}` : ' ';
    edit.insertAfter(last, `,${gap}${text}`);
  }
}

/** Puts the assignment below `if client is None:`. */
function guard(edit: EditBuilder, assignment: SyntaxNode, name: string): void {
  const { cell } = assignment;
  const type = assignment.child('type');
  const target = assignment.child('left') as SyntaxNode;
  const indent = lineIndent(cell, assignment.start);
  const unit = indentUnit(cell);
  const first = cell.lines.position(assignment.start).line;
  edit.insert(cell, assignment.start, `if ${name} is None:\n${indent}${unit}`);
  indentLines(edit, cell, first + 1, cell.lines.position(assignment.end).line, unit);
  if (type) {
    // The parameter says what it is.
    edit.replaceRange(cell, { start: target.end, end: type.end }, '');
  }
}
