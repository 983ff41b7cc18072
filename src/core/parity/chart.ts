/**
 * A chart as data: a tree of SVG shapes, the sentence that states its result, and the same numbers as a table.
 *
 * The tree has two printers: `svgText` here for files, and a React one in the Lab. Shapes carry class names and no
 * colours, so that a theme decides how they look.
 */

export interface IShape {
  readonly tag: 'svg' | 'g' | 'line' | 'rect' | 'path' | 'text' | 'title';
  readonly attrs: Readonly<Record<string, string | number>>;
  readonly text?: string;
  readonly children?: readonly IShape[];
}

export interface IChart {
  /** One sentence that states the result. */
  readonly sentence: string;
  /** How to read it. */
  readonly description: string;
  readonly root: IShape;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A shape with class `anneal-Parity-<name>`. */
export function shape(
  tag: IShape['tag'],
  name: string,
  attrs: IShape['attrs'] = {},
  content?: string | readonly IShape[]
): IShape {
  const classed = { class: `anneal-Parity-${name}`, ...attrs };
  return typeof content === 'string'
    ? { tag, attrs: classed, text: content }
    : { tag, attrs: classed, children: content };
}

/** Outlines of marks that differ in form, centred at a point; outputs beyond the sixth share the last one. */
export function markPath(kind: number, x: number, y: number, r = 5): string {
  const p = (dx: number, dy: number): string => `${round(x + dx * r)} ${round(y + dy * r)}`;
  switch (Math.min(kind, 5)) {
    case 0:
      return `M${p(-1, 0)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    case 1:
      return `M${p(-0.9, -0.9)}L${p(0.9, -0.9)}L${p(0.9, 0.9)}L${p(-0.9, 0.9)}Z`;
    case 2:
      return `M${p(0, -1.1)}L${p(1.1, 0.9)}L${p(-1.1, 0.9)}Z`;
    case 3:
      return `M${p(0, -1.2)}L${p(1.2, 0)}L${p(0, 1.2)}L${p(-1.2, 0)}Z`;
    case 4:
      return `M${p(0, 1.1)}L${p(1.1, -0.9)}L${p(-1.1, -0.9)}Z`;
    default:
      return `M${p(-1, -1)}L${p(1, 1)}M${p(1, -1)}L${p(-1, 1)}`;
  }
}

/** The tree as SVG text, everything escaped. */
export function svgText(node: IShape): string {
  const attrs = Object.entries(node.attrs)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
  const inner =
    (node.text === undefined ? '' : escapeXml(node.text)) +
    (node.children ?? []).map(svgText).join('');
  return `<${node.tag}${attrs}>${inner}</${node.tag}>`;
}

/** Escapes text for XML and HTML, in content and in attributes. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/** Two decimals are enough for a position. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
