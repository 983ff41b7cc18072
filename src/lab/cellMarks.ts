/**
 * Marks in the editors of cells: underlines that move with their text, a hover card, one bulb at the caret. Built on CodeMirror's
 * state and view alone, so that other linters in the page keep theirs. Positions come from the last check; a mark goes when its
 * own line is edited.
 */
import {
  Facet,
  RangeSet,
  StateEffect,
  StateField,
  type Extension,
  type Range
} from '@codemirror/state';
import {
  closeHoverTooltips,
  Decoration,
  EditorView,
  hoverTooltip,
  layer,
  ViewPlugin,
  type DecorationSet,
  type LayerMarker,
  type ViewUpdate
} from '@codemirror/view';

export interface IMark {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  /** `safe`, `suggested`, `manual` or `act-now`: decides the style. */
  readonly kind: string;
}

export interface IMarkHost {
  readonly hoverDelay: number;
  readonly bulb: boolean;
  /** Called when an editor of a cell appears or goes. */
  attach(cellId: string, view: EditorView): void;
  detach(cellId: string, view: EditorView): void;
  /** The text of a cell was edited, or its editor lost the focus. */
  edited(cellId: string): void;
  blurred(cellId: string): void;
  /** The content of the hover card of a finding; null when it is gone. */
  card(id: string): HTMLElement | null;
  openMenu(): void;
  bulbIcon(): HTMLElement;
}

export const setMarks = StateEffect.define<readonly IMark[]>();
const setBulb = StateEffect.define<number | null>();
const cellIdFacet = Facet.define<string, string>({ combine: values => values[0] ?? '' });

/** The marks of one editor. */
export const marksField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks;
    if (transaction.docChanged && next.size) {
      const { doc } = transaction.startState;
      const touched: { from: number; to: number }[] = [];
      transaction.changes.iterChangedRanges((from, to) => {
        touched.push({ from: doc.lineAt(from).from, to: doc.lineAt(to).to });
      });
      next = next
        .update({ filter: (from, to) => !touched.some(t => from <= t.to && t.from <= to) })
        .map(transaction.changes);
    }
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) {
        next = decorate(effect.value, transaction.state.doc.length);
      }
    }
    return next;
  },
  provide: field => EditorView.decorations.from(field)
});

function decorate(marks: readonly IMark[], length: number): DecorationSet {
  const ranges: Range<Decoration>[] = marks
    .filter(m => m.start < m.end && m.end <= length)
    .map(m =>
      Decoration.mark({
        class: `anneal-Mark anneal-mod-${m.kind}`,
        attributes: { 'data-anneal-id': m.id },
        annealId: m.id
      }).range(m.start, m.end)
    );
  return RangeSet.of(ranges, true);
}

/** Ids of the findings that are marked at a position, with the marked range. */
export function marksAt(
  state: EditorView['state'],
  from: number,
  to = from
): { id: string; from: number; to: number }[] {
  const found: { id: string; from: number; to: number }[] = [];
  state.field(marksField, false)?.between(from, to, (start, end, value) => {
    found.push({ id: String(value.spec.annealId), from: start, to: end });
  });
  return found;
}

/** Position of the bulb, or null. */
const bulbField = StateField.define<number | null>({
  create: () => null,
  update(position, transaction) {
    let next: number | null = transaction.docChanged || transaction.selection ? null : position;
    for (const effect of transaction.effects) {
      if (effect.is(setBulb)) {
        next = effect.value;
      }
    }
    return next;
  }
});

class BulbMarker implements LayerMarker {
  constructor(
    readonly left: number,
    readonly top: number,
    readonly host: IMarkHost
  ) {}

  eq(other: LayerMarker): boolean {
    return other instanceof BulbMarker && other.left === this.left && other.top === this.top;
  }

