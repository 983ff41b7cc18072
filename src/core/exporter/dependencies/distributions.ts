/** Import names and the distributions that provide them. Data and two look-ups; the live kernel's metadata goes first. */
import type { IEnvironmentFacts, IPlannedDependency } from '../plan';

/** Modules of CPython 3.10–3.14. */
export const standardLibrary: ReadonlySet<string> = new Set(
  (
    '__future__ __main__ _thread abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii binhex bisect builtins ' +
    'bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall compression concurrent configparser contextlib contextvars ' +
    'copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno ' +
    'faulthandler fcntl filecmp fileinput fnmatch formatter fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip ' +
    'hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale ' +
    'logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath ' +
    'nturl2path numbers opcode operator optparse os ossaudiodev parser pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib ' +
    'posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib ' +
    'resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver ' +
    'spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symbol symtable sys ' +
    'sysconfig syslog tabnanny tarfile telnetlib tempfile termios test textwrap this threading time timeit tkinter token tokenize tomllib trace ' +
    'traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser ' +
    'winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo'
  ).split(' ')
);

const table: Readonly<Record<string, string>> = {
  Bio: 'biopython',
  Crypto: 'pycryptodome',
  IPython: 'ipython',
  Levenshtein: 'Levenshtein',
  MySQLdb: 'mysqlclient',
  OpenGL: 'PyOpenGL',
  OpenSSL: 'pyOpenSSL',
  PIL: 'Pillow',
  Xlib: 'python-xlib',
  absl: 'absl-py',
  attr: 'attrs',
  bs4: 'beautifulsoup4',
  cairo: 'pycairo',
  cartopy: 'Cartopy',
  category_encoders: 'category_encoders',
  community: 'python-louvain',
  cupy: 'cupy-cuda12x',
  cv2: 'opencv-python',
  dateutil: 'python-dateutil',
  discord: 'discord.py',
  docx: 'python-docx',
  dotenv: 'python-dotenv',
  faiss: 'faiss-cpu',
  fitz: 'PyMuPDF',
  fuzzywuzzy: 'fuzzywuzzy',
  geopy: 'geopy',
  git: 'GitPython',
  github: 'PyGithub',
  google: 'google-api-python-client',
  graphviz: 'graphviz',
  gym: 'gym',
  igraph: 'igraph',
  googleapiclient: 'google-api-python-client',
  haystack: 'haystack-ai',
  imblearn: 'imbalanced-learn',
  jose: 'python-jose',
  jwt: 'PyJWT',
  kaggle: 'kaggle',
  keras_tuner: 'keras-tuner',
  langchain_openai: 'langchain-openai',
  magic: 'python-magic',
  mpl_toolkits: 'matplotlib',
  mysql: 'mysql-connector-python',
  nacl: 'PyNaCl',
  nlpaug: 'nlpaug',
  pkg_resources: 'setuptools',
  playhouse: 'peewee',
  plotly: 'plotly',
  pptx: 'python-pptx',
  psycopg2: 'psycopg2-binary',
  pyarrow: 'pyarrow',
  pylab: 'matplotlib',
  pymc3: 'pymc3',
  pythoncom: 'pywin32',
  pytorch_lightning: 'pytorch-lightning',
  ruamel: 'ruamel.yaml',
  serial: 'pyserial',
  sentence_transformers: 'sentence-transformers',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  sksurv: 'scikit-survival',
  skopt: 'scikit-optimize',
  slugify: 'python-slugify',
  snowflake: 'snowflake-connector-python',
  speech_recognition: 'SpeechRecognition',
  sqlalchemy: 'SQLAlchemy',
  statsmodels: 'statsmodels',
  surprise: 'scikit-surprise',
  talib: 'TA-Lib',
  tavily: 'tavily-python',
  tensorflow_hub: 'tensorflow-hub',
  tensorflow_datasets: 'tensorflow-datasets',
  tensorflow_probability: 'tensorflow-probability',
  tensorflow_text: 'tensorflow-text',
  tlz: 'toolz',
  torch_geometric: 'torch-geometric',
  umap: 'umap-learn',
  usb: 'pyusb',
  vaderSentiment: 'vaderSentiment',
  websocket: 'websocket-client',
  win32com: 'pywin32',
  vertexai: 'google-cloud-aiplatform',
  weaviate: 'weaviate-client',
  whisper: 'openai-whisper',
  wx: 'wxPython',
  yaml: 'PyYAML',
  zmq: 'pyzmq'
};

/** Other distributions of the same import: one that the notebook installs is taken. */
const alternatives: Readonly<Record<string, readonly string[]>> = {
  cv2: ['opencv-python-headless', 'opencv-contrib-python', 'opencv-contrib-python-headless'],
  faiss: ['faiss-gpu', 'faiss-gpu-cu12'],
  haystack: ['farm-haystack'],
  onnxruntime: ['onnxruntime-gpu'],
  psycopg2: ['psycopg2'],
  tensorflow: ['tensorflow-cpu', 'tensorflow-gpu', 'tensorflow-macos', 'tf-nightly'],
  torch: ['pytorch']
};

/** True when some table or the environment knows the import, so that it is no file beside the notebook. */
export function isKnownImport(name: string, environment: IEnvironmentFacts | undefined): boolean {
  return (
    standardLibrary.has(name) || name in table || environment?.distributions[name] !== undefined
  );
}

/**
 * The requirement for an import.
 *
 * @param pins requirements as the notebook's install commands wrote them, by normalised distribution name
 */
export function dependencyOf(
  importName: string,
  environment: IEnvironmentFacts | undefined,
  pins: ReadonlyMap<string, string>
): IPlannedDependency {
  const live =
    environment && Object.hasOwn(environment.distributions, importName)
      ? environment.distributions[importName]
      : undefined;
  const installed = Object.hasOwn(alternatives, importName)
    ? alternatives[importName].find(name => pins.has(name))
    : undefined;
  const distribution =
    live?.name ??
    installed ??
    (Object.hasOwn(table, importName) ? table[importName] : importName.replace(/_/g, '-'));
  const version = live?.version ?? null;
  const pin = pins.get(normalized(distribution)) ?? pins.get(normalized(importName));
  const written = pin ? /^[\w.-]+(\[[\w,.-]*\])?\s*(.*)$/.exec(pin) : null;
  const extras = written?.[1] ?? '';
  const exact = /^==\s*([\w.]+?)(?:\.\*)?$/.exec(written?.[2] ?? '');
  const bound = exact
    ? `>=${exact[1]}`
    : written?.[2]
      ? written[2].replace(/\s+/g, '')
      : version
        ? `>=${lower(version)}`
        : '';
  return { importName, distribution, version, requirement: `${distribution}${extras}${bound}` };
}

export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** `2.2.3+cpu` → `2.2`: what the notebook ran with, patch releases left open. */
function lower(version: string): string {
  const match = /^(\d+(?:\.\d+)?)/.exec(version.replace(/\+.*$/, ''));
  return match ? match[1] : version.replace(/\+.*$/, '');
}
