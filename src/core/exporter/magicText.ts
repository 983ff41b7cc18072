/**
 * What becomes of one magic in a package: plain Python in its place, a dependency, or a stated omission. Decides nothing about
 * cells or steps.
 */
import type { IMagic } from '../notebook/magics';
import type { ICellModel, SemanticModel } from '../semantic/model';
import type { IRange } from '../text/range';
import type { ITextEdit } from '../text/edit';
import { scopeAround } from './fragments';

export interface IMagicPlan {
  readonly magic: IMagic;
  readonly edits: readonly ITextEdit[];
  /** Why nothing of it is in the package; null when it became Python. */
  readonly dropped: string | null;
  /** A sentence for the report, or null. */
  readonly remark: string | null;
  /** Names of the generated helpers that the text calls. */
  readonly helpers: readonly string[];
  /** Modules that the text needs, e.g. `os`. */
  readonly modules: readonly string[];
  /** Requirements as the notebook wrote them, e.g. `numpy==1.26`. */
  readonly requirements: readonly string[];
  /** True when an import further down may depend on it. */
  readonly isBarrier: boolean;
  /** True when the code can no longer be told what names it uses. */
  readonly isOpaque: boolean;
}

/** A Python string literal with the value of a text. */
export function pythonString(text: string): string {
  const body = text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\r/g, '\\r')
    .replace(/\n/g, '\\n')
    .replace(/[\u0000-\u001f\u007f]/g, c => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${body}"`;
}

const housekeeping = new Set([
  'matplotlib',
  'load_ext',
  'reload_ext',
  'unload_ext',
  'autoreload',
  'config',
  'pylab',
  'gui',
  'autosave',
  'autoawait',
  'colors',
  'xmode',
  'precision',
  'pdb',
  'debug',
  'who',
  'whos',
  'who_ls',
  'lsmagic',
  'magic',
  'quickref',
  'pinfo',
  'pinfo2',
  'pdoc',
  'pdef',
  'pfile',
  'psource',
  'psearch',
  'history',
  'hist',
  'notebook',
  'logstart',
  'logstop',
  'automagic',
  'alias',
  'unalias',
  'bookmark',
  'dhist',
  'doctest_mode',
  'page',
  'recall',
  'rerun',
  'save',
  'edit',
  'macro',
  'tensorboard',
  'watermark',
  'load',
  'aimport',
  'matplotlib_inline',
  'lprun',
  'mprun',
  'nbagg',
  'prun',
  'timeit',
  'memit',
  'env_list',
  'dirs',
  'reset_selective',
  'reset',
  'xdel',
  'pycat',
  'conda',
  'mamba',
  'pip',
  'uv'
]);

