/**
 * Finds a literal dict that is bound once and read as configuration (`cfg["lr"]`), and turns it into a frozen dataclass or a Pydantic
 * model with typed fields; every access in every cell follows. Payloads, lookup tables and records are left alone.
 */
import {
  cellName,
  defineMigration,
  freshName,
  settingsClassName,
  styleOf,
  styleSetting,
  type ICellModel,
  type IRewriteContext,
  type SettingsStyle,
  type SyntaxNode
} from '../../src/core';
import { findConfigs, type IConfig } from './config';
import { classText, reservedKey } from './classText';
import { bridgeText, collectUses, type IUse } from './uses';

interface IData {
  readonly config: IConfig;
  readonly uses: readonly IUse[];
}

export default defineMigration<IData>({
  name: 'dict-config',
  title: 'Dictionary used as configuration',
  summary: 'Turns a dict of settings into a dataclass or Pydantic model.',
  group: 'Configuration and types',
  tier: 'normal',
  applicability: 'safe',
  since: '0.1.0',
  sources: ['PEP 557'],
  settings: [styleSetting],
  why: 'A mistyped key is found only when the line runs, and nothing says which settings exist or of which type they are.',

  *detectIn(cell, { model }) {
    for (const config of findConfigs(model, cell)) {
      const uses = collectUses(model, config);
      if (isConfiguration(config, uses)) {
        yield {
          at: config.binding.node ?? config.dictionary,
          data: { config, uses },
          anchor: config.name
        };
      }
    }
  },

  message: ({ data: { config } }) =>
    `\`${config.name}\` keeps ${config.entries.length} settings in a dict`,

  rewrite({ data: { config, uses } }, context) {
    const { model, edit, settings, decline } = context;
    const { name, statement } = config;
    const style = styleOf(settings);
    const reason = config.obstacle ?? reservedKey(config, style) ?? layoutObstacle(config);
    if (reason) {
      return decline(reason);
    }
    const closed = uses.find(u => u.kind === 'closed');
    if (closed) {
      return decline(`${closed.reason} in ${cellName(model, closed.node)}.`);
    }
    const blind = model.blindMention(name);
    if (blind) {
      return decline(`Cell ${blind.index + 1} mentions \`${name}\` and could not be read.`);
    }
    const text = mention(name, context);
    if (text) {
      return decline(`A text in ${cellName(model, text)} mentions \`${name}\` as code.`);
    }
    const writes = uses.filter(u => u.kind === 'write');
    const className = freshName(model, settingsClassName(name));
    const definition = classText(
      config,
      className,
      style,
      writes.length === 0,
      (module, imported) => edit.addImport(module, imported, statement)
    );
    edit.replace(statement, `${blankLines(config)}${definition}\n\n\n${name} = ${className}()`);
    rewriteUses(uses, style, className, context);
    const risks = risksOf(uses, context);
    if (style === 'pydantic') {
      risks.push('The project then needs pydantic.');
    }
    return {
      title: `Turn ${name} into a ${style === 'pydantic' ? 'Pydantic model' : 'dataclass'}`,
      applicability: risks.length ? 'suggested' : 'safe',
      risks
    };
  }
});

/** A name that says so and is read by key at least once; or settings by their keys, and nothing but reads in two places. */
function isConfiguration(config: IConfig, uses: readonly IUse[]): boolean {
  const read = uses.filter(u => u.kind === 'read' || u.kind === 'write');
  if (config.isNamedSo) {
    return read.length > 0;
  }
  return (
    config.hyperparameters >= 2 &&
    config.obstacle === null &&
    new Set(read.map(u => u.key)).size >= 2 &&
    uses.every(u => u.kind === 'read')
  );
}

function rewriteUses(
  uses: readonly IUse[],
  style: SettingsStyle,
  className: string,
  { edit }: IRewriteContext
): void {
  for (const use of uses) {
    if (use.kind === 'read' || use.kind === 'write') {
      // cfg["lr"]   or   cfg.get("lr", 0)
      //    ^^^^^^  .lr      ^^^^^^^^^^^^^^ .lr
      edit.replaceRange(use.node.cell, { start: use.owner.end, end: use.node.end }, `.${use.key}`);
    } else if (use.kind === 'annotation') {
      // In quotes, since the function may stand above the class.
      edit.replace(use.owner, `"${className}"`);
    } else if (use.kind === 'bridge') {
      const text = bridgeText(use.owner.text, style, (module, imported) =>
        edit.addImport(module, imported, use.owner)
      );
      edit.replace(use.owner, text);
    }
  }
}

function risksOf(uses: readonly IUse[], { model }: IRewriteContext): string[] {
  const risks: string[] = [];
  const write = uses.find(u => u.kind === 'write');
  if (write) {
    risks.push(
      `\`${write.key}\` is changed in ${cellName(model, write.node)}, so the class is not frozen.`
    );
  }
  const bridge = uses.find(u => u.kind === 'bridge');
  if (bridge) {
    risks.push(`${bridge.reason} in ${cellName(model, bridge.node)}: it gets a copy as a dict.`);
  }
  const shown = uses.find(u => u.kind === 'shown');
  if (shown) {
    risks.push(`${shown.reason} in ${cellName(model, shown.node)}: it looks different as a class.`);
  }
  const passed = uses.find(u => u.kind === 'passed');
  if (passed) {
    risks.push(
      `\`${passed.reason}\` takes the settings as an object from now on; callers outside this notebook must follow.`
    );
  }
  return risks;
}

/** A text with code in it, such as `df.query("x > @cfg['limit']")`: it would have to follow too. */
function mention(name: string, { model }: IRewriteContext): SyntaxNode | null {
  const code = new RegExp(`@${name}\\b|(?<![\\w.])${name}\\[`);
  return model.collect(codeTextsIn).find(n => code.test(n.text)) ?? null;
}

/** Texts that may hold code which names a variable. */
function codeTextsIn(_model: unknown, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax.nodes('string_content').filter(n => /@\w|\w\[/.test(n.text));
}

/** The class replaces the statement only where that has its lines to itself. */
function layoutObstacle({ statement, name }: IConfig): string | null {
  const { source, lines } = statement.cell;
  const before = source.slice(
    lines.lineStart(lines.position(statement.start).line),
    statement.start
  );
  const after = source.slice(statement.end, lines.lineEnd(lines.position(statement.end).line));
  return before.trim() === '' && /^\s*(#.*)?$/.test(after)
    ? null
    : `Other code stands on the lines of \`${name}\`.`;
}

/** Two blank lines above the class, unless it opens the cell or a comment of its own stands above. */
function blankLines({ statement }: IConfig): string {
  const { source } = statement.cell;
  const above = source.slice(0, statement.start);
  const last = above.trimEnd().split('\n').pop() ?? '';
  if (above.trim() === '' || last.trimStart().startsWith('#')) {
    return '';
  }
  const breaks = (/(?:\r?\n[ \t]*)+$/.exec(above)?.[0] ?? '').split('\n').length - 1;
  return '\n'.repeat(Math.max(0, 3 - breaks));
}
