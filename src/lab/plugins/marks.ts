/** Marks, hover cards and the bulb in the cells of notebooks. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { ICellModel } from '@jupyterlab/cells';
import { EditorExtensionRegistry, IEditorExtensionRegistry } from '@jupyterlab/codemirror';
import { NotebookActions } from '@jupyterlab/notebook';
import { suggestedIcon } from '../../ui/icons';
import { applicabilityWord } from '../../ui/words';
import { cellMarks, type IMarkHost } from '../cellMarks';
import { CommandIds } from '../commandIds';
import { MarkKeeper } from '../markKeeper';
import type { AnnealSession } from '../session';
import { openFindings } from '../panelState';
import { IAnneal, pluginIds } from '../tokens';

export const marksPlugin: JupyterFrontEndPlugin<void> = {
  id: pluginIds.marks,
  description: 'Marks findings in the cells of notebooks.',
  autoStart: true,
  requires: [IAnneal, IEditorExtensionRegistry],
  activate: (app: JupyterFrontEnd, anneal: IAnneal, registry: IEditorExtensionRegistry): void => {
    const { sessions, settings, trans } = anneal;
    const keeper = new MarkKeeper(settings);

    const button = (label: string, command: string, id: string): HTMLElement => {
      const node = document.createElement('button');
      node.className = 'anneal-Button jp-mod-styled';
      node.textContent = label;
      node.addEventListener('mousedown', event => event.preventDefault());
      node.addEventListener('click', () => void app.commands.execute(command, { id }));
      return node;
    };
    const host: IMarkHost = {
      get hoverDelay() {
        return settings.value.hoverDelay;
      },
      get bulb() {
        return settings.value.bulb && settings.value.marks !== 'off';
      },
      attach: (id, view) => keeper.attach(id, view),
      detach: (id, view) => keeper.detach(id, view),
      edited: id => keeper.edited(id),
      blurred: id => keeper.settled(id),
      bulbIcon: () => suggestedIcon.element({ tag: 'span' }),
      openMenu: () => void app.commands.execute(CommandIds.menu),
      card: id => {
        const diagnostic = sessions.current?.findDiagnostic(id);
        if (!diagnostic) {
          return null;
        }
        const card = document.createElement('div');
        card.className = 'anneal-Tooltip';
        const title = document.createElement('strong');
        title.textContent = diagnostic.message.replace(/`/g, '');
        const why = document.createElement('p');
        why.textContent = `${applicabilityWord(diagnostic, trans)}. ${diagnostic.why}`;
        const actions = document.createElement('div');
        actions.className = 'anneal-Tooltip-actions';
        if (diagnostic.fix) {
          actions.append(button(trans.__('Apply'), CommandIds.apply, id));
        }
        actions.append(
          button(trans.__('Preview'), CommandIds.preview, id),
          button(trans.__('Reject'), CommandIds.reject, id)
        );
        const name = document.createElement('span');
        name.textContent = trans.__('Anneal');
        actions.append(name);
        card.append(title, why, actions);
        return card;
      }
    };

    registry.addExtension({
      name: 'jupyterlab-anneal:marks',
      factory: ({ inline, model }) => {
        const cell = model as unknown as Partial<ICellModel>;
        return inline && cell.type === 'code' && typeof cell.id === 'string'
          ? EditorExtensionRegistry.createImmutableExtension(cellMarks(cell.id, host))
          : null;
      }
    });

    const update = (session: AnnealSession): void => {
      const notebook = session.panel.content;
      if (session.analysis && !session.isDisposed) {
        const checked = new Map(session.snapshot?.cells.map(c => [c.id, c.source]));
        keeper.update(
          notebook.widgets
            .map(w => w.model)
            .filter(m => checked.get(m.id) === m.sharedModel.getSource())
            .map(m => m.id),
          session.isPaused ? [] : openFindings(session),
          notebook.activeCell?.model.id ?? null
        );
      }
    };
    sessions.analyzed.connect((_, session) => update(session));
    const updateCurrent = (): void => {
      if (sessions.current) {
        update(sessions.current);
      }
    };
    sessions.changed.connect(updateCurrent);
    sessions.activeCellChanged.connect(() => {
      if (settings.value.marks === 'focus') {
        updateCurrent();
      }
    });
    settings.changed.connect(() => sessions.forEach(update));
    NotebookActions.executed.connect((_, { cell }) => keeper.settled(cell.model.id));
  }
};
