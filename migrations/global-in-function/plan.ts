/** New parameters and the calls that fill them, through all functions that only hand a value on. Edits only. */
import {
  ownerClass,
  type EditBuilder,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { callsOf, factsOf, type IFunction } from './facts';
import { functionRefusal, isRead, nameRefusal } from './refusal';
import { appendItem } from './lists';

/** Adds the parameters and passes them at every call; null, or why not. */
export function planParameters(facts: IFunction, { model, edit }: IRewriteContext): string | null {
  const added = new Map<SyntaxNode, { facts: IFunction; names: string[] }>();
  for (const name of facts.names) {
    if (!isRead(facts, name)) {
      continue;
    }
    for (const target of targetsOf(model, facts, name)) {
      const entry = added.get(target.definition) ?? { facts: target, names: [] };
      entry.names.push(name);
      added.set(target.definition, entry);
    }
  }
  for (const { facts: target, names } of added.values()) {
    addParameters(edit, target.definition, names);
    for (const call of callsOf(model, target.name).calls) {
      addArguments(edit, call, names);
    }
  }
  return null;
}

/** The function, and every function that calls one of them and can take the value from its own callers. */
function targetsOf(model: SemanticModel, facts: IFunction, name: string): IFunction[] {
  const found = [facts];
  for (let i = 0; i < found.length; i++) {
    for (const call of callsOf(model, found[i].name).calls) {
      const definition = topFunction(call);
      if (!definition || found.some(f => f.definition === definition)) {
        continue;
      }
      const caller = factsOf(model, definition);
      if (
        caller &&
        !caller.writes.includes(name) &&
        !caller.scope.globals.has(name) &&
        caller.names.every(n => n === name || facts.names.includes(n)) &&
        functionRefusal(model, caller) === null &&
        nameRefusal(model, caller, name) === null
      ) {
        found.push(caller);
      }
    }
  }
  return found;
}

/** The function of the notebook whose body holds a call; null at the top level, in a method, or in a function in a function. */
function topFunction(node: SyntaxNode): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  for (let below = node, n = node.parent; n; below = n, n = n.parent) {
    if (n.kind === 'function_definition' && below.field === 'body') {
      found = n;
    } else if (n.kind === 'lambda' || (n.kind === 'class_definition' && found)) {
      return null;
    }
  }
  return found && !ownerClass(found) && found.parent?.kind === 'module' ? found : null;
}

function addParameters(edit: EditBuilder, definition: SyntaxNode, names: readonly string[]): void {
  const list = definition.child('parameters') as SyntaxNode;
  const items = list.namedChildren;
  const isAny = (p: SyntaxNode): boolean => /^\*\*/.test(p.text);
  const hasStar = items.some(p => p.kind === 'keyword_separator' || /^\*(?!\*)/.test(p.text));
  const hasDefault = items.some(p => /default_parameter$/.test(p.kind));
  const text = [...(hasDefault && !hasStar ? ['*'] : []), ...names].join(', ');
  const any = items.find(isAny);
  if (any) {
    // def f(a, **options)
    //          ^ new parameters go before it
    edit.insertBefore(any, `${text}, `);
  } else {
    appendItem(edit, list, text);
  }
}

function addArguments(edit: EditBuilder, call: SyntaxNode, names: readonly string[]): void {
  const list = call.child('arguments') as SyntaxNode;
  const text = names.map(n => `${n}=${n}`).join(', ');
  if (list.kind === 'generator_expression') {
    // f(x for x in y)
    //  ^            ^ a second argument asks for parentheses of its own
    edit.insertBefore(list, '(');
    edit.insertAfter(list, `, ${text})`);
  } else {
    appendItem(edit, list, text);
  }
}