export function translateMagic(model: SemanticModel, cell: ICellModel, magic: IMagic): IMagicPlan {
  const { start, end } = magic.range;
  const plan = (text: string, rest: Partial<IMagicPlan> = {}): IMagicPlan => ({
    magic,
    edits: [{ start, end, text }],
    dropped: null,
    remark: null,
    helpers: [],
    modules: [],
    requirements: [],
    isBarrier: false,
    isOpaque: false,
    ...rest
  });
  const value = magic.kind === 'assignment';
  const drop = (reason: string, rest: Partial<IMagicPlan> = {}): IMagicPlan =>
    plan(value ? 'None' : 'pass', { dropped: reason, remark: reason, ...rest });
  const shown = `\`${cell.syntax.source.slice(start, Math.min(end, start + 60)).split('\n')[0]}\``;

  if (magic.kind === 'help') {
    return drop(`${shown} only shows help.`);
  }
  if (
    magic.name === '!' ||
    magic.name === '!!' ||
    ((magic.name === 'sx' || magic.name === 'system') && magic.kind !== 'cell')
  ) {
    return shell(model, cell, magic, plan, drop, shown);
  }
  if (['/', ',', ';'].includes(magic.name)) {
    return drop(`${shown} is shorthand of IPython; write it as a call.`, { isOpaque: true });
  }
  const argument = magic.argument.trim();
  switch (magic.name) {
    case 'time':
    case 'prun':
    case 'lprun':
    case 'mprun':
    case 'debug':
    case 'snakeviz':
    case 'pyinstrument':
    case 'scalene': {
      const code =
        magic.python.find(p => p.kind === 'statements') ?? magic.python[magic.python.length - 1];
      if (!code || code.source.trim() === '') {
        const inner = /^!(.*)$/.exec(argument);
        if (inner) {
          return shell(model, cell, { ...magic, argument: inner[1] }, plan, drop, shown);
        }
        return drop(`${shown} does nothing outside a notebook.`);
      }
      if (magic.name !== 'time' && value) {
        return drop(`${shown} measures; its result has no place in a package.`);
      }
      return {
        ...plan(''),
        edits: [
          { start, end: code.range.start, text: '' },
          ...(code.range.end < end ? [{ start: code.range.end, end, text: '' }] : [])
        ],
        remark: `\`%${magic.name}\` is left out, the statement behind it is kept.`
      };
    }
    case 'timeit':
    case 'memit':
      return drop(
        value || magic.binds.length
          ? `${shown} only measures: the name it binds is None in the package.`
          : `${shown} only measures.`
      );
    case 'cd':
      return plan(
        `change_folder(${command(model, cell, magic, argument.replace(/^-q\s+/, '').replace(/^(['"])(.*)\1$/, '$2') || '~')}${/^-q\b/.test(argument) ? ', quiet=True' : ''})`,
        {
          helpers: ['change_folder'],
          isBarrier: true
        }
      );
    case 'pwd':
      return value
        ? plan('os.getcwd()', { modules: ['os'] })
        : drop(`${shown} only shows the folder.`);
    case 'env':
    case 'set_env': {
      const set = /^([A-Za-z_]\w*)(?:\s*=\s*|\s+)([\s\S]+)$/.exec(argument);
      if (set && !value) {
        return plan(
          `set_environment(${pythonString(set[1])}, ${command(model, cell, magic, set[2])})`,
          {
            helpers: ['set_environment'],
            isBarrier: true
          }
        );
      }
      if (value && /^[A-Za-z_]\w*$/.test(argument)) {
        return plan(`os.environ[${pythonString(argument)}]`, { modules: ['os'] });
      }
      return value && argument === ''
        ? plan('dict(os.environ)', { modules: ['os'] })
        : drop(`${shown} only shows the environment.`);
    }
    case 'pip':
    case 'conda':
    case 'mamba':
    case 'uv':
      return install(drop, shown, argument);
    case 'ls':
    case 'll':
    case 'mkdir':
    case 'rm':
    case 'cp':
    case 'mv':
    case 'cat':
    case 'rmdir':
      return shell(
        model,
        cell,
        { ...magic, argument: `${magic.name === 'll' ? 'ls -l' : magic.name} ${argument}` },
        plan,
        drop,
        shown
      );
    case 'run':
    case 'store':
    case 'load':
    case 'R':
    case 'sql':
      return drop(`${shown} has no counterpart in a package.`, { isBarrier: true });
  }
  if (housekeeping.has(magic.name)) {
    return drop(`${shown} only sets up the notebook.`);
  }
  return drop(`${shown} has no counterpart in a package.`);
}

function install(drop: Plan, shown: string, argument: string): IMagicPlan {
  const requirements = requirementsOf(argument);
  return requirements.length
    ? drop(`${shown} became a dependency in \`pyproject.toml\`.`, { requirements })
    : /\binstall\b/.test(argument)
      ? drop(
          `${shown} names no distribution that a package can require: add what it installs to \`pyproject.toml\`.`
        )
      : drop(`${shown} looks after the environment of the notebook.`);
}

type Plan = (text: string, rest?: Partial<IMagicPlan>) => IMagicPlan;

function shell(
  model: SemanticModel,
  cell: ICellModel,
  magic: IMagic,
  plan: Plan,
  drop: Plan,
  shown: string
): IMagicPlan {
  const argument = magic.argument.trim();
  const installing =
    /^(?:\{?sys\.executable\}?\s+-m\s+|python3?\s+-m\s+|\{sys\.executable\}\s+-m\s+)?(?:uv\s+)?(?:pip3?|conda|mamba)\s+(?:-\S+\s+)*(install\s+[\s\S]*)$/.exec(
      argument
    );
  if (installing && magic.kind !== 'assignment') {
    return install(drop, shown, installing[1]);
  }
  if (/^(?:sudo\s+)?apt(?:-get)?\s/.test(argument)) {
    return drop(`${shown} installs software of the system: do it once on the machine.`);
  }
  if (argument === '') {
    return drop(`${shown} is empty.`);
  }
  const text = command(model, cell, magic, argument);
  const isBarrier = !/^(?:echo|ls|pwd|cat|head|tail|wc|date|which|nvidia-smi|df|du)\b/.test(
    argument
  );
  if (magic.kind === 'assignment' || magic.name === '!!') {
    return plan(`capture_lines(${text})`, { helpers: ['capture_lines'], isBarrier });
  }
  const change = /^cd\s/.test(argument);
  return plan(`run_command(${text})`, {
    helpers: ['run_command'],
    isBarrier,
    remark: change ? `${shown} changes the folder of its own shell only, as in the notebook.` : null
  });
}

