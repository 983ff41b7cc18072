/** Why the meanings of a name cannot be told apart in the text. Each reason names a fact and its place. */
import { cellName, enclosingFunction, stringValue, type SemanticModel } from '../../src/core';
import type { IGeneration, IHistory } from './generations';

/** The first reason, or null. */
export function refusal(
  model: SemanticModel,
  { name, generations, unclear }: IHistory
): string | null {
  const blind = model.blindMention(name);
  if (blind) {
    return `Cell ${blind.index + 1} was not checked and mentions \`${name}\`.`;
  }
  if (unclear) {
    const place = cellName(model, unclear.node);
    const reader = enclosingFunction(unclear.node)?.child('name')?.text;
    return unclear.isLate
      ? `${reader ? `\`${reader}\`` : 'A function'} in ${place} reads \`${name}\` when it is called, whichever that is then.`
      : `\`${name}\` in ${place} may be either.`;
  }
  const first = generations[0].bindings[0];
  for (const c of model.cells) {
    const [star] = c.module.starImports;
    if (star && model.orderOf(c.syntax) >= model.orderOf(first.cell)) {
      return `\`from ${star.module} import *\` in ${cellName(model, c.syntax)} may bind \`${name}\` as well.`;
    }
  }
  return mentionRefusal(model, name);
}

/** Objects are saved under the name of their class, and found by it: a text that is just that name goes on meaning the old one. */
export function writtenRefusal(
  model: SemanticModel,
  name: string,
  others: readonly IGeneration[]
): string | null {
  const text = others.some(g => g.family?.kind === 'class')
    ? [...model.nodes('string')].find(s => stringValue(s) === name)
    : undefined;
  return text
    ? `The text ${text.text} in ${cellName(model, text)} may be the name by which the class is looked up.`
    : null;
}

/** Places that use the name as text. */
function mentionRefusal(model: SemanticModel, name: string): string | null {
  for (const call of model.nodes('call')) {
    const target = model.qualifiedName(call.child('function'));
    const isVars = target === 'builtins.vars' && !call.child('arguments')?.namedChildren.length;
    if (target && (isVars || /^builtins\.(exec|eval|globals|locals)$/.test(target))) {
      return `\`${target.slice(9)}\` in ${cellName(model, call)} may reach any name.`;
    }
  }
  const word = new RegExp(`(?<![\\w.])${name}(?!\\w)`);
  for (const c of model.cells) {
    for (const m of c.syntax.magics) {
      const text = c.cell.source.slice(m.range.start, m.range.end);
      if (word.test(text)) {
        return `The magic \`${text.split(/\s/)[0]}\` in ${cellName(model, c.syntax)} mentions \`${name}\`.`;
      }
    }
  }
  for (const { node } of model.usesOf(name)) {
    const { parent } = node;
    if (parent?.kind === 'interpolation' && parent.children.some(c => c.kind === '=')) {
      return `\`${parent.text}\` in ${cellName(model, node)} prints the name itself.`;
    }
  }
  const text = [...model.nodes('string_content')].find(
    s => s.text.includes(`@${name}`) && new RegExp(`@${name}(?!\\w)`).test(s.text)
  );
  return text ? `A query in ${cellName(model, text)} names \`@${name}\`.` : null;
}
