/** Which cells draw: behind them a package shows and closes the figures, as a notebook does at the end of a cell. */
import type { SemanticModel } from '../../semantic/model';
import type { IItem } from './items';
import type { ILayout } from '../layout';

const drawing =
  /\b(?:plt|sns|pylab|pyplot)\s*\.\s*(?!(?:load_dataset|get_dataset_names|set|set_\w+|color_palette|style|rc\w*)\b)\w|\.\s*(?:plot|hist|boxplot|scatter|bar|barh|imshow|subplots)\b|\bplot_\w+\s*\(|\bax\w*\s*\./;

/** True when a notebook would show figures at the end of the item's cell that the code itself does not show. */
export function drawsFigures(layout: ILayout, item: IItem): boolean {
  const source = item.cell.syntax.python;
  if (layout.cells[item.order].items.every(i => i.kind === 'definition' || i.kind === 'comment')) {
    return false;
  }
  const { strangers } = layout.hoist;
  const draws =
    (usesMatplotlib(layout) && drawing.test(source)) ||
    [...strangers, ...drawingFunctions(layout)].some(n => mentions(source, n));
  return draws && !/\bplt\s*\.\s*show\s*\(\s*\)[\s;]*$/.test(source.replace(/#.*$/gm, ''));
}

function usesMatplotlib(layout: ILayout): boolean {
  return [...layout.hoist.names.values()]
    .flat()
    .some(i => /\b(?:matplotlib|seaborn|pylab|pandas)\b/.test(i.nodes[0]?.text ?? ''));
}

/** Names of the notebook's functions and methods that may draw, also through one another. */
function drawingFunctions(layout: ILayout): ReadonlySet<string> {
  const known = drawn.get(layout.model);
  if (known) {
    return known;
  }
  const definitions = [...layout.model.nodes('function_definition')].map(n => ({
    name: n.child('name')?.text ?? '',
    text: n.text
  }));
  const names = new Set<string>();
  const matplotlib = usesMatplotlib(layout);
  for (let size = -1; size !== names.size;) {
    size = names.size;
    for (const { name, text } of definitions) {
      const body = text.slice(text.indexOf(')'));
      const others = [...layout.hoist.strangers, ...names];
      if ((matplotlib && drawing.test(body)) || others.some(n => mentions(body, n))) {
        names.add(name);
      }
    }
  }
  drawn.set(layout.model, names);
  return names;
}

const drawn = new WeakMap<SemanticModel, ReadonlySet<string>>();

const mentions = (source: string, name: string): boolean =>
  new RegExp(`\\b${name}\\b`).test(source);
