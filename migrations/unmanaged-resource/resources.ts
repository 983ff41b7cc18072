/** Which calls open a resource, what ends it, and which calls use a handle without keeping it. Data only. */

export interface IResource {
  /** What it is, for people. */
  readonly noun: string;
  /** Methods that end it. */
  readonly ends: readonly string[];
  /** `with` does not end it: `contextlib.closing` has to. */
  readonly needsClosing?: boolean;
  /** Meant to live long: nothing is said when it is used over several cells. */
  readonly isClient?: boolean;
  /** What the end of the block does that nothing did before, when the notebook never ends it itself. */
  readonly effect: string;
}

const file: IResource = {
  noun: 'file',
  ends: ['close'],
  effect: 'The file is written out and closed where the block ends.'
};
const archive: IResource = {
  ...file,
  noun: 'archive',
  effect: 'The archive is finished and closed where the block ends.'
};
const temporary: IResource = {
  ...file,
  noun: 'temporary file',
  effect: 'The temporary file is deleted where the block ends.'
};
const connection: IResource = {
  noun: 'connection',
  ends: ['close'],
  effect: 'The connection is closed where the block ends.'
};
const client: IResource = {
  ...connection,
  noun: 'session',
  isClient: true,
  effect: 'The session is closed where the block ends.'
};
const executor: IResource = {
  noun: 'executor',
  ends: ['shutdown'],
  isClient: true,
  effect: 'The block waits for all tasks before the next line runs.'
};

export const resources: Readonly<Record<string, IResource>> = {
  'builtins.open': file,
  'io.open': file,
  'codecs.open': file,
  'gzip.open': file,
  'bz2.open': file,
  'lzma.open': file,
  'os.fdopen': file,
  'pathlib.Path.open()': file,
  'tarfile.open': archive,
  'zipfile.ZipFile': archive,
  'tempfile.NamedTemporaryFile': temporary,
  'tempfile.TemporaryFile': temporary,
  'tempfile.SpooledTemporaryFile': temporary,
  'sqlite3.connect': { ...connection, needsClosing: true },
  'urllib.request.urlopen': connection,
  'socket.socket': { ...connection, noun: 'socket' },
  'socket.create_connection': { ...connection, noun: 'socket' },
  'smtplib.SMTP': { ...connection, ends: ['quit', 'close'] },
  'ftplib.FTP': { ...connection, ends: ['quit', 'close'] },
  'requests.Session': client,
  'requests.session': client,
  'httpx.Client': client,
  'concurrent.futures.ThreadPoolExecutor': executor,
  'concurrent.futures.ProcessPoolExecutor': executor,
  'concurrent.futures.thread.ThreadPoolExecutor': executor,
  'concurrent.futures.process.ProcessPoolExecutor': executor
};

/** Functions that are through with the handle when they return. */
export const eagerFunctions: ReadonlySet<string> = new Set([
  'json.load',
  'json.dump',
  'pickle.load',
  'pickle.dump',
  'marshal.load',
  'marshal.dump',
  'yaml.load',
  'yaml.safe_load',
  'yaml.full_load',
  'yaml.dump',
  'yaml.safe_dump',
  'toml.load',
  'tomllib.load',
  'tomli.load',
  'plistlib.load',
  'joblib.load',
  'joblib.dump',
  'numpy.loadtxt',
  'numpy.savetxt',
  'numpy.save',
  'numpy.genfromtxt',
  'torch.load',
  'torch.save',
  'pandas.read_csv',
  'pandas.read_json',
  'pandas.read_excel',
  'pandas.read_pickle',
  'pandas.read_sql',
  'pandas.read_sql_query',
  'shutil.copyfileobj',
  ...[
    'list',
    'tuple',
    'set',
    'frozenset',
    'sorted',
    'sum',
    'max',
    'min',
    'any',
    'all',
    'len',
    'dict',
    'print',
    'next',
    'repr',
    'str',
    'type',
    'isinstance',
    'id'
  ].map(n => `builtins.${n}`)
]);

/** Methods of other objects that are through with the handle when they return. */
export const eagerMethods: ReadonlySet<string> = new Set([
  'write',
  'writelines',
  'extend',
  'join',
  'tofile',
  'savefig',
  'to_csv',
  'to_sql',
  'to_json',
  'to_excel',
  'to_pickle',
  'to_html',
  'to_string'
]);

/** Functions that return something which goes on using the handle. */
export const lazyFunctions: ReadonlySet<string> = new Set([
  'csv.reader',
  'csv.writer',
  'csv.DictReader',
  'csv.DictWriter',
  'io.TextIOWrapper',
  'io.BufferedReader',
  'builtins.enumerate',
  'builtins.zip',
  'builtins.map',
  'builtins.filter',
  'builtins.iter',
  'itertools.islice',
  'itertools.chain',
  'zipfile.ZipFile',
  'gzip.GzipFile'
]);

/** Methods whose result goes on using the handle. */
export const lazyMethods: ReadonlySet<string> = new Set([
  'cursor',
  'execute',
  'executemany',
  'open',
  'makefile',
  'extractfile',
  'accept',
  'detach',
  'buffer',
  'raw',
  '__enter__',
  '__iter__'
]);

/** Calls known to give `None`, so that nothing is shown below a cell that ends with one. */
export const silentCalls =
  /^(builtins\.print|json\.dump|pickle\.dump|yaml\.(safe_)?dump|joblib\.dump|torch\.save|numpy\.(save|savetxt))$/;
export const silentMethods: ReadonlySet<string> = new Set([
  'close',
  'flush',
  'writelines',
  'commit',
  'rollback',
  'shutdown',
  'sendall',
  'append',
  'extend',
  'extractall',
  'to_csv'
]);
