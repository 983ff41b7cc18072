/** Shows a cell of a notebook: by default without moving the selection or the focus. */
import type { Notebook, NotebookPanel } from '@jupyterlab/notebook';

/**
 * @param options - `focus` selects the cell and puts the caret at `offset` of its source
 */
export async function revealCell(
  panel: NotebookPanel,
  cellId: string,
  options: { readonly focus?: boolean; readonly offset?: number } = {}
): Promise<void> {
  const notebook = panel.content;
  const index = notebook.widgets.findIndex(w => w.model.id === cellId);
  if (index < 0) {
    return;
  }
  if (!options.focus) {
    // scrollToCell would select the cell and take the focus.
    await scroll(notebook, index);
    return;
  }
  notebook.activeCellIndex = index;
  await scroll(notebook, index);
  const { editor } = notebook.widgets[index];
  if (editor && options.offset !== undefined) {
    notebook.mode = 'edit';
    const position = editor.getPositionAt(options.offset);
    if (position) {
      editor.setCursorPosition(position);
    }
    editor.focus();
  } else {
    notebook.activate();
  }
}

/** Scrolls to a cell. A request that a newer one replaces ends without a word: the notebook goes where the newer one points. */
async function scroll(notebook: Notebook, index: number): Promise<void> {
  try {
    await notebook.scrollToItem(index, 'smart', 0, 'top-center');
  } catch (reason) {
    if (!String(reason).includes('Scrolling to a new item is requested')) {
      throw reason;
    }
  }
}
