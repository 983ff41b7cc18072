/** Writes the class that holds the values, and functions and calls that take it. Edits only. */
import {
  allScopes,
  docstring,
  freshName,
  indentUnit,
  type EditBuilder,
  type IRewrite,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { argumentsOf, callsOf, isOwn, type IClump, type IFunction } from './clump';

export function write(clump: IClump, { model, edit }: IRewriteContext): IRewrite {
  const { functions, names, root } = clump;
  const className = freshName(model, root ? `${camel(root.name)}Inputs` : 'SharedInputs');
  const object =
    ['inputs', 'shared'].find(n => freshName(model, n) === n) ??
    freshName(model, `${(root ?? functions[0]).name}_inputs`);
  addClass(edit, clump, className);
  const done = new Set<SyntaxNode>();
  for (const f of functions) {
    const all = [...f.parameters];
    const [first, ...others] = all.filter(([n]) => names.includes(n)).map(([, p]) => p);
    edit.replace(first, `${object}: ${className}`);
    others.forEach(p => removeItem(edit, p));
    for (const call of callsOf(model, f.name)) {
      const values = argumentsOf(call, f) as Map<string, SyntaxNode>;
      const owner = functions.find(g => call.isInside(g.definition)) ?? null;
      const given = [...values].filter(([n]) => names.includes(n));
      given.forEach(([, v]) => done.add(v));
      const isHandedOn =
        owner !== null && given.every(([n, v]) => v.text === n && isOwn(model, owner, v));
      const text = isHandedOn
        ? object
        : `${className}(${given.map(([n, v]) => `${n}=${textOf(model, v, owner, clump, object)}`).join(', ')})`;
      const [head, ...rest] = given.map(([, v]) => itemOf(v));
      edit.replace(head, head.kind === 'keyword_argument' ? `${object}=${text}` : text);
      rest.forEach(item => removeItem(edit, item));
    }
  }
  for (const f of functions) {
    for (const r of readsOf(model, f, clump)) {
      if (![...done].some(d => r.isInside(d))) {
        edit.replace(r, `${object}.${r.text}`);
      }
    }
  }
  const isDescribed = functions.some(f => describes(f, names));
  return {
    title: `Put ${names.length} shared parameters into ${className}`,
    applicability: 'suggested',
    risks: [
      `${listed(functions.map(f => `\`${f.name}\``))} take \`${className}\` from now on, also where another notebook calls them.`,
      ...(isDescribed ? ['The docstrings still describe the parameters one by one.'] : [])
    ]
  };
}

function addClass(edit: EditBuilder, { functions, names, root }: IClump, className: string): void {
  const user = functions[0].definition;
  const dataclass = edit.addImport('dataclasses', 'dataclass', user);
  const indent = indentUnit(user.cell);
  const types = names.map(n => typeOf(functions, n));
  const any = types.includes(null) ? edit.addImport('typing', 'Any', user) : '';
  const shown = root
    ? [`\`${root.name}\``, 'the functions below it']
    : [`\`${functions[0].name}\``, 'the functions around it'];
  const fields = names.map((n, i) => `${indent}${n}: ${types[i] ?? any}`);
  edit.insertBelowImports(
    user,
    [
      `@${dataclass}(frozen=True)`,
      `class ${className}:`,
      `${indent}"""What ${listed(shown)} share."""`,
      '',
      ...fields
    ].join('\n')
  );
}

/** True where the docstring of a function mentions one of the parameters. */
function describes({ definition }: IFunction, names: readonly string[]): boolean {
  const text = docstring(definition.child('body'))?.text ?? '';
  return names.some(n => new RegExp(`\\b${n}\\b`).test(text));
}

/** The first annotation of a parameter. As text where the class may stand above what it names. */
function typeOf(functions: readonly IFunction[], name: string): string | null {
  for (const { parameters } of functions) {
    const type = parameters.get(name)?.child('type');
    if (type) {
      const isPlain = /^(int|float|str|bool|bytes|list|dict|tuple|set)$/.test(type.text);
      const text = type.text.replace(/\s+/g, ' ');
      return isPlain || /^["']/.test(text) ? text : `'${text.replace(/'/g, '"')}'`;
    }
  }
  return null;
}

/** The shared parameters where the body of a function reads them. */
function readsOf(model: SemanticModel, f: IFunction, { names }: IClump): SyntaxNode[] {
  return [...allScopes(f.scope)].flatMap(s =>
    s.references.filter(r => names.includes(r.name) && isOwn(model, f, r.node)).map(r => r.node)
  );
}

/** The code of a value, the shared parameters in it read from the object. */
function textOf(
  model: SemanticModel,
  value: SyntaxNode,
  owner: IFunction | null,
  clump: IClump,
  object: string
): string {
  let text = value.text;
  const reads = owner ? readsOf(model, owner, clump).filter(r => r.isInside(value)) : [];
  for (const r of reads.sort((a, b) => b.start - a.start)) {
    text = `${text.slice(0, r.start - value.start)}${object}.${text.slice(r.start - value.start)}`;
  }
  return text;
}

/** The argument with its keyword. */
function itemOf(value: SyntaxNode): SyntaxNode {
  return value.parent?.kind === 'keyword_argument' ? value.parent : value;
}

/** Takes a parameter or argument out of its list, with the comma before it. It is never the first. */
function removeItem(edit: EditBuilder, item: SyntaxNode): void {
  const all = item.parent?.namedChildren ?? [];
  const before = all[all.indexOf(item) - 1];
  edit.replaceRange(item.cell, { start: before.end, end: item.end }, '');
}

function camel(name: string): string {
  return name.replace(/(^|_+)([a-z0-9]?)/gi, (_, __, c: string) => c.toUpperCase());
}

/** `a`, `b` and `c`. */
export function listed(items: readonly string[]): string {
  return items.length > 1
    ? `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`
    : items[0];
}
