/**
 * Which items may become module-level code that runs on import: imports, constants, functions and classes that mean the same
 * wherever they stand. Everything that is not shown to be safe stays in the pipeline.
 */
import type { SemanticModel } from '../../semantic/model';
import { builtinNames, kernelNames } from '../../semantic/builtins';
import { isKnownImport, standardLibrary } from '../dependencies/distributions';
import { barrierOf, importKind, importedModules, sameMeaning } from './importKinds';
import type { IItem } from '../items/items';
import type { IEnvironmentFacts } from '../plan';
import {
  definitionNode,
  insideBody,
  isPureValue,
  isQuietDefinition,
  makesRecord,
  ownCalls,
  ownKinds
} from './quiet';

export type HoistKind = 'import' | 'future' | 'star' | 'constant' | 'definition';

export interface IHoist {
  /** Items by what they become. */
  readonly kinds: ReadonlyMap<IItem, HoistKind>;
  /** Hoisted name → the items that bind it. */
  readonly names: ReadonlyMap<string, readonly IItem[]>;
  /** Definitions that read shared state and must stand in the pipeline's module. */
  readonly stateful: ReadonlySet<IItem>;
  /** Names of modules that no table and no environment knows, most often files beside the notebook: they may do anything. */
  readonly strangers: ReadonlySet<string>;
}

export interface IHoistInput {
  readonly model: SemanticModel;
  readonly items: readonly IItem[];
  /** Names that live as module variables of the pipeline. */
  readonly shared: ReadonlySet<string>;
  readonly environment: IEnvironmentFacts | undefined;
}

/** Distributions whose import name is their own name, common enough to tell them from files beside the notebook. */
const common = new Set(
  (
    'numpy pandas matplotlib seaborn scipy torch torchvision torchaudio tensorflow keras xgboost lightgbm catboost transformers datasets tqdm requests httpx ' +
    'plotly bokeh altair networkx sympy nltk spacy gensim polars dask numba joblib pytest pydantic openai anthropic langchain rich click flask fastapi ' +
    'jax flax optax onnx onnxruntime ipywidgets tabulate folium geopandas shapely pymc arviz prophet shap lime optuna mlflow wandb lightning accelerate ' +
    'huggingface_hub tokenizers tiktoken chromadb psutil aiohttp tenacity simpy pulp cvxpy statsmodels missingno wordcloud'
  ).split(' ')
);

export function hoist(input: IHoistInput): IHoist {
  return new Hoister(input).run();
}

class Hoister {
  constructor(private readonly _input: IHoistInput) {
    for (const item of _input.items) {
      for (const name of item.binds.keys()) {
        push(this._binders, name, item);
      }
      for (const name of item.lateBinds) {
        push(this._binders, name, item);
      }
      for (const name of item.deletes.keys()) {
        push(this._binders, name, item);
      }
      for (const map of [item.reads, item.captures]) {
        for (const name of map.keys()) {
          this._firstUse.set(name, Math.min(this._firstUse.get(name) ?? Infinity, item.index));
        }
      }
      if (item.nodes.some(n => n.kind === 'try_statement')) {
        for (const name of item.reads.keys()) {
          this._firstTry.set(name, Math.min(this._firstTry.get(name) ?? Infinity, item.index));
        }
      }
      this._expectsNameError ||= item.reads.has('NameError') || item.captures.has('NameError');
    }
    for (const m of _input.model.mutations) {
      if (
        m.root.scope.resolve(m.root.name)?.kind === 'module' &&
        (m.certain || m.kind !== 'argument')
      ) {
        this._mutated.add(m.root.name);
      }
    }
  }

  run(): IHoist {
    const kinds = new Map<IItem, HoistKind>();
    this._imports(kinds);
    const optional = new Set<IItem>();
    for (const item of this._input.items) {
      if (kinds.has(item)) {
        continue;
      }
      if (this._isDefinition(item)) {
        kinds.set(item, 'definition');
      } else if (this._isConstant(item)) {
        kinds.set(item, 'constant');
        const [name] = item.binds.keys();
        const plain = !/^_?[A-Z][A-Z0-9_]*$/.test(name) && !configNames.test(name);
        if (plain || makesRecord(this._input.model, item)) {
          // Settings that no function needs stay in a step: the entry point can then be given others.
          optional.add(item);
        }
      }
    }
    // Optimistic start, then everything that leans on something left behind is left behind too.
    for (let changed = true; changed;) {
      changed = false;
      const names = namesOf(kinds);
      for (const [item, kind] of kinds) {
        if ((kind === 'definition' || kind === 'constant') && !this._isSupported(item, names)) {
          kinds.delete(item);
          changed = true;
        }
      }
      if (!changed) {
        for (const item of optional) {
          const [name] = item.binds.keys();
          const wanted = [...kinds].some(
            ([other, kind]) =>
              kind === 'definition' && (other.captures.has(name) || other.reads.has(name))
          );
          if (kinds.has(item) && !wanted) {
            kinds.delete(item);
            changed = true;
          }
        }
      }
    }
    const names = new Map<string, IItem[]>();
    for (const item of kinds.keys()) {
      for (const name of item.binds.keys()) {
        push(names, name, item);
      }
    }
    return { kinds, names, stateful: this._stateful(kinds), strangers: this._strangers() };
  }

