/**
 * The "percent" script format (`# %%`, `# %% [markdown]`), as far as test cases and examples need it: cells, ids,
 * tags, execution counts. Outputs, attachments and notebook metadata have no place in it.
 *
 *   # %% id="a1" tags=["parameters"] execution_count=3
 *   x = 1
 *
 *   # %% [markdown]
 *   # Text of a Markdown cell, one comment a line
 *
 * One blank line before a marker belongs to the marker. A line that would itself look like a marker is
 * printed as `# \%%`, as many backslashes as it takes.
 */
import { hashText } from './hash';
import { type CellKind, type ICell, type INotebook } from './notebook';

const MARKER = /^# %%(?: *\[(markdown|raw)\])?((?: +[A-Za-z_]\w*=.*)?) *$/;
const GUARDED = /^# (\\+)%%/;

interface IDraft {
  kind: CellKind;
  attributes: Record<string, unknown>;
  lines: string[];
}

/**
 * Parse a script in percent format. Text before the first marker is a code cell (nothing, when it is blank).
 * A cell without an `id` attribute gets a stable one.
 */
export function parsePercent(text: string): INotebook {
  const drafts: IDraft[] = [{ kind: 'code', attributes: {}, lines: [] }];
  for (const line of text.split('\n')) {
    const marker = MARKER.exec(line.endsWith('\r') ? line.slice(0, -1) : line);
    if (marker === null) {
      drafts[drafts.length - 1].lines.push(line);
    } else {
      const kind = (marker[1] as CellKind | undefined) ?? 'code';
      drafts.push({ kind, attributes: parseAttributes(marker[2]), lines: [] });
    }
  }
  if (drafts.length > 1 && drafts[0].lines.every(line => line.trim() === '')) {
    drafts.shift();
  }
  const used = new Set(drafts.map(draft => draft.attributes.id));
  const cells = drafts.map((draft, index) => finish(draft, index, used));
  const only = cells[0];
  const empty = cells.length === 1 && only.source === '' && !/^# %%/m.test(text);
  return { cells: empty ? [] : cells, metadata: {} };
}

function finish(draft: IDraft, index: number, used: Set<unknown>): ICell {
  const lines = [...draft.lines];
  // What follows the last line end of the file, or the blank line before the next marker.
  if (/^\r?$/.test(lines[lines.length - 1] ?? 'none')) {
    lines.pop();
  }
  const source = lines
    .map(line => {
      const bare = line.replace(GUARDED, (_, slashes: string) => `# ${slashes.slice(1)}%%`);
      return draft.kind === 'code' ? bare : bare.replace(/^# ?/, '');
    })
    .join('\n');
  const { id, execution_count: count, ...metadata } = draft.attributes;
  let name = typeof id === 'string' ? id : '';
  for (let n = 1; name === ''; n++) {
    const made = `anneal-${hashText(`${draft.kind}\n${source}\n${n}`)}`;
    if (!used.has(made)) {
      used.add(made);
      name = made;
    }
  }
  return {
    id: name,
    index,
    kind: draft.kind,
    source,
    executionCount: typeof count === 'number' ? count : null,
    outputs: [],
    metadata
  };
}

/** `key=<JSON>` pairs; one that is not JSON is kept as the text it is. */
function parseAttributes(text: string): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  const start = /\s+([A-Za-z_]\w*)=/y;
  let at = 0;
  while (at < text.length) {
    start.lastIndex = at;
    const key = start.exec(text);
    if (key === null) {
      break;
    }
    const from = start.lastIndex;
    at = attributeEnd(text, from);
    const value = text.slice(from, at);
    try {
      attributes[key[1]] = JSON.parse(value) as unknown;
    } catch {
      attributes[key[1]] = value;
    }
  }
  return attributes;
}

function attributeEnd(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  let at = from;
  for (; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      at += character === '\\' ? 1 : 0;
      quoted = character !== '"';
    } else if (character === '"') {
      quoted = true;
    } else if ('[{'.includes(character)) {
      depth += 1;
    } else if (']}'.includes(character)) {
      depth -= 1;
    } else if (character === ' ' && depth === 0) {
      break;
    }
  }
  return at;
}

/**
 * Print a notebook in percent format. Outputs, attachments and the notebook's metadata are left out; ids made up in
 * memory are too, since parsing makes the same ones.
 */
export function printPercent(notebook: INotebook): string {
  return notebook.cells
    .map(cell => {
      const attributes: [string, unknown][] = Object.entries(cell.metadata).filter(
        ([key]) => key !== 'id' && key !== 'execution_count'
      );
      if (cell.executionCount !== null) {
        attributes.unshift(['execution_count', cell.executionCount]);
      }
      if (!cell.id.startsWith('anneal-')) {
        attributes.unshift(['id', cell.id]);
      }
      const printed = attributes
        .filter(([key, value]) => /^[A-Za-z_]\w*$/.test(key) && value !== undefined)
        .map(([key, value]) => ` ${key}=${printAttribute(value)}`);
      const marker = `# %%${cell.kind === 'code' ? '' : ` [${cell.kind}]`}${printed.join('')}`;
      if (cell.source === '') {
        return `${marker}\n`;
      }
      const lines = cell.source.split('\n').map(line => {
        const printed = cell.kind === 'code' ? line : line === '' ? '#' : `# ${line}`;
        return /^# \\*%%/.test(printed) ? `# \\${printed.slice(2)}` : printed;
      });
      return `${marker}\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

function printAttribute(value: unknown): string {
  // JSON.stringify writes no space outside strings; one would end the attribute.
  return JSON.stringify(value);
}
