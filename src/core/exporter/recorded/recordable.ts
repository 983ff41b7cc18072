/**
 * Which functions of the package look pure, so that calls of them can become tests: what they give depends on nothing but what they
 * are given, and they change nothing. What reading the code cannot tell is seen in the run, where each call is repeated.
 */
import type { SemanticModel } from '../../semantic/model';
import type { SyntaxNode } from '../../syntax/node';
import type { IItem } from '../items/items';
import type { ILayout } from '../layout';
import { definitionNode } from '../flow/quiet';
import type { IParameter, IRecordableFunction } from './recording';

/** Library names that read or change the world around the function, with what they do. */
const impure: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:random|secrets|uuid|numpy\.random|torch\.rand\w*|torch\.random|torch\.manual_seed|tensorflow\.random)\b/,
    'it draws random numbers'
  ],
  [
    /^(?:time\b|timeit\b|datetime\.(?:datetime|date)\.(?:now|today|utcnow)|pandas\.Timestamp\.(?:now|today))/,
    'it asks for the time'
  ],
  [
    /^builtins\.(?:print|input|breakpoint|help)$|^(?:logging|tqdm|IPython|ipywidgets|pprint\.pprint|display$|rich)\b/,
    'it shows something'
  ],
  [/^(?:matplotlib|seaborn|plotly|bokeh|altair|holoviews|pylab|graphviz)\b/, 'it draws'],
  [/^os\.(?:environ|getenv|putenv|environb)\b|^(?:dotenv|decouple)\b/, 'it reads the environment'],
  [
    /^builtins\.open$|^(?:os(?!\.path\.(?:join|basename|dirname|splitext|split|normpath|sep)$)\.\w|shutil|glob|tempfile|pathlib\.Path\.(?:cwd|home)|pickle|joblib|sqlite3|h5py|io\.open|zipfile|tarfile|csv)\b/,
    'it works with files'
  ],
  [
    /^(?:pandas\.read_\w+|numpy\.(?:load|save|fromfile|genfromtxt)\w*|torch\.(?:load|save)|PIL\.Image\.open|cv2\.im(?:read|write|show))\b/,
    'it works with files'
  ],
  [
    /^(?:requests|httpx|urllib\.request|socket|aiohttp|openai|anthropic|ftplib|smtplib|huggingface_hub|datasets)\b/,
    'it uses the network'
  ],
  [
    /^(?:subprocess|multiprocessing|threading|concurrent|asyncio|signal|ctypes|gc)\b|^sys(?!\.(?:maxsize|float_info|version_info)$)\.\w/,
    'it reaches outside itself'
  ],
  [
    /^builtins\.(?:exec|eval|compile|globals|locals|vars|__import__|id|hash|memoryview)$/,
    'what it does cannot be told by reading it'
  ]
];

/** Methods that say the same of an object whose class is not known. */
const impureMethods: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:to_(?:csv|excel|json|parquet|pickle|sql|hdf|html|feather)|read_text|write_text|read_bytes|write_bytes|save\w*|savefig|iterdir|exists|is_file|mkdir|unlink)$/,
    'it works with files'
  ],
  [/^(?:plot|hist|boxplot|imshow|show|scatter|display)$/, 'it draws'],
  [/^(?:sample|shuffle|rvs|randn|randint)$/, 'it draws random numbers'],
  [/^(?:now|today|utcnow)$/, 'it asks for the time']
];

/** Decorators that leave what a function gives as it is. */
const harmless = /^functools\.(?:lru_cache|cache)$/;

/** The functions that the notebook defines, in the order of the package's modules. */
export function recordableFunctions(layout: ILayout): IRecordableFunction[] {
  const found: IRecordableFunction[] = [];
  for (const module of layout.modules) {
    for (const item of module.items) {
      const node = functionOf(item);
      if (node && layout.hoist.kinds.get(item) === 'definition') {
        const reason =
          shapeReason(layout.model, item.nodes[0]) ?? impurity(layout, item, new Set());
        found.push(describe(layout, item, node, module.name, reason));
      }
    }
  }
  for (const step of layout.steps) {
    for (const item of step.items) {
      const node = item.dropped === null ? functionOf(item) : null;
      if (node) {
        const reason = `it is part of the step \`${step.name}()\``;
        found.push(describe(layout, item, node, step.module, reason));
      }
    }
  }
  return found;
}

function functionOf(item: IItem): SyntaxNode | null {
  const node = item.nodes.length === 1 ? definitionNode(item.nodes[0]) : null;
  return item.kind === 'definition' && node?.kind === 'function_definition' ? node : null;
}

function describe(
  layout: ILayout,
  item: IItem,
  node: SyntaxNode,
  module: string,
  reason: string | null
): IRecordableFunction {
  return {
    name: node.child('name')?.text ?? '',
    module: `${layout.package}.${module}`,
    cell: item.cell.cell.index,
    parameters: parametersOf(node),
    reason
  };
}

