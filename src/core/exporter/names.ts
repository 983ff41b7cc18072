/** Names of the package, its modules and its steps: valid, unique, and what a person would choose. */
import { builtinNames } from '../semantic/builtins';
import { standardLibrary } from './distributions';

const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda ' +
    'nonlocal not or pass raise return try while with yield match case type'
  ).split(' ')
);

export function isReserved(name: string): boolean {
  return keywords.has(name) || builtinNames.has(name);
}

/** Lower-case words of a text, accents removed; empty when there is no Latin letter. */
export function words(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(w => w !== '');
}

/** Libraries that others import: a package of that name would stand in their way though the notebook never names them. */
const libraries = new Set(
  (
    'anndata attr attrs certifi charset_normalizer click dask datasets dateutil h5py huggingface_hub idna ipython ipykernel ipywidgets jax jinja2 joblib keras lightning ' +
    'matplotlib mpl_toolkits networkx nltk numba numexpr numpy onnx openpyxl packaging pandas patsy pil pillow plotly polars psutil pyarrow pydantic pylab pyparsing pytz ' +
    'regex requests rich safetensors scipy seaborn setuptools six skimage sklearn spacy sqlalchemy statsmodels sympy tensorboard tensorflow tokenizers torch torchaudio ' +
    'torchvision tornado tqdm traitlets transformers typing_extensions urllib3 xarray yaml'
  ).split(' ')
);

export function packageName(notebookName: string, imports: Iterable<string>): string {
  let name = words(notebookName).join('_').slice(0, 40).replace(/_+$/, '');
  if (name === '') {
    name = 'notebook_package';
  }
  if (/^[0-9]/.test(name)) {
    name = `nb_${name}`;
  }
  const taken = new Set([...imports].map(i => i.toLowerCase()));
  return standardLibrary.has(name) ||
    keywords.has(name) ||
    builtinNames.has(name) ||
    taken.has(name) ||
    libraries.has(name) ||
    name === 'tests' ||
    name === 'src'
    ? `${name}_package`
    : name;
}

const fillers = new Set([
  'the',
  'a',
  'an',
  'our',
  'my',
  'let',
  's',
  'us',
  'some',
  'of',
  'this',
  'that',
  'is',
  'are',
  'to',
  'we',
  'in',
  'on',
  'for',
  'it',
  'how',
  'what',
  'with',
  'now',
  'here',
  'will',
  'would',
  'do',
  'does',
  'can',
  'should'
]);

/** Words that promise another: a name cut behind one of them reads unfinished. */
const linking =
  /^(?:and|or|of|to|for|from|with|by|into|onto|in|on|at|as|than|then|using|via|between|the|a|an|each|its|their)$/;

/** A function name from a heading or comment, or null when nothing usable is left. */
export function nameFromText(text: string, limit = 4): string | null {
  const plain = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/&\w+;/g, ' ')
    .replace(/\$[^$]*\$/g, ' ')
    .replace(/^\s*(?:\d+|[ivxIVX]+|[A-Za-z])(?:\.\d+)*[.):]\s*/, '')
    .replace(
      /^\s*(?:step|part|task|exercise|question|section|chapter)\s+\d+\s*[.:)–-]*\s+(?=\p{L})/iu,
      ''
    );
  let all = words(plain).filter(w => !/^\d+$/.test(w));
  if (all.length > 2) {
    const kept = all.filter(w => !fillers.has(w));
    all = kept.length > 1 || all.length > 5 ? (kept.length ? kept : all) : all;
  }
  const kept = all.join('_').slice(0, 40).split('_').slice(0, limit);
  while (kept.length > 1 && linking.test(kept[kept.length - 1])) {
    kept.pop();
  }
  const name = kept.join('_').replace(/_+$/, '');
  return name === '' || /^[0-9]/.test(name) || name.length < 2 ? null : name;
}

/** Gives out each name once. */
export class NameBook {
  constructor(taken: Iterable<string>) {
    this._taken = new Set(taken);
  }

  add(wanted: string): string {
    const base = isReserved(wanted) ? `${wanted}_step` : wanted;
    let name = base;
    for (let n = 2; this._taken.has(name); n++) {
      name = `${base}_${n}`;
    }
    this._taken.add(name);
    return name;
  }

  /** The first of several names that is free; the first with a number when none is. */
  addFirst(wanted: readonly string[]): string {
    return this.add(wanted.find(w => !this._taken.has(w) && !isReserved(w)) ?? wanted[0]);
  }

  private readonly _taken: Set<string>;
}