  private _isStranger(module: string): boolean {
    return (
      !standardLibrary.has(module) &&
      !common.has(module) &&
      !isKnownImport(module, this._input.environment)
    );
  }

  private _strangers(): ReadonlySet<string> {
    const imports = this._input.items.filter(
      i => importKind(i) && importedModules(i).some(m => this._isStranger(m))
    );
    return new Set(imports.flatMap(i => [...i.binds.keys()]));
  }

  private _imports(kinds: Map<IItem, HoistKind>): void {
    let barrier = 'none' as 'none' | 'path' | 'all';
    let started = false;
    const candidates = new Map<IItem, HoistKind>();
    for (const item of this._input.items) {
      if (item.kind === 'import' && item.nodes[0].kind === 'future_import_statement') {
        kinds.set(item, 'future');
        continue;
      }
      const kind = importKind(item);
      const third = kind ? importedModules(item) : [];
      const held =
        barrier === 'all'
          ? third.some(m => !standardLibrary.has(m))
          : (barrier === 'path' || (started && this._mayAct(item, candidates))) &&
            third.some(m => this._isStranger(m));
      if (kind === 'star') {
        if (!started && !held) {
          kinds.set(item, 'star');
        }
      } else if (kind === 'import' && !held) {
        candidates.set(item, 'import');
      } else if (item.dropped === null && item.kind !== 'comment' && item.kind !== 'definition') {
        started = true;
      }
      const next = barrierOf(item);
      barrier = next === 'all' || barrier === 'all' ? 'all' : next === 'path' ? 'path' : barrier;
    }
    for (let changed = true; changed;) {
      changed = false;
      for (const item of candidates.keys()) {
        const fine = [...item.binds.keys()].every(name => {
          const binders = this._binders.get(name) ?? [];
          return (
            !this._input.shared.has(name) &&
            binders.every(b => candidates.has(b)) &&
            sameMeaning(name, binders) &&
            !this._usedBefore(name, item)
          );
        });
        if (!fine) {
          candidates.delete(item);
          changed = true;
        }
      }
    }
    for (const [item, kind] of candidates) {
      kinds.set(item, kind);
    }
  }

  /**
   * A file beside the notebook may change what was set up above it when it is imported for the first time. Where functions use it
   * the import goes to the top all the same: they could not be modules of their own otherwise.
   */
  private _mayAct(item: IItem, above: ReadonlyMap<IItem, HoistKind>): boolean {
    const names = [...item.binds.keys()];
    return (
      !names.some(n => this._binders.get(n)?.some(b => above.has(b))) &&
      !this._input.items.some(i => i.kind === 'definition' && names.some(n => i.captures.has(n)))
    );
  }

  /** A name that Python defines too meant that before the notebook bound it; and code may try whether a name is there. */
  private _usedBefore(name: string, item: IItem): boolean {
    const noticed =
      this._expectsNameError ||
      builtinNames.has(name) ||
      kernelNames.has(name) ||
      this._input.model.hasStarImport;
    const first = (this._binders.get(name) ?? [item])[0];
    const uses = noticed ? this._firstUse : this._firstTry;
    return (uses.get(name) ?? Infinity) < first.index;
  }

  private _boundOnce(item: IItem): boolean {
    return (
      item.binds.size === 1 &&
      item.deletes.size === 0 &&
      [...item.binds].every(
        ([name, list]) =>
          list.length === 1 &&
          this._binders.get(name)?.length === 1 &&
          !this._input.shared.has(name) &&
          !this._usedBefore(name, item)
      )
    );
  }

  private _isDefinition(item: IItem): boolean {
    const node = item.nodes[0];
    return (
      item.kind === 'definition' &&
      item.header === null &&
      this._boundOnce(item) &&
      isQuietDefinition(this._input.model, node)
    );
  }

