/**
 * Binds one cell: a single pass over its syntax that builds scopes, bindings and references by Python's rules
 * (https://docs.python.org/3/reference/executionmodel.html). Does not look at other cells and infers no types.
 */
import type { CellSyntax } from '../syntax/cellSyntax';
import { unparenthesized } from '../syntax/guards';
import type { SyntaxNode } from '../syntax/node';
import type { IRange } from '../text/range';
import { Binding, Reference, Scope, type BindingKind } from './scope';

/** Returns the module scope of the cell; everything else hangs below it. */
export function bindCell(cell: CellSyntax): Scope {
  const module = new Scope('module', null, null, cell);
  const binder = new Binder();
  if (cell.root) {
    binder.body(cell.root, module);
  }
  for (const fragment of cell.fragments) {
    binder.body(fragment.root, module);
  }
  if (!cell.blind) {
    for (const magic of cell.magics) {
      for (const bound of magic.binds) {
        binder.bindMagic(module, bound.name, bound.range, magic.range.end);
      }
    }
  }
  binder.finish();
  return module;
}

const comprehensions = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression'
]);

class Binder {
  /** Bodies of functions and lambdas are walked last, since `global` may stand below the first use. */
  body(node: SyntaxNode, scope: Scope): void {
    for (const child of node.children) {
      this.visit(child, scope);
    }
  }

  finish(): void {
    for (let next = this._later.shift(); next; next = this._later.shift()) {
      next();
    }
  }

  bindMagic(scope: Scope, name: string, range: IRange, effective: number): void {
    // `%time y = f()` is parsed in place: the assignment is there already.
    if (scope.bindings.get(name)?.some(b => b.range.start === range.start)) {
      return;
    }
    this.add(
      scope,
      new Binding(name, 'magic', scope, range, null, null, null, effective, null, scope)
    );
  }

  private visit(node: SyntaxNode, scope: Scope): void {
    switch (node.kind) {
      case 'comment':
      case 'string_start':
      case 'string_end':
      case 'string_content':
        return;
      case 'identifier':
        this.read(node, scope);
        return;
      case 'attribute':
        this.visitChild(node, 'object', scope);
        return;
      case 'keyword_argument':
        this.visitChild(node, 'value', scope);
        return;
      case 'assignment':
        return this.assignment(node, scope);
      case 'augmented_assignment':
        return this.augmented(node, scope);
      case 'named_expression':
        return this.walrus(node, scope);
      case 'for_statement':
        return this.forStatement(node, scope);
      case 'with_item':
        return this.withItem(node, scope);
      case 'except_clause':
        return this.exceptClause(node, scope);
      case 'case_clause':
        return this.caseClause(node, scope);
      case 'import_statement':
      case 'import_from_statement':
      case 'future_import_statement':
        return this.importStatement(node, scope);
      case 'function_definition':
        return this.functionDefinition(node, scope);
      case 'lambda':
        return this.lambda(node, scope);
      case 'class_definition':
        return this.classDefinition(node, scope);
      case 'delete_statement':
        return this.deleteStatement(node, scope);
      case 'global_statement':
        for (const name of node.namedChildren) {
          scope.globals.add(name.text);
        }
        return;
      case 'nonlocal_statement':
        for (const name of node.namedChildren) {
          scope.nonlocals.add(name.text);
        }
        return;
      case 'type_alias_statement':
        return this.typeAlias(node, scope);
    }
    if (comprehensions.has(node.kind)) {
      return this.comprehension(node, scope);
    }
    for (const child of node.children) {
      this.visit(child, scope);
    }
  }

  private visitChild(node: SyntaxNode, field: string, scope: Scope): void {
    for (const child of node.childrenOf(field)) {
      this.visit(child, scope);
    }
  }

  private read(node: SyntaxNode, scope: Scope): void {
    scope.references.push(new Reference(node.text, node, scope));
  }

  private add(scope: Scope, binding: Binding): void {
    const list = scope.bindings.get(binding.name);
    if (list) {
      list.push(binding);
    } else {
      scope.bindings.set(binding.name, [binding]);
    }
  }