/** A Python expression for the text of a command, with `{x}` and `$x` filled in where IPython would do it. */
function command(model: SemanticModel, cell: ICellModel, magic: IMagic, argument: string): string {
  const { source } = cell.syntax;
  const found = magic.python.filter(p => !p.inPlace).sort((a, b) => a.range.start - b.range.start);
  const isDollar = (p: IMagic['python'][number]): boolean => source[p.range.start - 1] === '$';
  // In single quotes `$name` is the shell's; IPython counts them up to the next `{`.
  const pieces = found.filter((p, i) => {
    const next = found.slice(i + 1).find(other => !isDollar(other));
    const rest = source.slice(p.range.end, next ? next.range.start : magic.range.end);
    return !isDollar(p) || rest.split("'").length % 2 === 1;
  });
  const parsed = cell.syntax.fragments
    .filter(
      f =>
        f.magic.range.start === magic.range.start &&
        pieces.some(p => p.range.start <= f.root.start && f.root.end <= p.range.end)
    )
    .map(f => f.root);
  const plain = pythonString(
    argument
      .replace(/\{\{/g, '{')
      .replace(/\}\}/g, '}')
      .replace(/\$\$(?=[\w.])/g, '$')
  );
  const around = scopeAround(cell.module, magic.range.start);
  const known =
    parsed.length === pieces.length &&
    parsed.every(root =>
      [...root.walk()].every(n => {
        const r = n.kind === 'identifier' ? model.referenceAt(n) : null;
        return !r || !model.isUnknown(r) || around.resolve(r.name)?.kind === 'function';
      })
    );
  const at = source.indexOf(argument, magic.range.start);
  const spans = pieces.map(p => (isDollar(p) ? dollarSpan(p.range) : braceSpan(source, p.range)));
  const whole = !hasOtherBraces(source, magic.range.start + 1, magic.range.end, spans);
  if (!pieces.length || !known || !whole || at < 0 || at + argument.length > magic.range.end) {
    // One part that fails makes IPython leave the whole command as it is written.
    return pieces.length || !whole ? pythonString(argument) : plain;
  }
  const parts: string[] = [];
  let position = at;
  let format = true;
  const literal = (to: number): void => {
    const text = source
      .slice(position, to)
      .replace(/\{\{/g, '{')
      .replace(/\}\}/g, '}')
      .replace(/\$\$(?=[\w.])/g, '$')
      .replace(/\\\n/g, ' ');
    if (text) {
      parts.push(`"${pythonString(text).slice(1, -1)}"`);
    }
  };
  pieces.forEach((piece, i) => {
    literal(spans[i].start);
    parts.push(piece.source);
    format &&= !/["'\\{}\n]/.test(piece.source);
    position = spans[i].end;
  });
  literal(at + argument.length);
  if (!format) {
    return parts
      .map(p =>
        p.startsWith('"') && p.endsWith('"') && !pieces.some(x => x.source === p) ? p : `str(${p})`
      )
      .join(' + ');
  }
  const sources = new Set(pieces.map(p => p.source));
  const body = parts
    .map(p =>
      sources.has(p) ? `{${p}}` : p.slice(1, -1).replace(/\{/g, '{{').replace(/\}/g, '}}')
    )
    .join('');
  return `f"${body}"`;
}

function dollarSpan({ start, end }: IRange): IRange {
  return { start: start - 1, end };
}

/** The braces around an expression, with what formats it. */
function braceSpan(source: string, { start, end }: IRange): IRange {
  return { start: source.lastIndexOf('{', start - 1), end: source.indexOf('}', end) + 1 };
}

/** True when a command has braces that hold no Python: `awk '{print $1}'`, `${HOME}`. */
function hasOtherBraces(
  source: string,
  start: number,
  end: number,
  spans: readonly IRange[]
): boolean {
  for (let i = start; i < end; i++) {
    const span = spans.find(s => s.start === i);
    if (span) {
      i = span.end - 1;
    } else if ('{}'.includes(source[i])) {
      if (source[i + 1] !== source[i]) {
        return true;
      }
      i++;
    }
  }
  return false;
}

/** The packages of an install command, options and files left out. */
export function requirementsOf(argument: string): string[] {
  const words = argument.match(/"[^"]*"|'[^']*'|[^\s]+/g) ?? [];
  const found: string[] = [];
  let install = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i].replace(/^["']|["']$/g, '');
    if (word === 'install' || word === 'add') {
      install = true;
      continue;
    }
    if (/^(?:[|;&>]|&&|\|\|)/.test(word)) {
      break;
    }
    if (
      /^(?:-r|--requirement|-i|--index-url|--extra-index-url|-f|--find-links|-c|-e|--target|-t|-n)$/.test(
        word
      )
    ) {
      i++;
      continue;
    }
    if (
      install &&
      /^[A-Za-z][\w.-]*(?:\[[\w,.-]*\])?(?:\s*(?:[=<>!~]=?|===)[\w.*,<>=!~ -]+)?$/.test(word)
    ) {
      found.push(word);
    }
  }
  return found;
}
