/** What calls raise by their documentation. Names without a dot are built in. Data only. */

const rows: readonly (readonly [exceptions: string, calls: string])[] = [
  // Nothing that the code around would handle.
  [
    '',
    'print len str repr bool isinstance issubclass type range list dict set frozenset tuple enumerate zip sorted sum abs round id any all ' +
      'callable hasattr map filter reversed format vars dir iter super display input object'
  ],
  ['ImportError', 'importlib.import_module __import__'],
  [
    'ValueError',
    'chr max min datetime.datetime.strptime datetime.datetime.fromisoformat datetime.date.fromisoformat'
  ],
  [
    'ValueError',
    'time.strptime dateutil.parser.parse pandas.to_datetime pandas.to_numeric uuid.UUID math.sqrt math.log'
  ],
  ['StopIteration', 'next'],
  [
    'OSError',
    'open io.open gzip.open bz2.open lzma.open codecs.open os.remove os.unlink os.mkdir os.makedirs os.rmdir'
  ],
  [
    'OSError',
    'os.rename os.replace os.listdir os.scandir os.stat os.chdir os.symlink os.chmod os.kill os.path.getsize'
  ],
  [
    'OSError',
    'os.path.getmtime shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.move shutil.rmtree'
  ],
  [
    'OSError',
    'urllib.request.urlopen urllib.request.urlretrieve socket.create_connection PIL.Image.open'
  ],
  ['OSError', 'PIL.ImageFont.truetype'],
  [
    'OSError ValueError',
    'pandas.read_csv pandas.read_json pandas.read_excel numpy.load numpy.loadtxt numpy.genfromtxt'
  ],
  ['json.JSONDecodeError', 'json.load json.loads'],
  ['TypeError', 'json.dump json.dumps'],
  ['ValueError SyntaxError', 'ast.literal_eval'],
  ['LookupError', 'nltk.data.find codecs.lookup'],
  ['KeyError', 'sys.modules.pop'],
  ['re.error', 're.compile'],
  ['locale.Error', 'locale.setlocale'],
  [
    'OSError subprocess.SubprocessError',
    'subprocess.run subprocess.check_output subprocess.check_call subprocess.Popen'
  ],
  [
    'requests.RequestException',
    'requests.get requests.post requests.put requests.patch requests.delete requests.head requests.options requests.request'
  ],
  [
    '',
    'os.getcwd os.getenv os.environ.get os.path.join os.path.exists os.path.isfile os.path.isdir os.path.basename os.path.dirname ' +
      'os.path.abspath os.path.splitext pathlib.Path time.sleep time.time time.perf_counter datetime.datetime.now ' +
      'datetime.timedelta io.BytesIO io.StringIO requests.Session collections.Counter collections.defaultdict ' +
      'warnings.warn warnings.filterwarnings logging.info logging.warning logging.error logging.debug'
  ]
];

/** Exceptions by full name of the function: `builtins.open`, `os.remove`. */
export const documented: ReadonlyMap<string, readonly string[]> = new Map(
  rows.flatMap(([exceptions, calls]) =>
    calls
      .split(' ')
      .map(
        name =>
          [
            name.includes('.') ? name : `builtins.${name}`,
            exceptions.split(' ').filter(Boolean)
          ] as const
      )
  )
);

/** Methods by the type of their object, as the model names it; `*` stands for all others. */
export const methods: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'builtins.list': { pop: ['IndexError'], index: ['ValueError'], remove: ['ValueError'], '*': [] },
  'builtins.dict': { pop: ['KeyError'], popitem: ['KeyError'], '*': [] },
  'builtins.set': { remove: ['KeyError'], pop: ['KeyError'], '*': [] },
  'builtins.str': {
    index: ['ValueError'],
    encode: ['UnicodeError'],
    format: ['LookupError', 'ValueError'],
    '*': []
  },
  'builtins.bytes': { decode: ['UnicodeError'], '*': [] },
  'builtins.open()': { '*': ['OSError'] },
  'requests.Session': { '*': ['requests.RequestException'] },
  'pathlib.Path': {
    exists: [],
    is_file: [],
    is_dir: [],
    joinpath: [],
    with_suffix: [],
    with_name: [],
    absolute: [],
    '*': ['OSError']
  }
};
/** `requests.get(…)` and what can be done with it. */
export const responseTypes = /^requests\.(get|post|put|patch|delete|head|options|request)\(\)$/;

/** Which exceptions another one includes. */
export const includes: Readonly<Record<string, readonly string[]>> = {
  OSError: ['FileNotFoundError', 'PermissionError', 'requests.RequestException'],
  ValueError: ['json.JSONDecodeError', 'UnicodeError', 'UnicodeDecodeError'],
  LookupError: ['KeyError', 'IndexError'],
  ImportError: ['ModuleNotFoundError']
};
