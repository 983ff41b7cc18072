/**
 * What becomes of one magic in a package: plain Python in its place, a dependency, or a stated omission. Decides nothing about
 * cells or steps.
 */
import type { IMagic } from '../../notebook/magics';
import type { ICellModel, SemanticModel } from '../../semantic/model';
import type { ITextEdit } from '../../text/edit';
import { commandText } from './commandText';
import { pythonString } from '../print/pythonString';
import { requirementsOf } from './requirementWords';

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
  /** Why the code can no longer be told what names it uses; null when it can. */
  readonly opaque: string | null;
}

const housekeeping = new Set([
  'matplotlib',
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
    opaque: null,
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
    return drop(`${shown} is shorthand of IPython; write it as a call.`, {
      opaque: 'the notebook uses shorthand calls of IPython'
    });
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
        `change_folder(${commandText(model, cell, magic, argument.replace(/^-q\s+/, '').replace(/^(['"])(.*)\1$/, '$2') || '~')}${/^-q\b/.test(argument) ? ', quiet=True' : ''})`,
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
          `set_environment(${pythonString(set[1])}, ${commandText(model, cell, magic, set[2])})`,
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
      return runFile(magic, plan, drop, shown);
    case 'load':
    case 'loadpy':
      return drop(
        `${shown} puts the code of a file into the cell and runs none of it: run the cell once, so that the code stands in the notebook, and export again.`
      );
    case 'sql':
      return drop(`${shown} ${asksDatabase}`, { isBarrier: true });
    case 'load_ext':
      return argument === 'sql'
        ? drop(`${shown} ${asksDatabase}`)
        : drop(`${shown} only sets up the notebook.`);
    case 'store':
    case 'R':
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

/** Said of each part of the SQL extension. */
export const asksDatabase =
  'asks a database through an extension of the notebook: write it as `pandas.read_sql(query, connection)` and export again.';

/** `%run script.py a b`: a helper runs the file and gives back its names, which become names of the notebook. */
function runFile(magic: IMagic, plan: Plan, drop: Plan, shown: string): IMagicPlan {
  const words = magic.argument.trim().match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  const [file = '', ...options] = words.map(w => w.replace(/^(["'])(.*)\1$/, '$2'));
  if (/\.ipynb$/.test(file)) {
    return drop(
      `${shown} runs another notebook: put the code that both need into a \`.py\` file, import it in both, and export again.`,
      { isBarrier: true }
    );
  }
  const isPlain = magic.python.every(p => p.inPlace) && words.every(w => !/[*?[\]~\\]/.test(w));
  if (file === '' || file.startsWith('-') || !isPlain || magic.kind === 'assignment') {
    return drop(
      `${shown} runs a file in a way that a package cannot: import what is needed from it, and export again.`,
      { isBarrier: true }
    );
  }
  const path = /\.\w+$/.test(file) ? file : `${file}.py`;
  const call = `run_file(${[path, ...options].map(pythonString).join(', ')})`;
  return plan(`globals().update(${call})`, {
    helpers: ['run_file'],
    isBarrier: true,
    opaque: `\`%run ${path}\` brings names that are not known without running it`,
    remark: `\`${path}\` runs when the pipeline does: it must lie where the notebook has it.`
  });
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
  const text = commandText(model, cell, magic, argument);
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
