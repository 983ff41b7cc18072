/** How the records of a list are used: read by key, or in a way that a fixed set of keys does not fit. */
import {
  positionalArguments,
  stringValue,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { entriesOf, joinTypes, typeText, type IRecords } from './records';

/** What a name or expression stands for: the whole list, or one of its records. */
type Meaning = 'list' | 'record';

const changesKeys = new Set(['update', 'pop', 'popitem', 'clear', 'setdefault']);
const takesEach = /^builtins\.(sorted|min|max|filter|map)$/;

export class RecordUses {
  /** Reads of a key, in any cell or function that gets the list. */
  reads = 0;
  /** True once something is done that the keys of the literal do not cover. */
  isOpen = false;

  constructor(
    private readonly _model: SemanticModel,
    private readonly _records: IRecords
  ) {
    for (const use of _model.usesOf(_records.name)) {
      this._use(use.node, 'list');
    }
  }

  private _use(node: SyntaxNode, meaning: Meaning): void {
    if (this._seen.has(node) || this.isOpen) {
      return;
    }
    this._seen.add(node);
    if (meaning === 'list') {
      this._list(node);
    } else {
      this._record(node);
    }
  }

  private _list(node: SyntaxNode): void {
    const { parent, field } = node;
    switch (parent?.kind) {
      case 'for_statement':
      case 'for_in_clause':
        this._name(parent.child('left'), 'record');
        break;
      case 'subscript':
        if (field === 'value' && parent.child('subscript')?.kind !== 'slice') {
          this.isOpen ||= isStored(parent);
          this._use(parent, 'record');
        }
        break;
      case 'attribute':
        this._method(parent);
        break;
      case 'argument_list':
      case 'keyword_argument':
        this._argument(node, 'list');
    }
  }

  private _record(node: SyntaxNode): void {
    const { parent, field } = node;
    switch (parent?.kind) {
      case 'subscript':
        if (field === 'value') {
          this._key(parent.child('subscript'), parent);
        }
        break;
      case 'attribute': {
        const method = parent.child('attribute')?.text ?? '';
        const call = parent.parent?.kind === 'call' ? parent.parent : null;
        if (changesKeys.has(method)) {
          this.isOpen = true;
        } else if (call && method === 'get') {
          this._key(positionalArguments(call)[0] ?? null, call);
        }
        break;
      }
      case 'assignment':
        if (field === 'right') {
          this._name(parent.child('left'), 'record');
        }
        break;
      case 'argument_list':
      case 'keyword_argument':
        this._argument(node, 'record');
    }
  }

  private _key(index: SyntaxNode | null, access: SyntaxNode): void {
    const key = stringValue(index);
    const type = key === null ? undefined : this._records.fields.get(key);
    if (type === undefined || access.parent?.kind === 'delete_statement') {
      this.isOpen = true;
    } else if (!isStored(access)) {
      this.reads++;
    } else {
      const value = access.parent?.kind === 'assignment' ? access.parent.child('right') : null;
      const stored = value && typeText(this._model, value);
      this.isOpen ||= stored !== null && joinTypes([type, stored]) !== type;
    }
  }

  /** `rows.append({...})` with the same keys is fine, anything else that goes in is not known. */
  private _method(attribute: SyntaxNode): void {
    const method = attribute.child('attribute')?.text ?? '';
    const call = attribute.parent?.kind === 'call' ? attribute.parent : null;
    if (method === 'append' || method === 'insert') {
      const added = call ? positionalArguments(call).at(-1) : null;
      const entries = added ? entriesOf(added) : null;
      const { fields } = this._records;
      const fits =
        entries?.size === fields.size &&
        [...entries].every(([key, value]) => {
          const type = fields.get(key);
          const given = typeText(this._model, value);
          return type !== undefined && (given === null || joinTypes([type, given]) === type);
        });
      this.isOpen ||= !fits;
    } else if (method === 'extend') {
      this.isOpen = true;
    } else if (method === 'sort' && call) {
      this._lambdas(call);
    }
  }

  private _argument(node: SyntaxNode, meaning: Meaning): void {
    const argument = node.parent?.kind === 'keyword_argument' ? node.parent : node;
    const call = argument.parent?.parent;
    if (call?.kind !== 'call') {
      return;
    }
    const name = this._model.qualifiedName(call.child('function'));
    const at = positionalArguments(call).indexOf(argument);
    if (meaning === 'list' && name && /^builtins\.(enumerate|zip|reversed)$/.test(name)) {
      const left = /^for_/.test(call.parent?.kind ?? '')
        ? (call.parent?.child('left') ?? null)
        : null;
      const index = name === 'builtins.enumerate' ? 1 : at;
      this._name(
        name === 'builtins.reversed' ? left : (left?.namedChildren[index] ?? null),
        'record'
      );
    } else if (meaning === 'list' && name && takesEach.test(name)) {
      this._lambdas(call);
      if (name === 'builtins.sorted' && /^for_/.test(call.parent?.kind ?? '')) {
        this._name(call.parent?.child('left') ?? null, 'record');
      }
    } else {
      this._parameter(call, argument, at, meaning);
    }
  }

  /** `key=lambda row: row["price"]`. */
  private _lambdas(call: SyntaxNode): void {
    for (const argument of call.child('arguments')?.namedChildren ?? []) {
      const value = argument.kind === 'keyword_argument' ? argument.child('value') : argument;
      const parameters = value?.kind === 'lambda' ? value.child('parameters') : null;
      this._name(parameters?.namedChildren[0] ?? null, 'record');
    }
  }

  /** What a function of the notebook does with the list that it is given. */
  private _parameter(call: SyntaxNode, argument: SyntaxNode, at: number, meaning: Meaning): void {
    const definition = this._model.callee(call);
    if (definition?.kind !== 'function_definition') {
      return;
    }
    const parameters = (definition.child('parameters')?.namedChildren ?? []).filter(
      p => !/separator$/.test(p.kind)
    );
    const isMethod = call.child('function')?.kind === 'attribute';
    const keyword = argument.kind === 'keyword_argument' ? argument.child('name')?.text : null;
    const parameter = keyword
      ? parameters.find(p => nameOf(p)?.text === keyword)
      : parameters[at + (isMethod ? 1 : 0)];
    this._name(parameter ? nameOf(parameter) : null, meaning);
  }

  private _name(name: SyntaxNode | null, meaning: Meaning): void {
    const binding: Binding | null =
      name?.kind === 'identifier' ? this._model.bindingAt(name) : null;
    for (const reference of binding ? this._model.references(binding) : []) {
      this._use(reference.node, meaning);
    }
  }

  private readonly _seen = new Set<SyntaxNode>();
}

function nameOf(parameter: SyntaxNode): SyntaxNode | null {
  return parameter.kind === 'identifier'
    ? parameter
    : (parameter.child('name') ?? parameter.namedChildren[0] ?? null);
}

function isStored(access: SyntaxNode): boolean {
  return (
    (access.field === 'left' && /assignment$|^for_/.test(access.parent?.kind ?? '')) ||
    /^(pattern_list|tuple_pattern|delete_statement)$/.test(access.parent?.kind ?? '')
  );
}
