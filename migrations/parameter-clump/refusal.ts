/** Why the parameters of a group of functions cannot become one object. Each reason names a fact and its place. */
import {
  allScopes,
  cellName,
  decorators,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { argumentsOf, callsOf, hasDefault, type IClump, type IFunction } from './clump';

/** The first reason, or null. */
export function refusal(model: SemanticModel, clump: IClump): string | null {
  for (const f of clump.functions) {
    const reason =
      nameRefusal(model, f) ?? bodyRefusal(model, f, clump) ?? callRefusal(model, f, clump);
    if (reason) {
      return reason;
    }
  }
  return null;
}

function nameRefusal(model: SemanticModel, { definition, name }: IFunction): string | null {
  const again = model.moduleBindings(name).find(b => b.statement !== definition);
  if (again) {
    return `\`${name}\` is bound again in ${cellName(model, again.cell)}.`;
  }
  if (decorators(definition).length) {
    return `\`${name}\` is decorated.`;
  }
  const blind = model.blindMention(name);
  if (blind) {
    return `Cell ${blind.index + 1} was not checked and mentions \`${name}\`.`;
  }
  const other = model
    .usesOf(name)
    .find(({ node }) => node.parent?.kind !== 'call' || node.field !== 'function');
  return other
    ? `\`${name}\` is used as a value in ${cellName(model, other.node)}; who calls it is not known.`
    : null;
}

function bodyRefusal(model: SemanticModel, f: IFunction, { names }: IClump): string | null {
  const { definition, name, scope } = f;
  for (const n of names) {
    if (hasDefault(f, n)) {
      return `\`${n}\` has a default in \`${name}\`.`;
    }
    const again = (scope.bindings.get(n) ?? []).find(b => b.kind !== 'parameter');
    if (again?.node) {
      return `\`${name}\` binds \`${n}\` anew in line ${lineOf(again.node)} of ${cellName(model, again.node)}.`;
    }
  }
  const list = definition.child('parameters') as SyntaxNode;
  if (hasComment(list)) {
    return `A comment among the parameters of \`${name}\` would be lost.`;
  }
  for (const s of allScopes(scope)) {
    for (const r of s.references) {
      const { parent } = r.node;
      if (/^(locals|vars|eval|exec)$/.test(r.name) && model.isBuiltin(r.name)) {
        return `\`${name}\` calls \`${r.name}\`, which reads names as text.`;
      }
      if (
        names.includes(r.name) &&
        parent?.kind === 'interpolation' &&
        parent.children.some(c => c.kind === '=')
      ) {
        return `\`${parent.text}\` in \`${name}\` prints the name itself.`;
      }
    }
  }
  return null;
}

function callRefusal(model: SemanticModel, f: IFunction, clump: IClump): string | null {
  for (const call of callsOf(model, f.name)) {
    const place = `The call of \`${f.name}\` in line ${lineOf(call)} of ${cellName(model, call)}`;
    const values = argumentsOf(call, f);
    if (!values) {
      return `${place} passes arguments that cannot be told apart.`;
    }
    const missing = clump.names.find(n => !values.has(n));
    if (missing) {
      return `${place} does not pass \`${missing}\`.`;
    }
    const magic = call.cell.magics.find(
      m => m.kind !== 'cell' && m.range.start <= call.start && call.end <= m.range.end
    );
    if (magic) {
      return `The magic \`%${magic.name}\` in ${cellName(model, call)} calls \`${f.name}\`.`;
    }
    if (hasComment(call.child('arguments') as SyntaxNode)) {
      return `${place} has a comment that would be lost.`;
    }
    const isOwn = [...values].map(([name]) => clump.names.includes(name));
    const [first, last] = [isOwn.indexOf(true), isOwn.lastIndexOf(true)];
    if (
      isOwn.slice(first, last).includes(false) &&
      ![...values.values()].every(v => simple.test(v.kind))
    ) {
      return `${place} works its arguments out in an order that would change.`;
    }
    const inner = clump.names.some(n =>
      [...(values.get(n) as SyntaxNode).walk()].some(
        c => c.kind === 'call' && clump.functions.some(g => g.name === c.child('function')?.text)
      )
    );
    if (inner) {
      return `${place} passes what another of the functions gives back.`;
    }
  }
  return null;
}

/** Expressions of which the order does not matter. */
const simple = /^(identifier|integer|float|string|true|false|none|attribute|unary_operator)$/;

function hasComment(list: SyntaxNode): boolean {
  return [...list.walk()].some(n => n.kind === 'comment');
}

function lineOf(node: SyntaxNode): number {
  return node.cell.lines.position(node.start).line;
}
