/** Prints a class of settings, as a dataclass or a Pydantic model: fields with types, defaults and limits. */
import type { IMigrationSetting, MigrationSettings } from '../analysis/migration';
import type { SyntaxNode } from '../syntax/node';
import { isImmutableLiteral, literalText, literalType } from './literalType';
import { limitOf, type ISettingLimit } from './settingsNames';

/** What the class is made with. */
export type SettingsStyle = 'dataclass' | 'pydantic';

/** The setting by which users choose. */
export const styleSetting: IMigrationSetting = {
  name: 'style',
  title: 'Kind of class',
  description:
    'dataclass: a frozen dataclass of the standard library. pydantic: a Pydantic model, which checks the values when the notebook runs.',
  default: 'dataclass',
  values: ['dataclass', 'pydantic']
};

/** What a user chose. */
export function styleOf({ style }: MigrationSettings): SettingsStyle {
  return style === 'pydantic' ? 'pydantic' : 'dataclass';
}

/** Makes an import available and says how code refers to it: `EditBuilder.addImport` for one cell. */
export type Importer = (module: string, name: string) => string;

/** One field with its default. */
export interface ISetting {
  readonly key: string;
  readonly value: SyntaxNode;
}

/** A class to be printed. */
export interface ISettingsClass {
  readonly name: string;
  readonly style: SettingsStyle;
  readonly frozen: boolean;
  /** Gives the lines of its body without indentation: fields by `settingField`, and comments. Asked once the head is printed. */
  body(): readonly string[];
  /** The fields whose limits a dataclass checks. */
  readonly settings: readonly ISetting[];
}

/** Keys that would hide what the class body itself needs. */
const hiding = new Set(
  'int float str bool list tuple dict set bytes complex object field Field Any dataclass BaseModel self'.split(
    ' '
  )
);
const modelMembers =
  /^(model_.*|copy|json|dict|schema|schema_json|validate|construct|parse_obj|parse_raw|parse_file|from_orm|update_forward_refs)$/;

/** The first name that cannot be a field, since it would hide what the class needs; null when all can. */
export function reservedSetting(names: readonly string[], style: SettingsStyle): string | null {
  return (
    names.find(
      n => hiding.has(n) || (style === 'pydantic' && (modelMembers.test(n) || n.startsWith('_')))
    ) ?? null
  );
}

/** `CFG` → `Config`, `train_params` → `TrainParams`. */
export function settingsClassName(name: string): string {
  const words = name.split('_').filter(Boolean);
  const title = words
    .map(w => (w === w.toUpperCase() ? w.toLowerCase() : w))
    .map(w => (/^(cfg|conf|configs|configuration)$/i.test(w) ? 'config' : w))
    .map(w => (/^(hparams?|hps?)$/i.test(w) ? 'hyperparameters' : w))
    .map(w => w[0].toUpperCase() + w.slice(1))
    .join('');
  const letters = title.replace(/^[^A-Za-z]+/, '');
  return letters === name || letters === '' ? `${letters}Settings` : letters;
}

/** The whole class, without a line break at the end. */
export function settingsClass(
  { name, style, frozen, body, settings }: ISettingsClass,
  add: Importer
): string {
  const lines =
    style === 'pydantic'
      ? [`class ${name}(${add('pydantic', 'BaseModel')}${frozen ? ', frozen=True' : ''}):`]
      : [`@${add('dataclasses', 'dataclass')}${frozen ? '(frozen=True)' : ''}`, `class ${name}:`];
  lines.push(...body().map(line => `    ${line}`));
  const checks = style === 'dataclass' ? settings.flatMap(checkLines) : [];
  if (checks.length) {
    lines.push('', '    def __post_init__(self) -> None:', ...checks);
  }
  return lines.join('\n');
}

/** `learning_rate: float = 1e-3`, for Pydantic with its limit. */
export function settingField(
  { key, value }: ISetting,
  style: SettingsStyle,
  add: Importer
): string {
  const text = literalText(value);
  const shown = literalType(value) ?? add('typing', 'Any');
  const annotation = shown.includes('Any')
    ? shown.replace(/\bAny\b/g, add('typing', 'Any'))
    : shown;
  if (isImmutableLiteral(value)) {
    const limit = style === 'pydantic' ? limitToday(key, value) : null;
    return limit
      ? `${key}: ${annotation} = ${add('pydantic', 'Field')}(${text}, ${limit.field})`
      : `${key}: ${annotation} = ${text}`;
  }
  const factory = style === 'pydantic' ? add('pydantic', 'Field') : add('dataclasses', 'field');
  const made =
    value.kind === 'list' && !value.namedChildren.length
      ? 'list'
      : value.kind === 'dictionary' && !value.namedChildren.length
        ? 'dict'
        : `lambda: ${text}`;
  return `${key}: ${annotation} = ${factory}(default_factory=${made})`;
}

/** The limit of a well-known setting; only where the value of today keeps it. */
function limitToday(key: string, value: SyntaxNode): ISettingLimit | null {
  const isNumber = value.kind === 'integer' || value.kind === 'float';
  const limit = isNumber ? limitOf(key) : null;
  return limit?.holds(Number(value.text.replace(/_/g, ''))) ? limit : null;
}

function checkLines({ key, value }: ISetting): string[] {
  const limit = limitToday(key, value);
  return limit
    ? [
        `        if not ${limit.check(`self.${key}`)}:`,
        `            raise ValueError(f"${key} must be ${limit.says}, not {self.${key}!r}")`
      ]
    : [];
}
