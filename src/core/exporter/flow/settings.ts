/** The notebook's settings as an argument of the entry point and as options of the command: one field of a dataclass each. */
import type { SemanticModel } from '../../semantic/model';
import type { SyntaxNode } from '../../syntax/node';
import type { IHoist } from './hoist';
import { definitionNode } from './quiet';
import type { IItem } from '../items/items';
import type { IModule } from '../placement/roles';

export interface ISettingsField {
  readonly name: string;
  readonly type: 'int' | 'float' | 'str' | 'bool';
}

export interface ISettings {
  /** The notebook's variable. */
  readonly variable: string;
  readonly className: string;
  /** Module of the package that defines the class. */
  readonly module: string;
  /** The statement that makes the instance, the end of its value, and the value as text. */
  readonly item: IItem;
  readonly end: number;
  readonly value: string;
  /** What the entry point calls its argument. */
  readonly parameter: string;
  /** Fields that a command line can give. */
  readonly fields: readonly ISettingsField[];
}

/** Names that the generated command uses itself. */
const reserved = new Set([
  'argparse',
  'asyncio',
  'replace',
  'Sequence',
  'set_display_hook',
  'main'
]);
const literals = new Set(['integer', 'float', 'true', 'false', 'none', 'string']);

/**
 * The first statement `CFG = Config()` of a step, where `Config` is a dataclass of the package and nothing else binds `CFG`.
 *
 * @param parameter gives a free name for the argument; asked only when there are settings
 */
export function findSettings(
  model: SemanticModel,
  items: readonly IItem[],
  h: IHoist,
  modules: readonly IModule[],
  parameter: () => string
): ISettings | null {
  for (const item of items) {
    if (h.kinds.has(item) || item.kind !== 'statement' || item.header || item.nodes.length !== 1) {
      continue;
    }
    const assignment = item.nodes[0].namedChildren[0];
    const left = assignment?.kind === 'assignment' ? assignment.child('left') : null;
    const call = left?.kind === 'identifier' ? assignment.child('right') : null;
    const target = call?.kind === 'call' ? call.child('function') : null;
    if (!left || !call || target?.kind !== 'identifier' || item.magics.length) {
      continue;
    }
    const variable = left.text;
    const binders = items.filter(
      i => i.binds.has(variable) || i.deletes.has(variable) || i.lateBinds.has(variable)
    );
    const [definition] = h.names.get(target.text) ?? [];
    const module = modules.find(m => m.items.includes(definition));
    if (
      binders.length !== 1 ||
      item.binds.get(variable)?.length !== 1 ||
      !module ||
      h.kinds.get(definition) !== 'definition' ||
      reserved.has(target.text) ||
      !isDataclass(model, definition.nodes[0]) ||
      !(call.child('arguments')?.namedChildren ?? []).every(isLiteral)
    ) {
      continue;
    }
    const fields = fieldsOf(definitionNode(definition.nodes[0]));
    if (!fields.length) {
      continue;
    }
    return {
      variable,
      className: target.text,
      module: module.name,
      item,
      end: call.end,
      value: call.text,
      parameter: parameter(),
      fields
    };
  }
  return null;
}

/** True for `Config` where `class Config` is decorated as a dataclass. */
function isDataclass(model: SemanticModel, node: SyntaxNode): boolean {
  return node.children
    .filter(c => c.kind === 'decorator')
    .map(d => d.namedChildren[0])
    .some(d => {
      const target = d?.kind === 'call' ? d.child('function') : d;
      return model.qualifiedName(target ?? null) === 'dataclasses.dataclass';
    });
}

function isLiteral(argument: SyntaxNode): boolean {
  const value = argument.kind === 'keyword_argument' ? argument.child('value') : null;
  return value !== null && literals.has(value.kind) && !value.childOfKind('interpolation');
}

function fieldsOf(definition: SyntaxNode): ISettingsField[] {
  const found: ISettingsField[] = [];
  for (const statement of definition.child('body')?.namedChildren ?? []) {
    const node = statement.kind === 'expression_statement' ? statement.namedChildren[0] : null;
    const name = node?.kind === 'assignment' ? node.child('left')?.text : null;
    const written = node?.child('type')?.text.replace(/\s+/g, '') ?? '';
    const type = /^(?:Optional\[)?(int|float|str|bool)(?:\]|\|None)?$/.exec(written)?.[1];
    if (
      name &&
      type &&
      !name.startsWith('_') &&
      !['quiet', 'help'].includes(name) &&
      !/init\s*=\s*False/.test(node?.child('right')?.text ?? '') &&
      // The default would be printed by `--help`.
      !(
        type === 'str' &&
        /(?:^|_)(?:key|token|secret|password|passwd|pwd|credentials?)$/i.test(name)
      )
    ) {
      found.push({ name, type: type as ISettingsField['type'] });
    }
  }
  return found;
}