  private _isConstant(item: IItem): boolean {
    if (
      item.kind !== 'statement' ||
      item.header !== null ||
      item.shown ||
      item.nodes.length !== 1 ||
      item.magics.length
    ) {
      return false;
    }
    const assignment =
      item.nodes[0].kind === 'expression_statement' ? item.nodes[0].namedChildren[0] : null;
    const right = assignment?.kind === 'assignment' ? assignment.child('right') : null;
    const left = assignment?.child('left');
    if (!right || left?.kind !== 'identifier' || !this._boundOnce(item) || item.captures.size) {
      return false;
    }
    const mutable = [...right.walk()].some(
      n => /^(?:list|dictionary|set)/.test(n.kind) || n.kind === 'call'
    );
    return isPureValue(this._input.model, right) && !(mutable && this._mutated.has(left.text));
  }

  /** True when all names that the item needs on import are module-level, and those it reads later are module-level or shared. */
  private _isSupported(item: IItem, names: ReadonlyMap<string, IItem>): boolean {
    const { shared } = this._input;
    const elsewhere = (name: string): boolean => !this._binders.has(name);
    for (const name of item.reads.keys()) {
      const source = names.get(name);
      if (!elsewhere(name) && (!source || source.index > item.index)) {
        return false;
      }
      if (source && this._readsShared(source)) {
        return false;
      }
      // A decorator or base class of the notebook runs on import.
      if (source && item.kind === 'definition' && !this._isQuietCallee(item, name, source)) {
        return false;
      }
    }
    for (const name of [...item.captures.keys(), ...item.lateBinds]) {
      if (!elsewhere(name) && !names.has(name) && !shared.has(name)) {
        return false;
      }
    }
    return true;
  }

  private _readsShared(item: IItem): boolean {
    return (
      item.kind !== 'definition' &&
      [...item.reads.keys()].some(name => this._input.shared.has(name))
    );
  }

  /** A function of the notebook that runs when another definition is made must do nothing but make something. */
  private _isQuietCallee(item: IItem, name: string, source: IItem): boolean {
    if (source.kind !== 'definition') {
      return true;
    }
    const references = item.reads.get(name) ?? [];
    const decorates = references.some(
      r =>
        r.node.ancestor('decorator')?.isInside(item.nodes[0]) && !insideBody(item.nodes[0], r.node)
    );
    const node = definitionNode(source.nodes[0]);
    if (!decorates && node.kind !== 'class_definition') {
      return true;
    }
    if (node.kind === 'class_definition') {
      return !/__init_subclass__|__set_name__|metaclass\s*=/.test(node.text);
    }
    return (
      ownCalls(node).every(call =>
        /(?:^|\.)(?:wraps|update_wrapper|partial|signature|property|staticmethod|classmethod)$/.test(
          call.child('function')?.text ?? ''
        )
      ) &&
      source.lateBinds.size === 0 &&
      !ownKinds(node, 'assignment', 'augmented_assignment').some(
        a => a.child('left')?.kind === 'subscript'
      )
    );
  }

  private _stateful(kinds: ReadonlyMap<IItem, HoistKind>): Set<IItem> {
    const found = new Set<IItem>();
    const names = namesOf(kinds);
    const { shared } = this._input;
    for (let changed = true; changed;) {
      changed = false;
      for (const [item, kind] of kinds) {
        if (kind !== 'definition' && kind !== 'constant') {
          continue;
        }
        const all = [...item.captures.keys(), ...item.reads.keys(), ...item.lateBinds];
        if (!found.has(item) && all.some(n => shared.has(n) || found.has(names.get(n) as IItem))) {
          found.add(item);
          changed = true;
        }
      }
    }
    return found;
  }

  private readonly _binders = new Map<string, IItem[]>();
  private readonly _firstUse = new Map<string, number>();
  /** Reads that stand in a `try`, where a missing name does not end the notebook. */
  private readonly _firstTry = new Map<string, number>();
  private _expectsNameError = false;
  private readonly _mutated = new Set<string>();
}

export const configNames =
  /^(?:cfg|conf|config|settings|params|hparams|hyperparams|hyperparameters|hyper_parameters|options)$/i;

function push<K>(map: Map<K, IItem[]>, key: K, item: IItem): void {
  const list = map.get(key);
  if (!list) {
    map.set(key, [item]);
  } else if (!list.includes(item)) {
    list.push(item);
  }
}

function namesOf(kinds: ReadonlyMap<IItem, HoistKind>): Map<string, IItem> {
  const names = new Map<string, IItem>();
  for (const item of kinds.keys()) {
    for (const name of item.binds.keys()) {
      if (!names.has(name)) {
        names.set(name, item);
      }
    }
  }
  return names;
}
