/**
 * What is known of magics by name: which cell magics hold Python, which other language they hold, which words IPython
 * takes for a magic without `%`. Tables only.
 */

/** Cell magics whose body runs as a cell of the notebook: Python, with magics of its own. */
export const PYTHON_CELL_MAGICS: ReadonlySet<string> = new Set([
  'capture',
  'debug',
  'ipytest',
  'lprun',
  'memit',
  'memray_flamegraph',
  'prun',
  'pyinstrument',
  'scalene',
  'snakeviz',
  'time',
  'timeit'
]);

/** Cell magics whose body is plain Python in another process: no magics in it, no names shared. */
export const PROCESS_CELL_MAGICS: ReadonlySet<string> = new Set(['python', 'python3', 'pypy']);

/** Magics whose statement or body runs in a namespace of its own: names bound there do not reach the notebook. */
export const ISOLATED_MAGICS: ReadonlySet<string> = new Set([
  'timeit',
  'memit',
  'python',
  'python3',
  'pypy'
]);

/** Cell magics whose language has another name than the magic. */
export const CELL_LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['!', 'bash'],
  ['bigquery', 'sql'],
  ['file', 'writefile'],
  ['js', 'javascript'],
  ['sh', 'bash'],
  ['sx', 'bash'],
  ['system', 'bash']
]);

/** Line magics (and first lines of cell magics) that run Python, with their options: letters that take a value. */
export const STATEMENT_MAGICS: ReadonlyMap<string, string> = new Map([
  ['time', ''],
  ['timeit', 'nrpv'],
  ['prun', 'DlsT'],
  ['debug', 'b'],
  ['memit', 'rt'],
  ['lprun', 'fmTDuz'],
  ['mprun', 'fT'],
  ['snakeviz', 'f'],
  ['pyinstrument', ''],
  ['scalene', '']
]);

/** Cell magics that take code on their first line. */
export const SETUP_CELL_MAGICS: ReadonlySet<string> = new Set(['timeit', 'prun', 'memit', 'debug']);

/** Cell magics that run a program and can put its streams into variables. */
export const SCRIPT_MAGICS: ReadonlySet<string> = new Set([
  'bash',
  'perl',
  'pypy',
  'python',
  'python2',
  'python3',
  'ruby',
  'script',
  'sh'
]);

/** Words that work as commands on files and packages: a path or an option after them is no arithmetic. */
export const COMMAND_WORDS: ReadonlySet<string> = new Set([
  'cat',
  'cd',
  'conda',
  'cp',
  'la',
  'ldir',
  'less',
  'lf',
  'lk',
  'll',
  'ls',
  'lx',
  'mamba',
  'man',
  'micromamba',
  'mkdir',
  'more',
  'mv',
  'pip',
  'rm',
  'rmdir',
  'run',
  'uv'
]);

/** Words that are a magic even alone in a cell, where they would be no sensible expression. */
export const LONE_WORDS: ReadonlySet<string> = new Set([
  'cd',
  'dhist',
  'la',
  'ldir',
  'lf',
  'lk',
  'll',
  'ls',
  'lsmagic',
  'lx',
  'pwd',
  'quickref',
  'who',
  'whos'
]);

/** Words that IPython takes for a line magic when Python cannot read the line. */
export const AUTOMAGIC_WORDS: ReadonlySet<string> = new Set([
  ...COMMAND_WORDS,
  ...LONE_WORDS,
  'alias',
  'autoawait',
  'autoreload',
  'bookmark',
  'colors',
  'config',
  'debug',
  'dirs',
  'edit',
  'env',
  'gui',
  'hist',
  'history',
  'load',
  'load_ext',
  'logstart',
  'macro',
  'matplotlib',
  'notebook',
  'page',
  'pdb',
  'pdef',
  'pdoc',
  'pfile',
  'pinfo',
  'pinfo2',
  'popd',
  'precision',
  'prun',
  'psearch',
  'psource',
  'pushd',
  'pycat',
  'pylab',
  'recall',
  'reload_ext',
  'rerun',
  'reset',
  'reset_selective',
  'save',
  'set_env',
  'store',
  'sx',
  'system',
  'time',
  'timeit',
  'unalias',
  'unload_ext',
  'who_ls',
  'xdel',
  'xmode'
]);
