/** Classes of the notebook that hold settings: dataclasses, Pydantic models, named tuples and classes of plain assignments. */
import {
  isSettingsName,
  countKnownSettings,
  decorators,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { askedOf, attributesOf, isOpened, keywordsOf, writtenAnywhere } from './classUses';
import { attributeUse } from './namespaces';
import type { IShape } from './shape';

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
  if (!known.size || model.memo(isOpened)) {
    return;
  }
  const everyMember = new Set([...known.values()].flatMap(c => [...c.members]));
  const written = model.memo(writtenAnywhere);
  for (const [definition, { name, parameters, members, family }] of known) {
    const shape = { owner: name, definition, escapes: false, drops: family === 'pydantic' };
    const given = parameters ? model.memo(keywordsOf, definition) : [];
    if (given.length && parameters) {
      yield { ...shape, word: 'argument', defined: parameters, accesses: given };
    }
    // What is written to an object that is not known may be written to this one.
    const attributes = model
      .memo(attributesOf, definition)
      .filter(a => !everyMember.has(a.name) && !written.has(a.name));
    const asked = [...attributes, ...model.memo(askedOf, definition)];
    if (asked.length) {
      yield { ...shape, word: 'field', defined: members, accesses: asked };
    }
  }
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