  draw(): HTMLElement {
    const node = document.createElement('div');
    node.className = 'anneal-Bulb';
    node.setAttribute('aria-hidden', 'true');
    node.append(this.host.bulbIcon());
    node.style.left = `${this.left}px`;
    node.style.top = `${this.top}px`;
    node.addEventListener('mousedown', event => {
      // The caret and the focus stay in the editor.
      event.preventDefault();
      event.stopPropagation();
      this.host.openMenu();
    });
    return node;
  }
}

const bulbRest = 800;

/** Everything for one cell's editor. */
export function cellMarks(cellId: string, host: IMarkHost): Extension {
  const bulbLayer = layer({
    above: true,
    class: 'anneal-BulbLayer',
    update: update => update.startState.field(bulbField) !== update.state.field(bulbField),
    markers: view => {
      const position = view.state.field(bulbField);
      const box = position === null ? null : view.coordsAtPos(position);
      if (!box) {
        return [];
      }
      const content = view.contentDOM.getBoundingClientRect();
      const scroller = view.scrollDOM.getBoundingClientRect();
      const left = Math.min(box.right + 6, content.right - 24) - scroller.left;
      return [
        new BulbMarker(
          left + view.scrollDOM.scrollLeft,
          (box.top + box.bottom) / 2 - 12 - view.documentTop + view.documentPadding.top,
          host
        )
      ];
    }
  });

  const plugin = ViewPlugin.define(view => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    const placeBulb = (): void => {
      const { state } = view;
      const { main } = state.selection;
      const line = state.doc.lineAt(main.head);
      const isWanted =
        host.bulb &&
        view.hasFocus &&
        main.empty &&
        !document.querySelector('.jp-Completer:not(.lm-mod-hidden)') &&
        marksAt(state, line.from, line.to).length > 0;
      const position = isWanted ? line.to : null;
      if (state.field(bulbField) !== position) {
        view.dispatch({ effects: setBulb.of(position) });
      }
    };
    const hideBulb = (): void => {
      if (!isGone && !view.hasFocus && view.state.field(bulbField) !== null) {
        view.dispatch({ effects: setBulb.of(null) });
      }
    };
    const later = (): void => {
      clearTimeout(timer);
      timer = setTimeout(placeBulb, bulbRest);
    };
    host.attach(cellId, view);
    return {
      update(update: ViewUpdate) {
        if (update.docChanged) {
          host.edited(cellId);
        }
        if (update.focusChanged && !view.hasFocus) {
          host.blurred(cellId);
          // At once: another cell may show its bulb before the rest is over.
          queueMicrotask(hideBulb);
        }
        if (
          update.docChanged ||
          update.selectionSet ||
          update.focusChanged ||
          update.transactions.some(t => t.effects.some(e => e.is(setMarks)))
        ) {
          later();
        }
      },
      destroy() {
        isGone = true;
        clearTimeout(timer);
        host.detach(cellId, view);
      }
    };
  });

  const hover = hoverTooltip(
    (view, position) => {
      const marks = marksAt(view.state, position);
      const cards = marks.flatMap(mark => {
        const dom = host.card(mark.id);
        return dom ? [dom] : [];
      });
      if (!cards.length) {
        return null;
      }
      return {
        pos: marks[0].from,
        end: marks[0].to,
        create: () => {
          const dom = document.createElement('div');
          dom.className = 'jp-ThemedContainer';
          dom.append(...cards);
          const close = (): void => view.dispatch({ effects: closeHoverTooltips });
          // Any key closes it, wherever the focus is, and so does each of its buttons.
          dom.addEventListener('click', event => {
            if ((event.target as HTMLElement).closest('button')) {
              close();
            }
          });
          return {
            dom,
            mount: () => document.addEventListener('keydown', close, true),
            destroy: () => document.removeEventListener('keydown', close, true)
          };
        }
      };
    },
    { hoverTime: host.hoverDelay, hideOnChange: true }
  );

  return [cellIdFacet.of(cellId), marksField, bulbField, bulbLayer, plugin, hover];
}
