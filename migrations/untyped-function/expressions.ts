/** The type of an expression as far as the notebook makes it sure; asks for parameters and returns where it meets them. */
import {
  decorators,
  isAsync,
  unparenthesized,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { arithmetic, functionResult, isNumber, methodResult } from './known';
import { fromModel, join, rootOf, scalars, type ITypes, type TypeText } from './types';

/** What is known of expressions; how parameters and functions get their types is said by those who derive from this. */
export abstract class Expressions implements ITypes {
  constructor(
    readonly model: SemanticModel,
    readonly isSeeing = false
  ) {}

  of(expression: SyntaxNode | null): TypeText | null {
    return expression && this.remember(expression, () => this._of(unparenthesized(expression)));
  }

  abstract parameter(definition: SyntaxNode, parameter: SyntaxNode): TypeText | null;

  abstract returned(definition: SyntaxNode): TypeText | null;

  suppose(parameter: SyntaxNode, type: TypeText, holds: () => boolean): boolean {
    const mark = this._asked.length;
    this._cache.set(parameter, type);
    const answer = holds();
    if (!answer) {
      // What was concluded from the wrong supposition goes with it.
      this._asked.splice(mark).forEach(node => this._cache.delete(node));
      this._cache.set(parameter, null);
    }
    return answer;
  }

  protected remember(node: SyntaxNode, infer: () => TypeText | null): TypeText | null {
    const known = this._cache.get(node);
    if (known !== undefined) {
      return known;
    }
    // Whoever comes round to the same question finds "not sure".
    this._cache.set(node, null);
    this._asked.push(node);
    const type = infer();
    this._cache.set(node, type);
    return type;
  }

  private _of(node: SyntaxNode): TypeText | null {
    switch (node.kind) {
      case 'string':
        return /^[a-z]*b/i.test(node.text) ? 'bytes' : 'str';
      case 'concatenated_string':
        return this.of(node.namedChildren[0]);
      case 'integer':
        return /j$/i.test(node.text) ? null : 'int';
      case 'float':
        return /j$/i.test(node.text) ? null : 'float';
      case 'true':
      case 'false':
      case 'not_operator':
        return 'bool';
      case 'none':
        return 'None';
      case 'list':
      case 'set':
        return container(
          node.kind,
          node.namedChildren.map(n => this.of(n))
        );
      case 'list_comprehension':
      case 'set_comprehension':
        return container(node.kind.replace('_comprehension', ''), [this.of(node.child('body'))]);
      case 'dictionary':
        return this._dictionary(node.namedChildren);
      case 'dictionary_comprehension':
        return this._dictionary([node.child('body') ?? node]);
      case 'tuple':
      case 'expression_list':
        return this._tuple(node.namedChildren);
      case 'comparison_operator':
        return this._comparison(node);
      case 'boolean_operator': {
        const [left, right] = [this.of(node.child('left')), this.of(node.child('right'))];
        return left === right ? left : null;
      }
      case 'conditional_expression':
        return join([this.of(node.namedChildren[0]), this.of(node.namedChildren[2])]);
      case 'unary_operator':
        return /^[-+]/.test(node.text) ? numeric(this.of(node.namedChildren[0])) : null;
      case 'binary_operator':
        return arithmetic(
          this.of(node.child('left')),
          node.child('operator')?.text ?? '',
          this.of(node.child('right')),
          node.child('right')
        );
      case 'subscript':
        return this._subscript(node);
      case 'await':
        return this._call(unparenthesized(node.namedChildren[0] ?? node), true);
      case 'call':
        return this._call(node, false);
      case 'named_expression':
        return this.of(node.child('value'));
      case 'identifier':
        return this._name(node);
      case 'attribute':
        return fromModel(this.model, this.model.typeOf(node));
    }
    return null;
  }

  private _dictionary(pairs: readonly SyntaxNode[]): TypeText {
    if (!pairs.length || pairs.some(p => p.kind !== 'pair')) {
      return 'dict';
    }
    const key = join(pairs.map(p => this.of(p.child('key'))));
    const value = join(pairs.map(p => this.of(p.child('value'))));
    return key && value && scalars.has(key) && scalars.has(value)
      ? `dict[${key}, ${value}]`
      : 'dict';
  }

  private _tuple(items: readonly SyntaxNode[]): TypeText | null {
    const types = items.map(n => this.of(n));
    return types.length > 1 && types.length < 6 && types.every(t => t !== null && !t.includes('|'))
      ? `tuple[${types.join(', ')}]`
      : null;
  }

  /** `in` and `is` always give a bool; `==` and `<` do so for plain values, but not for arrays. */
  private _comparison(node: SyntaxNode): TypeText | null {
    const operators = node.childrenOf('operators').map(o => o.text);
    const isPlain = operators.every(o => /^(not\s+)?in$|^is/.test(o));
    return isPlain || node.namedChildren.every(n => scalars.has(this.of(n) ?? '')) ? 'bool' : null;
  }

  private _subscript(node: SyntaxNode): TypeText | null {
    const owner = this.of(node.child('value'));
    const index = node.childrenOf('subscript');
    if (index.length !== 1 || !owner) {
      return null;
    }
    const isSlice = index[0].kind === 'slice';
    if (owner === 'str' || (isSlice && /^(list\b|bytes$)/.test(owner))) {
      return owner;
    }
    return elementOf(owner);
  }

  private _call(node: SyntaxNode, isAwaited: boolean): TypeText | null {
    const target = node.child('function');
    if (node.kind !== 'call' || !target) {
      return null;
    }
    const name = this.model.qualifiedName(target);
    if (name) {
      const known = functionResult(this, name, node);
      return known ?? fromModel(this.model, this.model.typeOf(node));
    }
    const callee = this.model.callee(node);
    if (callee?.kind === 'function_definition') {
      return decorators(callee).length || isAsync(callee) !== isAwaited
        ? null
        : this.returned(callee);
    }
    if (callee?.kind === 'class_definition') {
      return fromModel(this.model, this.model.typeOf(node));
    }
    if (target.kind === 'attribute') {
      const owner = this.of(target.child('object'));
      return owner && methodResult(owner, target.child('attribute')?.text ?? '', node);
    }
    return null;
  }

  private _name(node: SyntaxNode): TypeText | null {
    const reference = this.model.referenceAt(node);
    const bindings = reference ? this.model.definitions(reference) : [];
    const first = join(bindings.filter(b => b.kind !== 'augmented').map(b => this._bound(b)));
    if (!first) {
      return null;
    }
    // `n += 1` keeps an int one; the sum is asked for with the type that the name has before.
    const isKept = bindings
      .filter(b => b.kind === 'augmented')
      .every(b => {
        const operator = b.statement?.child('operator')?.text.replace(/=$/, '') ?? '';
        const right = b.statement?.child('right') ?? null;
        return (
          arithmetic(first, operator, this.of(right), right) === first ||
          (first === 'list' && operator === '+')
        );
      });
    return isKept ? first : null;
  }

  /** `self` is what the core says; an annotation with a default of `None` says too little. */
  private _self(name: SyntaxNode | null): TypeText | null {
    return name?.parent?.kind === 'parameters'
      ? fromModel(this.model, this.model.typeOf(name))
      : null;
  }

  private _bound(binding: Binding): TypeText | null {
    const { kind, node, statement, value } = binding;
    switch (kind) {
      case 'assignment':
      case 'walrus':
        // The name may have been filled since: what is in it is no longer sure.
        return binding.isPlain ? mapped(this.of(value), rootOf) : null;
      case 'for': {
        const source = node === statement?.child('left') ? this.of(value) : null;
        return (
          source && (source === 'range' ? 'int' : source === 'str' ? 'str' : elementOf(source))
        );
      }
      case 'parameter': {
        const definition = node?.ancestor('function_definition', 'lambda');
        if (definition?.kind !== 'function_definition' || !statement) {
          return null;
        }
        return /^(identifier|(typed_)?(default_)?parameter)$/.test(statement.kind)
          ? (this.parameter(definition, statement) ?? this._self(node))
          : null;
      }
    }
    return null;
  }

  private readonly _cache = new Map<SyntaxNode, TypeText | null>();
  /** The keys of the cache in the order in which they were asked for. */
  private readonly _asked: SyntaxNode[] = [];
}

function mapped(type: TypeText | null, change: (type: TypeText) => TypeText): TypeText | null {
  return type && (type.startsWith('tuple') ? type : change(type));
}

function elementOf(type: TypeText): TypeText | null {
  return /^(?:list|set)\[(\w+)\]$/.exec(type)?.[1] ?? null;
}

function container(kind: string, items: readonly (TypeText | null)[]): TypeText {
  const item = join(items);
  return item && scalars.has(item) ? `${kind}[${item}]` : kind;
}

function numeric(type: TypeText | null): TypeText | null {
  return isNumber(type) ? type : null;
}
