/** Names of the package, its modules and its steps: valid, unique, and what a person would choose. */
import { builtinNames } from '../../semantic/builtins';
import { standardLibrary } from '../dependencies/distributions';

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

/** Names that people give to what they need for a few lines only. */
export function isScratch(name: string): boolean {
  return name.startsWith('_') || /^(?:fig|figs|ax|axes|axs|f|i|j|k)\d*$/.test(name);
}

/** Words before which a long name may end: "data preparation | for machine learning". */
const breaks = /^(?:for|in|on|with|to|of|since|because|so|when|where|while|if|that|which)$/;

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
  const end = all.length > limit ? phraseEnd(words(plain), all, limit) : limit;
  all = [imperative(all[0], all[1]), ...all.slice(1)];
  const kept = all.join('_').slice(0, 40).split('_').slice(0, end);
  while (kept.length > 1 && linking.test(kept[kept.length - 1])) {
    kept.pop();
  }
  const name = kept.join('_').replace(/_+$/, '');
  return name === '' || /^[0-9]/.test(name) || name.length < 2 ? null : name;
}

/** What people write above code that does it: a function is called `load_data`, not `loading_data`. */
const gerunds: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'add adjust aggregat:e analyz:e appl:y build calculat:e check clean combin:e compar:e compil:e comput:e convert creat:e defin:e ' +
    'download encod:e evaluat:e examin:e explor:e extract fetch filter fit:t generat:e get:t implement import improv:e inspect install ' +
    'instantiat:e investigat:e load mak:e merg:e normaliz:e numericaliz:e obtain pars:e perform plot:t predict prepar:e preprocess ' +
    'process query read recreat:e remov:e replac:e replicat:e retriev:e run:n sav:e select show split:t stor:e summariz:e test tokeniz:e ' +
    'train transform tun:e turn us:e visualis:e visualiz:e writ:e'
  )
    .split(' ')
    .map(verb => {
      const [stem, end = ''] = verb.split(':');
      return end === 'e'
        ? [`${stem}ing`, `${stem}e`]
        : [`${stem}${end === 'y' ? 'y' : end}ing`, `${stem}${end === 'y' ? 'y' : ''}`];
    })
);

/** "Training data" are data, and so is "testing loop" a thing. */
function imperative(first: string, second: string | undefined): string {
  const isNoun =
    /^(?:training|testing)$/.test(first) &&
    /^(?:and|data|dataset|set|sets|loop|phase|process|results?)$/.test(second ?? '');
  return second === undefined || isNoun ? first : (gerunds[first] ?? first);
}

/** How many of the kept words a name has that cannot have all of them: up to the last break, or as many as it may. */
function phraseEnd(said: readonly string[], kept: readonly string[], limit: number): number {
  let count = 0;
  let end = limit;
  for (const word of said) {
    if (breaks.test(word) && count >= 2 && count <= limit) {
      end = count;
    }
    count += word === kept[count] ? 1 : 0;
  }
  return end;
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

  /** Gives out none of these any more. */
  keep(names: Iterable<string>): void {
    for (const name of names) {
      this._taken.add(name);
    }
  }

  /** The first of several names that is free; the first with a number when none is. */
  addFirst(wanted: readonly string[]): string {
    return this.add(wanted.find(w => !this._taken.has(w) && !isReserved(w)) ?? wanted[0]);
  }

  private readonly _taken: Set<string>;
}
