/** Classes of the notebook that hold settings: dataclasses, Pydantic models, named tuples and classes of plain assignments. */
import {
  isSettingsName,
  countKnownSettings,
  decorators,
  positionalArguments,
  stringValue,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { attributeUse } from './namespaces';
import { isGuarded } from './guards';
import type { IAccess, IShape } from './shape';

type Family = 'dataclass' | 'pydantic' | 'tuple' | 'plain';

interface IClass {
  readonly definition: SyntaxNode;
  readonly name: string;
  readonly family: Family;
  /** What the constructor takes; null where that is not certain. */
  readonly parameters: Set<string> | null;
  readonly members: Set<string>;
}

const pydanticBases = /^(pydantic\.(main\.)?BaseModel|pydantic_settings\.(main\.)?BaseSettings)$/;
const pydanticMembers =
  'copy dict json schema schema_json validate construct parse_obj parse_raw parse_file from_orm fields';
const tupleMembers = 'count index';

/** The classes of this cell with the names that are asked of them anywhere. */
export function* classShapes(
  model: SemanticModel,
  { syntax }: ICellModel
): IterableIterator<IShape> {
  const known = new Map<SyntaxNode, IClass>();
  for (const definition of syntax.nodes('class_definition')) {
    const found = classOf(model, definition);
    if (found) {
      known.set(definition, found);
    }
  }
  if (!known.size || [...model.nodes('call')].some(c => isOpening(model, c))) {
    return;
  }
  const keywords = keywordAccesses(model, known);
  const attributes = attributeAccesses(model, known);
  for (const [definition, { name, parameters, members, family }] of known) {
    const shape = { owner: name, definition, escapes: false, drops: family === 'pydantic' };
    const given = keywords.get(definition);
    if (given && parameters) {
      yield { ...shape, word: 'argument', defined: parameters, accesses: given };
    }
    const asked = attributes.get(definition);
    if (asked) {
      yield { ...shape, word: 'field', defined: members, accesses: asked };
    }
  }
}

/** `setattr(cfg, name, …)` and `vars(cfg)` can add anything. */
function isOpening(model: SemanticModel, call: SyntaxNode): boolean {
  const target = call.child('function');
  return (
    /^(setattr|vars)$/.test(target?.text ?? '') &&
    model.qualifiedName(target)?.startsWith('builtins.') === true
  );
}

function classOf(model: SemanticModel, definition: SyntaxNode): IClass | null {
  const name = definition.child('name')?.text ?? '';
  const scope = model.scopeOf(definition);
  const bases = definition.child('superclasses')?.namedChildren ?? [];
  const marks = decorators(definition).map(d =>
    model.qualifiedName(d.kind === 'call' ? d.child('function') : d)
  );
  const [base] = bases.filter(b => b.kind !== 'keyword_argument');
  const baseName = base ? (model.qualifiedName(base) ?? '') : 'builtins.object';
  const isOdd =
    !scope ||
    bases.length > 1 ||
    marks.some(m => m !== 'dataclasses.dataclass') ||
    /__(getattr|getattribute|setattr|init_subclass|new)__|__dict__|\bmodel_config\b|class Config\b|\b(alias|validation_alias)\s*=|validator\(/.test(
      definition.child('body')?.text ?? ''
    );
  if (isOdd) {
    return null;
  }
  const family: Family | null =
    marks.length > 0 && baseName === 'builtins.object'
      ? 'dataclass'
      : pydanticBases.test(baseName)
        ? 'pydantic'
        : baseName === 'typing.NamedTuple'
          ? 'tuple'
          : baseName === 'builtins.object' && marks.length === 0 && isPlainHolder(definition)
            ? 'plain'
            : null;
  if (family === null) {
    return null;
  }
  const fields = fieldsOf(definition);
  const members = new Set(scope.bindings.keys());
  for (const attribute of definition.child('body')?.walk() ?? []) {
    if (attribute.kind === 'attribute' && attributeUse(attribute) === 'write') {
      members.add(attribute.child('attribute')?.text ?? '');
    }
  }
  const inherited =
    family === 'pydantic' ? pydanticMembers : family === 'tuple' ? tupleMembers : '';
  inherited.split(' ').forEach(m => members.add(m));
  const hasOwnInit = scope.bindings.has('__init__');
  const isKnown =
    isSettingsName(name.replace(/([a-z])([A-Z])/g, '$1_$2')) || countKnownSettings(members) >= 2;
  if (family === 'plain' && !isKnown) {
    return null;
  }
  const isSettings = baseName.startsWith('pydantic_settings');
  return {
    definition,
    name,
    family,
    parameters: hasOwnInit || family === 'plain' || isSettings ? null : fields,
    members
  };
}

/** A class body of nothing but assignments and texts, or with an `__init__` of nothing but those: `class CFG: lr = 0.1`. */
function isPlainHolder(definition: SyntaxNode): boolean {
  return statementsOf(definition).every(
    s =>
      isAssignment(s) ||
      (s.kind === 'function_definition' &&
        s.child('name')?.text === '__init__' &&
        statementsOf(s).every(isAssignment))
  );
}

function statementsOf(definition: SyntaxNode): readonly SyntaxNode[] {
  return definition.child('body')?.namedChildren ?? [];
}

/** An assignment, or a text that explains one. */
function isAssignment(statement: SyntaxNode): boolean {
  return (
    statement.kind === 'expression_statement' &&
    /^(assignment|string|concatenated_string)$/.test(statement.namedChildren[0]?.kind ?? '')
  );
}

/** The annotated names of a class body that the constructor takes. */
function fieldsOf(definition: SyntaxNode): Set<string> {
  const names = new Set<string>();
  for (const statement of definition.child('body')?.namedChildren ?? []) {
    const field = statement.namedChildren[0];
    const left = field?.kind === 'assignment' ? field.child('left') : null;
    if (left?.kind === 'identifier' && !/\bClassVar\b/.test(field.child('type')?.text ?? '')) {
      names.add(left.text);
    }
  }
  return names;
}

type Accesses = Map<SyntaxNode, IAccess[]>;

function push(map: Accesses, key: SyntaxNode, access: IAccess): void {
  const list = map.get(key);
  if (list) {
    list.push(access);
  } else {
    map.set(key, [access]);
  }
}

function keywordAccesses(model: SemanticModel, known: ReadonlyMap<SyntaxNode, IClass>): Accesses {
  const found: Accesses = new Map();
  for (const argument of model.nodes('keyword_argument')) {
    const call = argument.parent?.parent;
    const at = argument.child('name');
    const definition = call?.kind === 'call' ? constructed(model, call) : null;
    if (at && call && definition && known.has(definition)) {
      const kind = isGuarded(call) ? 'guarded' : 'argument';
      push(found, definition, { name: at.text, at, kind });
    }
  }
  return found;
}

/** The class whose constructor gets the keywords of a call: `Config(…)`, `replace(cfg, …)`. */
function constructed(model: SemanticModel, call: SyntaxNode): SyntaxNode | null {
  const target = call.child('function');
  if (target?.kind === 'identifier' && model.callee(call)) {
    return model.callee(call);
  }
  const [object] = positionalArguments(call);
  return object && model.qualifiedName(target) === 'dataclasses.replace'
    ? (model.typeOf(object)?.definition ?? null)
    : null;
}

function attributeAccesses(model: SemanticModel, known: ReadonlyMap<SyntaxNode, IClass>): Accesses {
  const found: Accesses = new Map();
  const everyMember = new Set([...known.values()].flatMap(c => [...c.members]));
  const written = new Set<string>();
  for (const attribute of model.nodes('attribute')) {
    const name = attribute.child('attribute')?.text ?? '';
    // What is written to an object that is not known may be written to this one.
    if (
      !everyMember.has(name) &&
      attributeUse(attribute) === 'write' &&
      !model.typeOf(attribute.child('object'))
    ) {
      written.add(name);
    }
  }
  for (const attribute of model.nodes('attribute')) {
    const at = attribute.child('attribute');
    const object = attribute.child('object');
    // A name that a class has needs no look at the type of the object.
    if (!at || everyMember.has(at.text) || written.has(at.text) || object?.kind !== 'identifier') {
      continue;
    }
    const definition = model.typeOf(object)?.definition;
    if (definition && known.has(definition) && !attribute.isInside(definition)) {
      if (!at.text.startsWith('model_')) {
        // A method is no setting: one that is missing is found only when a field or method is spelled nearly so.
        const isCalled = attribute.field === 'function';
        const kind = isCalled ? 'guarded' : attributeUse(attribute);
        push(found, definition, { name: at.text, at, kind });
      }
    }
  }
  for (const call of model.nodes('call')) {
    if (!/^(getattr|hasattr)$/.test(call.child('function')?.text ?? '')) {
      continue;
    }
    const [object, asked] = positionalArguments(call);
    const definition = object ? model.typeOf(object)?.definition : null;
    const name = stringValue(asked ?? null);
    if (definition && known.has(definition) && asked && name !== null) {
      push(found, definition, { name, at: asked, kind: 'guarded' });
    }
  }
  return found;
}
