/** Recorded values as Python expressions. Long lists and texts stand in a file beside the tests and are looked up by a name. */
import { pythonString } from '../print/pythonString';
import type { IRecordedColumn, IRecordedIndex, RecordedValue } from './recording';

/** A longer literal cannot be read in a test. */
const maxLiteral = 300;

/** Longer parts of a value go to the file beside the tests. */
const maxPart = 160;

export class LiteralPrinter {
  /** Text of the values that stand in the file, by name. */
  readonly stored = new Map<string, string>();

  /**
   * @param name what a long value is called in the file
   * @returns null when the value cannot be written so that a person could read it
   */
  print(value: RecordedValue, name: string): string | null {
    const added = new Map<string, string>();
    this._store = (part, whole) => {
      const json = whole.length > maxPart ? asJson(part) : null;
      if (json === null) {
        return whole;
      }
      const key = added.size ? `${name}.${added.size + 1}` : name;
      added.set(key, json);
      return `RECORDED[${pythonString(key)}]`;
    };
    const text = this._value(value);
    if (text.length > maxLiteral) {
      return null;
    }
    for (const [key, json] of added) {
      this.stored.set(key, json);
    }
    return text;
  }

  private _value(value: RecordedValue): string {
    switch (value.k) {
      case 'none':
        return 'None';
      case 'bool':
        return value.v ? 'True' : 'False';
      case 'int':
        return value.v;
      case 'float':
        return /nan|inf/.test(value.v) ? `float("${value.v}")` : value.v;
      case 'str':
        return this._store(value, pythonString(value.v));
      case 'number':
        return `np.${value.dtype === 'bool' ? 'bool_' : value.dtype}(${this._numbers(value.v)})`;
      case 'array':
        return this._array(value);
      case 'series': {
        const parts = [this._column(value), ...this._index(value.index)];
        if (!value.inferred) {
          parts.push(`dtype=${pythonString(value.dtype)}`);
        }
        if (value.name.k !== 'none') {
          parts.push(`name=${this._value(value.name)}`);
        }
        return `pd.Series(${parts.join(', ')})`;
      }
      case 'frame':
        return this._frame(value);
      case 'dict':
        return this._store(
          value,
          `{${value.items.map(([k, v]) => `${this._bare(k)}: ${this._bare(v)}`).join(', ')}}`
        );
      default:
        return this._sequence(value.k, value.items, value);
    }
  }

  /** A part of a larger value: only the whole is put into the file. */
  private _bare(value: RecordedValue): string {
    const store = this._store;
    this._store = (_, whole) => whole;
    const text = this._value(value);
    this._store = store;
    return text;
  }

  private _sequence(
    kind: 'list' | 'tuple' | 'set' | 'frozenset' | 'range',
    items: readonly RecordedValue[],
    value: RecordedValue
  ): string {
    if (kind === 'tuple') {
      return `(${items.map(i => this._value(i)).join(', ')}${items.length === 1 ? ',' : ''})`;
    }
    const parts = items.map(i => this._bare(i)).join(', ');
    if (kind === 'range') {
      return `range(${parts.replace(/, 1$/, '')})`;
    }
    if (kind === 'list') {
      return this._store(value, `[${parts}]`);
    }
    const braces = items.length ? `{${parts}}` : '';
    return kind === 'set' && items.length ? braces : `${kind}(${braces})`;
  }

  private _array(value: Extract<RecordedValue, { k: 'array' }>): string {
    const shape = `(${value.shape.join(', ')}${value.shape.length === 1 ? ',' : ''})`;
    const dtype = value.inferred ? '' : `, dtype=${pythonString(value.dtype)}`;
    return value.shape.includes(0)
      ? `np.empty(${shape}, dtype=${pythonString(value.dtype)})`
      : `np.array(${this._numbers(value.items)}${dtype})`;
  }

  /** Numbers in an array: what is missing or endless has a name there. */
  private _numbers(value: RecordedValue): string {
    return this._store(
      value,
      this._bare(value).replace(
        /float\("(-?)(nan|inf)"\)/g,
        (_, sign: string, name: string) => `${sign}np.${name}`
      )
    );
  }

  private _column(column: IRecordedColumn): string {
    const list: RecordedValue = { k: 'list', items: column.items };
    return this._store(list, this._bare(list));
  }

  private _index(index: IRecordedIndex | null): string[] {
    if (index === null) {
      return [];
    }
    if ('range' in index) {
      return [`index=pd.RangeIndex(${index.range.map(v => this._value(v)).join(', ')})`];
    }
    if (index.inferred && index.name.k === 'none') {
      return [`index=${this._column(index)}`];
    }
    const dtype = index.inferred ? '' : `, dtype=${pythonString(index.dtype)}`;
    const name = index.name.k === 'none' ? '' : `, name=${this._value(index.name)}`;
    return [`index=pd.Index(${this._column(index)}${dtype}${name})`];
  }

  private _frame(value: Extract<RecordedValue, { k: 'frame' }>): string {
    const columns = value.columns.map(c => `${this._value(c.name)}: ${this._column(c)}`);
    const types = value.columns
      .filter(c => !c.inferred)
      .map(c => `${this._value(c.name)}: ${pythonString(c.dtype)}`);
    const frame = `pd.DataFrame(${[`{${columns.join(', ')}}`, ...this._index(value.index)].join(', ')})`;
    return types.length ? `${frame}.astype({${types.join(', ')}})` : frame;
  }

  private _store: (part: RecordedValue, whole: string) => string = (_, whole) => whole;
}

/** The value as JSON that Python reads as the same value, or null when JSON has no such value. */
function asJson(value: RecordedValue): string | null {
  switch (value.k) {
    case 'none':
      return 'null';
    case 'bool':
      return String(value.v);
    case 'int':
      return value.v;
    case 'float':
      return value.v.replace('nan', 'NaN').replace('inf', 'Infinity');
    case 'str':
      return JSON.stringify(value.v);
    case 'list':
      return joined('[', value.items.map(asJson), ']');
    case 'dict':
      return joined(
        '{',
        value.items.map(([k, v]) => {
          const json = k.k === 'str' ? asJson(v) : null;
          return k.k === 'str' && json !== null ? `${JSON.stringify(k.v)}: ${json}` : null;
        }),
        '}'
      );
    default:
      return null;
  }
}

function joined(open: string, parts: readonly (string | null)[], close: string): string | null {
  return parts.includes(null) ? null : `${open}${parts.join(', ')}${close}`;
}
