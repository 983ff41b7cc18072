/**
 * Finds base classes whose methods only raise `NotImplementedError` and makes them abstract (`ABC`, `@abstractmethod`), so that a
 * missing method is reported when the object is created and not when it is used. The bodies stay. Classes that are created
 * themselves, or that code relies on raising, are left alone with the reason.
 */
import {
  cellName,
  decorators,
  defineMigration,
  docstring,
  type ICellModel,
  type IDeclined,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { familyOf, isHarmlessBase, isHarmlessUse, type IFamily } from './family';

interface IData {
  readonly family: IFamily;
  readonly methods: readonly SyntaxNode[];
}

export default defineMigration<IData>({
  name: 'raise-not-implemented',
  title: 'Base class whose methods raise NotImplementedError',
  summary: 'Makes a base class whose methods raise NotImplementedError abstract.',
  group: 'Interfaces',
  tier: 'normal',
  applicability: 'safe',
  since: '0.1.0',
  sources: ['PEP 3119', 'pylint:W0223'],
  why: 'A subclass that leaves a method out fails only when that method is called, perhaps hours into a run.',

  *detectIn({ syntax }, { model }) {
    for (const definition of syntax.nodes('class_definition')) {
      const scope = model.scopeOf(definition);
      const methods = methodsOf(definition).filter(m => isUnimplemented(model, m));
      const name = definition.child('name');
      if (!name || scope?.parent?.kind !== 'module' || !methods.length) {
        continue;
      }
      const family = familyOf(model, definition);
      if (isMeantAsBase(definition, methods, family) && !overridesConcrete(methods, family)) {
        yield { at: name, data: { family, methods }, anchor: name.text };
      }
    }
  },

  message: ({ at, data }) =>
    `Methods of \`${'text' in at ? at.text : ''}\` raise NotImplementedError: ${data.methods
      .map(m => `\`${m.child('name')?.text}\``)
      .join(', ')}`,

  rewrite({ data: { family, methods } }, context) {
    const { model, edit } = context;
    const { definition, name } = family;
    const refused = refusal(family, methods, context);
    if (refused) {
      return refused;
    }
    const risks = risksOf(model, family, methods);
    if (!family.isAbstract) {
      const abc = edit.addImport('abc', 'ABC', definition);
      addBase(definition, abc, context);
    }
    const abstractmethod = edit.addImport('abc', 'abstractmethod', definition);
    for (const method of methods) {
      edit.insertBefore(method, `@${abstractmethod}\n${indentOf(method)}`);
    }
    return {
      title: `Make ${name} abstract`,
      applicability: risks.length ? 'suggested' : 'safe',
      risks
    };
  }
});

function methodsOf(definition: SyntaxNode): SyntaxNode[] {
  return (definition.child('body')?.namedChildren ?? []).flatMap(s => {
    const inner = s.kind === 'decorated_definition' ? s.child('definition') : s;
    return inner?.kind === 'function_definition' ? [inner] : [];
  });
}

/** The body is nothing but an optional docstring and `raise NotImplementedError`. */
function isUnimplemented(model: SemanticModel, method: SyntaxNode): boolean {
  const body = method.child('body');
  const doc = docstring(body);
  const statements = (body?.namedChildren ?? []).filter(s => s !== doc);
  const raised = statements.length === 1 ? raisedName(statements[0]) : null;
  return (
    raised !== null &&
    model.qualifiedName(raised) === 'builtins.NotImplementedError' &&
    !decorators(method).some(d =>
      /(^|\.)(abstract\w*|overload)$/.test(model.qualifiedName(d) ?? d.text)
    )
  );
}

function raisedName(statement: SyntaxNode): SyntaxNode | null {
  if (statement.kind !== 'raise_statement') {
    return null;
  }
  const value = statement.namedChildren[0] ?? null;
  return value?.kind === 'call' ? value.child('function') : value;
}

/** Somebody derives from it, it is named like a base, or it implements nothing at all. */
function isMeantAsBase(
  definition: SyntaxNode,
  unimplemented: readonly SyntaxNode[],
  family: IFamily
): boolean {
  const others = methodsOf(definition).filter(
    m => !unimplemented.includes(m) && !/^__\w+__$/.test(m.child('name')?.text ?? '')
  );
  if (family.subclasses.length > 0) {
    return true;
  }
  // A gap that somebody has yet to fill in (an exercise) is no interface.
  const isGap = unimplemented.some(m =>
    m.cell.comments.some(
      c =>
        c.start >= m.start && c.end <= m.end && /todo|fixme|your (code|turn|answer)/i.test(c.text)
    )
  );
  return (
    !isGap &&
    (/^_*(Base|Abstract)|(Base|Interface|ABC)$/.test(family.name) ||
      (others.length === 0 && family.bases.every(b => /^(object|ABC|abc\.ABC)$/.test(b.node.text))))
  );
}

/** A method that takes an implemented one away ("not supported here") is no interface. */
function overridesConcrete(methods: readonly SyntaxNode[], family: IFamily): boolean {
  return methods.some(m => family.inherited.has(m.child('name')?.text ?? ''));
}

function refusal(
  family: IFamily,
  methods: readonly SyntaxNode[],
  { model, decline }: IRewriteContext
): IDeclined | null {
  const { definition, name } = family;
  const again = model.moduleBindings(name).filter(b => b.statement !== definition);
  if (again.length) {
    return decline(`\`${name}\` is defined again in ${cellName(model, again[0].cell)}.`);
  }
  if (family.metaclass) {
    return decline(`\`${name}\` has a metaclass of its own.`);
  }
  for (const own of [family, ...family.subclasses]) {
    const foreign = own.roots.find(base => !isHarmlessBase(model, base));
    if (own.metaclass || foreign) {
      return decline(
        own.metaclass
          ? `\`${own.name}\` has a metaclass of its own.`
          : `\`${own.name}\` derives from \`${foreign?.text}\`, which may have a metaclass of its own.`
      );
    }
  }
  for (const own of family.isAbstract ? [] : family.subclasses) {
    const early = own.bases[0]?.node;
    if (early && model.qualifiedName(early) === 'abc.ABC') {
      return decline(
        `\`${own.name}\` names \`ABC\` before \`${name}\`, which then cannot derive from it.`
      );
    }
  }
  const [expected] = model.collect(expectedIn);
  if (expected) {
    return decline(`\`NotImplementedError\` is expected in ${cellName(model, expected)}.`);
  }
  const names = methods.map(m => m.child('name')?.text ?? '');
  for (const own of [family, ...family.subclasses]) {
    const missing = own === family ? names : names.filter(n => !own.provides.has(n));
    const made = own.uses.find(r => r.node.parent?.kind === 'call' && r.node.field === 'function');
    if (missing.length && made) {
      return decline(
        own === family
          ? `\`${name}\` itself is created in ${cellName(model, made.node)}.`
          : `\`${own.name}\` leaves \`${missing[0]}\` out and is created in ${cellName(model, made.node)}.`
      );
    }
  }
  return null;
}

