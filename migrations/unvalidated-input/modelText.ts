/** Prints the Pydantic models for the keys that are read, one for every nested dict. */
import {
  freshName,
  reservedSetting,
  settingsClassName,
  type Importer,
  type SemanticModel
} from '../../src/core';
import { fieldType } from './fieldType';
import type { IRead } from './reads';

export interface IField {
  readonly key: string;
  readonly type: string;
  readonly limit: string | null;
  readonly isRequired: boolean;
  /** Text of the default where it is not required. */
  readonly default: string | null;
  /** The fields of a nested dict. */
  readonly inner: readonly IField[] | null;
}

/** The fields in the order in which they are first read. */
export function fieldsOf(model: SemanticModel, reads: readonly IRead[]): IField[] {
  const byKey = new Map<string, IRead[]>();
  for (const read of reads) {
    byKey.set(read.key, [...(byKey.get(read.key) ?? []), read]);
  }
  return [...byKey].map(([key, all]) => {
    const nested = all.flatMap(r => r.inner ?? []);
    const isNested = nested.length === all.length;
    const { type, limit } =
      nested.length > 0 && !isNested
        ? { type: 'dict[str, Any]', limit: null }
        : fieldType(model, key, all);
    const optional = all.find(r => r.default && r.default.kind !== 'none');
    return {
      key,
      type,
      limit,
      isRequired: all.some(r => r.isRequired),
      default: optional?.default?.text ?? null,
      inner: isNested ? fieldsOf(model, nested) : null
    };
  });
}

/** True where two `.get` of one key disagree about its default, nested ones included. */
export function ambiguousKey(reads: readonly IRead[]): string | null {
  const defaults = new Map<string, string>();
  for (const read of reads) {
    const key = `${read.owner.text}.${read.key}`;
    const text = read.isRequired ? 'required' : (read.default?.text ?? 'None');
    if ((defaults.get(key) ?? text) !== text) {
      return read.key;
    }
    defaults.set(key, text);
  }
  return null;
}

const modelMembers =
  /^model_(config|fields|computed_fields|extra|fields_set|construct|copy|dump|dump_json|json_schema|parametrized_name|post_init|rebuild|validate|validate_json|validate_strings)$/;

/** The first key that cannot be a field of a Pydantic model, or null. */
export function reservedField(fields: readonly IField[]): string | null {
  for (const { key, inner } of fields) {
    const isReserved = key.startsWith('model_')
      ? modelMembers.test(key)
      : reservedSetting([key], 'pydantic') !== null;
    const found = isReserved ? key : inner && reservedField(inner);
    if (found) {
      return found;
    }
  }
  return null;
}

export interface IModelText {
  readonly className: string;
  readonly text: string;
}

/** The models as text, inner ones first, and the name of the outermost. */
export function modelText(
  model: SemanticModel,
  variable: string,
  fields: readonly IField[],
  add: Importer
): IModelText {
  const taken = new Set<string>();
  const texts: string[] = [];
  const base = add('pydantic', 'BaseModel');
  const write = (wanted: string, own: readonly IField[]): string => {
    const name = freshName(model, wanted, taken);
    taken.add(name);
    const lines = own.map(f => {
      const type = f.inner ? write(settingsClassName(f.key), f.inner) : f.type;
      return `    ${fieldText({ ...f, type }, add)}`;
    });
    const open = own.some(f => f.key.startsWith('model_')) ? ', protected_namespaces=()' : '';
    texts.push([`class ${name}(${base}${open}):`, ...lines].join('\n'));
    return name;
  };
  const className = write(settingsClassName(variable), fields);
  return { className, text: texts.join('\n\n\n') };
}

function fieldText(
  { key, type, limit, isRequired, default: value }: IField,
  add: Importer
): string {
  const known = /\bAny\b/.test(type) ? type.replace(/\bAny\b/, add('typing', 'Any')) : type;
  const annotation = isRequired || value !== null || type === 'Any' ? known : `${known} | None`;
  const given = isRequired ? null : (value ?? 'None');
  if (limit) {
    const field = add('pydantic', 'Field');
    return `${key}: ${annotation} = ${field}(${given === null ? '' : `${given}, `}${limit})`;
  }
  return `${key}: ${annotation}${given === null ? '' : ` = ${given}`}`;
}