  private bind(
    kind: BindingKind,
    name: SyntaxNode,
    scope: Scope,
    statement: SyntaxNode,
    value: SyntaxNode | null,
    effective: number,
    imported: string | null = null,
    text = name.text
  ): void {
    let owner = scope;
    if (scope.globals.has(text)) {
      owner = scope.module;
    } else if (scope.nonlocals.has(text)) {
      let outer = scope.parent;
      while (outer && (outer.kind === 'class' || !outer.bindings.has(text)) && outer.parent) {
        outer = outer.parent;
      }
      owner = outer ?? scope;
    }
    this.add(
      owner,
      new Binding(text, kind, owner, name, name, statement, value, effective, imported, scope)
    );
  }

  /** Binds every name in an assignment target; what is read on the way (`a[i] = …`, `a.b = …`) becomes a reference. */
  private target(
    kind: BindingKind,
    target: SyntaxNode,
    scope: Scope,
    statement: SyntaxNode,
    value: SyntaxNode | null,
    effective: number
  ): void {
    switch (target.kind) {
      case 'identifier':
        this.bind(kind, target, scope, statement, value, effective);
        return;
      case 'attribute':
      case 'subscript':
        this.visit(target, scope);
        return;
      default:
        // Tuples and lists, also spelt as patterns, stars and parentheses.
        for (const child of target.namedChildren) {
          this.target(kind, child, scope, statement, value, effective);
        }
    }
  }

  private assignment(node: SyntaxNode, scope: Scope): void {
    const left = node.child('left');
    const right = node.child('right');
    this.visitChild(node, 'type', scope);
    if (right) {
      this.visit(right, scope);
    }
    if (!left) {
      return;
    }
    if (!right) {
      if (left.kind === 'identifier') {
        this.bind('annotation', left, scope, node, null, node.end);
      } else {
        this.visit(left, scope);
      }
      return;
    }
    // In `x = y = value` the value of every target is the innermost right side.
    let value = right;
    while (value.kind === 'assignment') {
      value = value.child('right') ?? value;
      if (value.kind === 'assignment' && !value.child('right')) {
        break;
      }
    }
    this.target('assignment', left, scope, node, value, node.end);
  }

  private augmented(node: SyntaxNode, scope: Scope): void {
    const left = node.child('left');
    this.visitChild(node, 'right', scope);
    if (!left) {
      return;
    }
    this.visit(left, scope);
    if (left.kind === 'identifier') {
      this.bind('augmented', left, scope, node, node.child('right'), node.end);
    }
  }

  private walrus(node: SyntaxNode, scope: Scope): void {
    this.visitChild(node, 'value', scope);
    const name = node.child('name');
    let owner = scope;
    while (owner.kind === 'comprehension' && owner.parent) {
      owner = owner.parent;
    }
    if (name) {
      this.bind('walrus', name, owner, node, node.child('value'), node.end);
    }
  }

  private forStatement(node: SyntaxNode, scope: Scope): void {
    const left = node.child('left');
    const right = node.child('right');
    if (right) {
      this.visit(right, scope);
    }
    if (left) {
      this.target('for', left, scope, node, right, right?.end ?? left.end);
    }
    this.visitChild(node, 'body', scope);
    this.visitChild(node, 'alternative', scope);
  }

  private withItem(node: SyntaxNode, scope: Scope): void {
    const value = node.child('value');
    const pattern = value ? unparenthesized(value) : null;
    if (pattern?.kind !== 'as_pattern') {
      for (const child of node.children) {
        this.visit(child, scope);
      }
      return;
    }
    const context = pattern.namedChildren[0];
    this.visit(context, scope);
    const alias = pattern.child('alias');
    const statement = node.ancestor('with_statement') ?? node;
    for (const target of alias?.namedChildren ?? []) {
      this.target('with', target, scope, statement, context, node.end);
    }
  }