function parametersOf(node: SyntaxNode): IParameter[] {
  const found: IParameter[] = [];
  let isAfterStar = false;
  for (const parameter of node.child('parameters')?.namedChildren ?? []) {
    const typed = parameter.kind === 'typed_parameter' ? parameter.namedChildren[0] : parameter;
    if (typed.kind === 'list_splat_pattern' || typed.kind === 'dictionary_splat_pattern') {
      const isList = typed.kind === 'list_splat_pattern';
      isAfterStar ||= isList;
      found.push({ name: typed.namedChildren[0].text, kind: isList ? 'list' : 'dictionary' });
    } else if (typed.kind === 'keyword_separator') {
      isAfterStar = true;
    } else if (typed.kind === 'positional_separator') {
      found.splice(
        0,
        found.length,
        ...found.map(p => ({ name: p.name, kind: 'positional' as const }))
      );
    } else {
      const name = typed.kind === 'identifier' ? typed : typed.child('name');
      found.push({ name: name?.text ?? typed.text, kind: isAfterStar ? 'keyword' : 'ordinary' });
    }
  }
  return found;
}

/** Why no test can simply call it. */
function shapeReason(model: SemanticModel, outer: SyntaxNode): string | null {
  const node = definitionNode(outer);
  const decorators = outer.children
    .filter(c => c.kind === 'decorator')
    .map(d => d.namedChildren[0]);
  const others = decorators.filter(d => {
    const target = d.kind === 'call' ? d.child('function') : d;
    return !harmless.test(model.qualifiedName(target) ?? '');
  });
  if (others.length) {
    return `its decorator \`${others[0].text}\` may change what it does`;
  }
  if (node.children.some(c => c.kind === 'async')) {
    return 'it is a coroutine';
  }
  const own = model.scopeOf(node);
  const yields = [...node.walk()].some(
    n => n.kind === 'yield' && functionScope(model.scopeAround(n)) === own
  );
  return yields ? 'it gives a generator' : null;
}

function functionScope(
  scope: ReturnType<SemanticModel['scopeAround']>
): ReturnType<SemanticModel['scopeAround']> {
  return scope.kind === 'comprehension' && scope.parent ? functionScope(scope.parent) : scope;
}

/** Why it does not look pure, or null. Functions and classes of the notebook that it uses count as its own code. */
function impurity(layout: ILayout, item: IItem, seen: Set<IItem>): string | null {
  seen.add(item);
  const { model, shared, hoist } = layout;
  const node = definitionNode(item.nodes[0]);
  for (const name of [...item.captures.keys(), ...item.reads.keys(), ...item.lateBinds]) {
    if (shared.has(name)) {
      return `it uses \`${name}\`, which may change while the notebook runs`;
    }
  }
  if (item.lateBinds.size) {
    return 'it binds names of the notebook';
  }
  for (const inner of node.walk()) {
    if (inner.kind === 'global_statement') {
      return 'it binds names of the notebook';
    }
    if (inner.kind === 'identifier' || inner.kind === 'attribute') {
      const reason = worldly(model, inner);
      if (reason) {
        return reason;
      }
    }
  }
  const changed = changedArgument(model, node);
  if (changed) {
    return `it changes \`${changed}\` in place`;
  }
  for (const name of new Set([...item.captures.keys(), ...item.reads.keys()])) {
    for (const source of hoist.names.get(name) ?? []) {
      if (seen.has(source)) {
        continue;
      }
      if (hoist.kinds.get(source) === 'constant' && /environ|getenv/.test(source.nodes[0].text)) {
        return `it uses \`${name}\`, which the environment decides`;
      }
      const reason =
        hoist.kinds.get(source) === 'definition' ? impurity(layout, source, seen) : null;
      if (reason) {
        return reason.startsWith('through ') ? reason : `through \`${name}\`, ${reason}`;
      }
    }
  }
  return null;
}

function worldly(model: SemanticModel, node: SyntaxNode): string | null {
  const name = model.qualifiedName(node);
  if (name !== null) {
    return impure.find(([pattern]) => pattern.test(name))?.[1] ?? null;
  }
  const method = node.kind === 'attribute' ? node.child('attribute')?.text : undefined;
  const isCalled = node.parent?.kind === 'call' && node.parent.child('function') === node;
  return method !== undefined && isCalled
    ? (impureMethods.find(([pattern]) => pattern.test(method))?.[1] ?? null)
    : null;
}

/** The first parameter, or name of the notebook, whose object the code certainly changes; `self` of a class is its own. */
function changedArgument(model: SemanticModel, node: SyntaxNode): string | null {
  for (const { root, certain, kind } of model.mutationsWithin(node)) {
    // What a module gives is no part of it: `sm.OLS(x).fit()`.
    const isOfModule =
      kind === 'method' && model.moduleBindings(root.name).some(b => b.kind === 'import');
    const owner = certain && !isOfModule ? root.scope.resolve(root.name) : null;
    const isGiven =
      owner?.kind === 'module' ||
      (owner?.bindings.get(root.name)?.every(b => b.kind === 'parameter') ?? false);
    const isOwnObject = node.kind === 'class_definition' && root.name === 'self';
    if (owner && isGiven && !isOwnObject) {
      return root.name;
    }
  }
  return null;
}
