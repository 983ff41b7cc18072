/**
 * What the notebook asks of objects whose class it defines, and hands to their constructors. Collected cell by cell and joined once
 * for all classes, so that neither a class nor an edit costs a walk through the whole notebook.
 */
import {
  positionalArguments,
  stringValue,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { isGuarded } from './guards';
import { attributeUse } from './namespaces';
import type { IAccess } from './shape';

interface IUse {
  readonly definition: SyntaxNode;
  readonly access: IAccess;
}

type Uses = ReadonlyMap<SyntaxNode, readonly IAccess[]>;

/** Keywords that the constructor of a class gets. */
export function keywordsOf(model: SemanticModel, definition: SyntaxNode): readonly IAccess[] {
  return model.memo(keywordsByClass).get(definition) ?? [];
}

/** Attributes that are asked of objects of a class outside of it. */
export function attributesOf(model: SemanticModel, definition: SyntaxNode): readonly IAccess[] {
  return model.memo(attributesByClass).get(definition) ?? [];
}

/** Names that `getattr` and `hasattr` ask of objects of a class. */
export function askedOf(model: SemanticModel, definition: SyntaxNode): readonly IAccess[] {
  return model.memo(askedByClass).get(definition) ?? [];
}

/** Attributes that are written to objects that are not known: they may be written to any. */
export function writtenAnywhere(model: SemanticModel): ReadonlySet<string> {
  return new Set(model.collect(writtenIn));
}

/** True when `setattr(cfg, name, …)` or `vars(cfg)` can add anything. */
export function isOpened(model: SemanticModel): boolean {
  return model.collect(openingsIn).length > 0;
}

function keywordsByClass(model: SemanticModel): Uses {
  return byClass(model.collect(keywordsIn));
}

function attributesByClass(model: SemanticModel): Uses {
  return byClass(model.collect(attributesIn));
}

function askedByClass(model: SemanticModel): Uses {
  return byClass(model.collect(askedIn));
}

function byClass(uses: readonly IUse[]): Uses {
  const found = new Map<SyntaxNode, IAccess[]>();
  for (const { definition, access } of uses) {
    const list = found.get(definition);
    if (list) {
      list.push(access);
    } else {
      found.set(definition, [access]);
    }
  }
  return found;
}

function openingsIn(model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax.nodes('call').filter(call => {
    const target = call.child('function');
    return (
      /^(setattr|vars)$/.test(target?.text ?? '') &&
      model.qualifiedName(target)?.startsWith('builtins.') === true
    );
  });
}

function keywordsIn(model: SemanticModel, { syntax }: ICellModel): readonly IUse[] {
  return syntax.nodes('keyword_argument').flatMap((argument): readonly IUse[] => {
    const call = argument.parent?.parent;
    const at = argument.child('name');
    const definition = call?.kind === 'call' ? constructed(model, call) : null;
    if (!at || !call || !definition) {
      return [];
    }
    const kind = isGuarded(call) ? 'guarded' : 'argument';
    return [{ definition, access: { name: at.text, at, kind } }];
  });
}

/** The class whose constructor gets the keywords of a call: `Config(…)`, `replace(cfg, …)`. */
function constructed(model: SemanticModel, call: SyntaxNode): SyntaxNode | null {
  const target = call.child('function');
  const callee = target?.kind === 'identifier' ? model.callee(call) : null;
  if (callee) {
    return callee;
  }
  const [object] = positionalArguments(call);
  return object && model.qualifiedName(target) === 'dataclasses.replace'
    ? (model.typeOf(object)?.definition ?? null)
    : null;
}

function writtenIn(model: SemanticModel, { syntax }: ICellModel): readonly string[] {
  return syntax
    .nodes('attribute')
    .filter(a => attributeUse(a) === 'write' && !model.typeOf(a.child('object')))
    .map(a => a.child('attribute')?.text ?? '');
}

function attributesIn(model: SemanticModel, { syntax }: ICellModel): readonly IUse[] {
  return syntax.nodes('attribute').flatMap((attribute): readonly IUse[] => {
    const at = attribute.child('attribute');
    const object = attribute.child('object');
    if (!at || object?.kind !== 'identifier' || at.text.startsWith('model_')) {
      return [];
    }
    const definition = model.typeOf(object)?.definition;
    if (!definition || attribute.isInside(definition)) {
      return [];
    }
    // A method is no setting: one that is missing is found only when a field or method is spelled nearly so.
    const isCalled = attribute.field === 'function';
    const kind = isCalled ? 'guarded' : attributeUse(attribute);
    return [{ definition, access: { name: at.text, at, kind } }];
  });
}

function askedIn(model: SemanticModel, { syntax }: ICellModel): readonly IUse[] {
  return syntax.nodes('call').flatMap((call): readonly IUse[] => {
    if (!/^(getattr|hasattr)$/.test(call.child('function')?.text ?? '')) {
      return [];
    }
    const [object, asked] = positionalArguments(call);
    const definition = object ? model.typeOf(object)?.definition : null;
    const name = stringValue(asked ?? null);
    return definition && asked && name !== null
      ? [{ definition, access: { name, at: asked, kind: 'guarded' } }]
      : [];
  });
}