function expectedIn(_model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax
    .nodes('identifier')
    .filter(r => r.text === 'NotImplementedError' && !r.ancestor('raise_statement'));
}

function risksOf(model: SemanticModel, family: IFamily, methods: readonly SyntaxNode[]): string[] {
  const risks: string[] = [];
  const names = methods.map(m => m.child('name')?.text ?? '');
  for (const own of [family, ...family.subclasses]) {
    const missing = own === family ? names : names.filter(n => !own.provides.has(n));
    const handed = own.uses.find(r => !isHarmlessUse(model, r));
    if (missing.length && handed) {
      risks.push(
        `\`${own.name}\` is handed on in ${cellName(model, handed.node)}: creating it without \`${missing[0]}\` would fail.`
      );
    }
    const blind = model.blindMention(own.name);
    if (blind) {
      risks.push(`Cell ${blind.index + 1} mentions \`${own.name}\` and could not be read.`);
    }
  }
  return risks;
}

/** `class A:` → `class A(ABC):`, `class A(B):` → `class A(B, ABC):`, `class A(object):` → `class A(ABC):` */
function addBase(definition: SyntaxNode, abc: string, { model, edit }: IRewriteContext): void {
  const list = definition.child('superclasses');
  const bases = list?.namedChildren ?? [];
  if (!list) {
    edit.insertAfter(definition.child('name') as SyntaxNode, `(${abc})`);
  } else if (!bases.length) {
    edit.insert(definition.cell, list.start + 1, abc);
  } else if (bases.length === 1 && model.qualifiedName(bases[0]) === 'builtins.object') {
    edit.replace(bases[0], abc);
  } else {
    const plain = bases.filter(b => b.kind !== 'keyword_argument');
    const last = plain[plain.length - 1];
    if (last && model.qualifiedName(last) === 'builtins.object') {
      // `object` has to stay the last one.
      edit.insertBefore(last, `${abc}, `);
    } else if (last) {
      edit.insertAfter(last, `, ${abc}`);
    } else {
      edit.insertBefore(bases[0], `${abc}, `);
    }
  }
}

function indentOf(node: SyntaxNode): string {
  const { source, lines } = node.cell;
  const start = lines.lineStart(lines.position(node.start).line);
  return /^[ \t]*/.exec(source.slice(start, node.start))?.[0] ?? '';
}