  private exceptClause(node: SyntaxNode, scope: Scope): void {
    const pattern = node.child('value');
    for (const child of node.children) {
      if (child !== pattern) {
        this.visit(child, scope);
      } else if (child.kind === 'as_pattern') {
        this.visit(child.namedChildren[0], scope);
        for (const target of child.child('alias')?.namedChildren ?? []) {
          this.target('except', target, scope, node, null, child.end);
        }
      } else {
        this.visit(child, scope);
      }
    }
  }

  private caseClause(node: SyntaxNode, scope: Scope): void {
    for (const child of node.children) {
      if (child.kind === 'case_pattern') {
        this.pattern(child, scope, node);
      } else {
        this.visit(child, scope);
      }
    }
  }

  private pattern(node: SyntaxNode, scope: Scope, clause: SyntaxNode): void {
    const capture = (name: SyntaxNode): void => {
      if (name.text !== '_') {
        this.bind('match', name, scope, clause, null, name.end);
      }
    };
    switch (node.kind) {
      case 'dotted_name': {
        const names = node.namedChildren;
        // A dotted name is a value, a bare name captures; the class of a class pattern is read.
        if (names.length > 1 || node.parent?.kind === 'class_pattern') {
          this.read(names[0], scope);
        } else if (names.length === 1) {
          capture(names[0]);
        }
        return;
      }
      case 'identifier':
        if (node.parent?.kind === 'splat_pattern' || node.parent?.kind === 'as_pattern') {
          capture(node);
        }
        return;
      case 'keyword_pattern':
        for (const child of node.namedChildren.slice(1)) {
          this.pattern(child, scope, clause);
        }
        return;
      default:
        for (const child of node.namedChildren) {
          this.pattern(child, scope, clause);
        }
    }
  }

  private importStatement(node: SyntaxNode, scope: Scope): void {
    const module = node.child('module_name');
    const prefix = node.kind === 'future_import_statement' ? '__future__' : module?.text;
    if (module && node.childOfKind('wildcard_import')) {
      scope.starImports.push({ module: module.text, node });
      return;
    }
    for (const item of node.childrenOf('name')) {
      const dotted = item.kind === 'aliased_import' ? item.child('name') : item;
      const alias = item.kind === 'aliased_import' ? item.child('alias') : null;
      if (!dotted) {
        continue;
      }
      const path = dotted.text.replace(/\s+/g, '');
      if (prefix !== undefined) {
        const separator = prefix.endsWith('.') ? '' : '.';
        this.bind(
          'import',
          alias ?? dotted,
          scope,
          node,
          null,
          node.end,
          prefix + separator + path
        );
      } else if (alias) {
        this.bind('import', alias, scope, node, null, node.end, path);
      } else {
        // `import os.path` binds `os`.
        const first = dotted.namedChildren[0] ?? dotted;
        this.bind('import', first, scope, node, null, node.end, first.text);
      }
    }
  }

  private functionDefinition(node: SyntaxNode, scope: Scope): void {
    const name = node.child('name');
    const parameters = node.child('parameters');
    const around = this.typeParameters(node, scope);
    this.visitChild(node, 'return_type', around);
    if (parameters) {
      this.parameterDefaults(parameters, around);
    }
    if (name) {
      this.bind('function', name, scope, node, null, node.end);
    }
    const inner = new Scope('function', node, around, scope.cell);
    if (parameters) {
      this.parameterNames(parameters, inner);
    }
    this._later.push(() => {
      this.declarations(node, inner);
      this.visitChild(node, 'body', inner);
    });
  }

  /** `def f[T]`, `class A[T]`: the names hold in the header and the body. Returns the scope for both. */
  private typeParameters(node: SyntaxNode, scope: Scope): Scope {
    const list = node.childrenOf('type_parameters').find(n => n.kind === 'type_parameter');
    if (!list) {
      return scope;
    }
    const around = new Scope('comprehension', list, scope, scope.cell);
    for (const parameter of list.namedChildren) {
      const [name, ...bounds] = [...parameter.walk()].filter(n => n.kind === 'identifier');
      if (name) {
        this.bind('type', name, around, parameter, null, name.end);
      }
      for (const bound of bounds) {
        this.read(bound, around);
      }
    }
    return around;
  }

  /** `global` and `nonlocal` hold for the whole body, wherever they stand in it. */
  private declarations(definition: SyntaxNode, scope: Scope): void {
    const stack = definition.childrenOf('body');
    while (stack.length) {
      const n = stack.pop() as SyntaxNode;
      if (n.kind === 'global_statement' || n.kind === 'nonlocal_statement') {
        this.visit(n, scope);
      } else if (
        n.kind !== 'function_definition' &&
        n.kind !== 'class_definition' &&
        n.kind !== 'lambda'
      ) {
        stack.push(...n.children);
      }
    }
  }

  private lambda(node: SyntaxNode, scope: Scope): void {
    const parameters = node.child('parameters');
    const inner = new Scope('lambda', node, scope, scope.cell);
    if (parameters) {
      this.parameterDefaults(parameters, scope);
      this.parameterNames(parameters, inner);
    }
    this._later.push(() => this.visitChild(node, 'body', inner));
  }

  private parameterDefaults(parameters: SyntaxNode, scope: Scope): void {
    for (const p of parameters.namedChildren) {
      this.visitChild(p, 'value', scope);
      this.visitChild(p, 'type', scope);
    }
  }

  private parameterNames(parameters: SyntaxNode, scope: Scope): void {
    for (const p of parameters.namedChildren) {
      let name: SyntaxNode | null = p.kind === 'identifier' ? p : p.child('name');
      if (!name && p.kind !== 'keyword_separator' && p.kind !== 'positional_separator') {
        // `*args`, `**kw`, `x: int`, `*args: int`
        name = [...p.walk()].find(n => n.kind === 'identifier') ?? null;
      }
      if (name) {
        this.bind('parameter', name, scope, p, p.child('value'), parameters.start);
      }
    }
  }

  private classDefinition(node: SyntaxNode, scope: Scope): void {
    const around = this.typeParameters(node, scope);
    this.visitChild(node, 'superclasses', around);
    const inner = new Scope('class', node, around, scope.cell);
    this.declarations(node, inner);
    this.visitChild(node, 'body', inner);
    const name = node.child('name');
    if (name) {
      this.bind('class', name, scope, node, null, node.end);
    }
  }

  private deleteStatement(node: SyntaxNode, scope: Scope): void {
    const drop = (target: SyntaxNode): void => {
      if (target.kind === 'identifier') {
        this.read(target, scope);
        this.bind('delete', target, scope, node, null, node.end);
      } else if (target.kind === 'attribute' || target.kind === 'subscript') {
        this.visit(target, scope);
      } else {
        target.namedChildren.forEach(drop);
      }
    };
    node.namedChildren.forEach(drop);
  }

  private typeAlias(node: SyntaxNode, scope: Scope): void {
    const [name, ...parameters] = [...(node.child('left')?.walk() ?? [])].filter(
      n => n.kind === 'identifier'
    );
    if (name) {
      this.bind('type', name, scope, node, null, node.end);
    }
    const inner = new Scope('comprehension', node, scope, scope.cell);
    for (const parameter of parameters) {
      this.bind('type', parameter, inner, node, null, node.start);
    }
    this.visitChild(node, 'right', inner);
  }

  private comprehension(node: SyntaxNode, scope: Scope): void {
    const inner = new Scope('comprehension', node, scope, scope.cell);
    let first = true;
    for (const clause of node.children) {
      if (clause.kind !== 'for_in_clause') {
        continue;
      }
      const left = clause.child('left');
      for (const right of clause.childrenOf('right')) {
        // The first iterable is evaluated outside the comprehension.
        this.visit(right, first ? scope : inner);
        first = false;
      }
      if (left) {
        this.target('for', left, inner, clause, clause.child('right'), clause.end);
      }
    }
    for (const child of node.children) {
      if (child.kind !== 'for_in_clause') {
        this.visit(child, inner);
      }
    }
  }

  private readonly _later: (() => void)[] = [];
}
