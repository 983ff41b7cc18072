/** Commands on findings: walk, check, apply, reject, undo. Each says by `describedBy` what it takes. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { Menu } from '@lumino/widgets';
import { EditorView } from '@codemirror/view';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import { plain } from '../ui/Rich';
import type { IFinding } from '../ui/panel/state';
import { CommandIds } from './commandIds';
import { panelId, pluginIds, type IAnneal } from './tokens';

const none = { args: { type: 'object' as const, properties: {} } };
const withId = {
  args: {
    type: 'object' as const,
    properties: {
      id: { type: 'string', description: 'The id of the finding' }
    },
    required: ['id']
  }
};

export function addFindingCommands(
  app: JupyterFrontEnd,
  anneal: IAnneal,
  registry: ISettingRegistry | null
): void {
  const { commands } = app;
  const { sessions, panel, settings, trans } = anneal;
  const hasNotebook = (): boolean => sessions.current !== null;
  const finding = (args: ReadonlyPartialJSONObject): IFinding | null => {
    const { findings, setAside } = panel.state;
    return [...findings, ...setAside].find(f => f.diagnostic.id === args.id) ?? null;
  };
  /** Loud findings in document order. */
  const walkable = (): readonly IFinding[] => panel.state.findings.filter(f => !f.isQuiet);

  commands.addCommand(CommandIds.check, {
    label: trans.__('Check Notebook'),
    caption: trans.__('Look for prototyping habits now'),
    describedBy: none,
    isEnabled: hasNotebook,
    execute: () => sessions.current?.check()
  });

  const walk = (step: 1 | -1): void => {
    const session = sessions.current;
    const list = walkable();
    if (!session) {
      return;
    }
    if (!list.length) {
      Notification.info(trans.__('No findings to go to in this notebook.'), { autoClose: 3000 });
      return;
    }
    const notebook = session.panel.content;
    const cell = notebook.activeCellIndex;
    const editor = notebook.activeCell?.editor;
    const caret = editor ? editor.getOffsetAt(editor.getCursorPosition()) : 0;
    const place = (f: IFinding): number =>
      f.diagnostic.cell.index - cell || f.diagnostic.offsets.start - caret;
    const ahead =
      step > 0 ? list.findIndex(f => place(f) > 0) : list.filter(f => place(f) < 0).length - 1;
    const wrapped = ahead < 0;
    const index = wrapped ? (step > 0 ? 0 : list.length - 1) : ahead;
    const target = list[index];
    panel.goTo(target.diagnostic.cell.id, target);
    const said = trans.__('%1, %2 of %3', plain(target.diagnostic.message), index + 1, list.length);
    const text = wrapped ? trans.__('%1. Started again at the other end.', said) : said;
    requestAnimationFrame(() => {
      const live = notebook.activeCell?.editor as CodeMirrorEditor | null | undefined;
      live?.editor.dispatch({ effects: EditorView.announce.of(text) });
    });
  };
  commands.addCommand(CommandIds.next, {
    label: trans.__('Next Finding'),
    describedBy: none,
    isEnabled: hasNotebook,
    execute: () => walk(1)
  });
  commands.addCommand(CommandIds.previous, {
    label: trans.__('Previous Finding'),
    describedBy: none,
    isEnabled: hasNotebook,
    execute: () => walk(-1)
  });

  commands.addCommand(CommandIds.apply, {
    label: args => {
      const title = finding(args)?.diagnostic.fix?.title;
      return title ? trans.__('Apply: %1', plain(title)) : trans.__('Apply Fix');
    },
    describedBy: withId,
    isEnabled: args => !!finding(args)?.diagnostic.fix,
    execute: args => {
      const found = finding(args);
      return found ? panel.applyFinding(found.diagnostic) : false;
    }
  });
  commands.addCommand(CommandIds.preview, {
    label: trans.__('Preview'),
    describedBy: withId,
    isEnabled: args => finding(args) !== null,
    execute: async args => {
      // Opening the panel must not take the caret out of the cell.
      const focused = document.activeElement as HTMLElement | null;
      app.shell.activateById(panelId);
      panel.open(String(args.id));
      focused?.focus({ preventScroll: true });
    }
  });
  commands.addCommand(CommandIds.reject, {
    label: trans.__('Reject This Finding'),
    describedBy: withId,
    isEnabled: args => finding(args) !== null && panel.state.reviewProblem === null,
    execute: args => {
      const found = finding(args);
      if (found) {
        panel.reject(found, '');
      }
    }
  });
  commands.addCommand(CommandIds.hide, {
    label: trans.__('Hide This Habit in This Notebook'),
    caption: trans.__('Its findings are not shown here any more; the panel brings them back'),
    describedBy: {
      args: {
        type: 'object',
        properties: { migration: { type: 'string', description: 'The name of the habit' } },
        required: ['migration']
      }
    },
    isEnabled: () => hasNotebook() && panel.state.reviewProblem === null,
    execute: args => panel.hideHabit(String(args.migration))
  });
  commands.addCommand(CommandIds.undo, {
    label: trans.__('Undo Last Fix'),
    describedBy: none,
    isEnabled: () => !!sessions.current?.applied.length,
    execute: () => {
      const session = sessions.current;
      const record = session?.applied.at(-1);
      if (session && record) {
        panel.undoRecord(session, record);
      }
    }
  });
  commands.addCommand(CommandIds.applySafe, {
    label: trans.__('Apply Safe Fixes…'),
    caption: trans.__('Shows what changes first'),
    describedBy: none,
    isEnabled: () => panel.state.findings.some(f => f.diagnostic.applicability === 'safe'),
    execute: () => {
      app.shell.activateById(panelId);
      panel.open(null);
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>(`#${panelId} [data-action="batch"]`)?.click()
      );
    }
  });
  commands.addCommand(CommandIds.toggleMarks, {
    label: trans.__('Show Marks in Cells'),
    describedBy: none,
    isToggled: () => settings.value.marks !== 'off',
    execute: () =>
      registry?.set(pluginIds.main, 'marks', settings.value.marks === 'off' ? 'idle' : 'off')
  });
  commands.addCommand(CommandIds.pause, {
    label: trans.__('Pause Marks Until Restart'),
    describedBy: none,
    isToggleable: true,
    isToggled: () => settings.isPaused,
    execute: () => settings.pause(!settings.isPaused)
  });
  commands.addCommand(CommandIds.pauseNotebook, {
    label: trans.__('Pause Marks in This Notebook'),
    describedBy: none,
    isEnabled: hasNotebook,
    isToggleable: true,
    isToggled: () => sessions.current?.isPaused === true,
    execute: () => sessions.current?.pause(!sessions.current.isPaused)
  });
  commands.addCommand(CommandIds.menu, {
    label: trans.__('Show Fixes'),
    caption: trans.__('The findings on the line of the caret'),
    describedBy: none,
    isEnabled: hasNotebook,
    execute: () => {
      const notebook = sessions.current?.panel.content;
      const cell = notebook?.activeCell;
      const editor = cell?.editor as CodeMirrorEditor | null | undefined;
      if (!notebook || !cell || !editor) {
        return;
      }
      const line = editor.getCursorPosition().line + 1;
      const here = panel.state.findings.filter(
        ({ diagnostic: d }) =>
          d.cell.id === cell.model.id && d.range.start.line <= line && line <= d.range.end.line
      );
      if (!here.length) {
        const text = trans.__('No finding on this line.');
        editor.editor.dispatch({ effects: EditorView.announce.of(text) });
        return;
      }
      const menu = new Menu({ commands });
      menu.addClass('anneal-Menu');
      for (const [i, { diagnostic }] of here.slice(0, 4).entries()) {
        if (i > 0) {
          menu.addItem({ type: 'separator' });
        }
        const args = { id: diagnostic.id };
        if (diagnostic.fix) {
          menu.addItem({ command: CommandIds.apply, args });
        }
        menu.addItem({ command: CommandIds.preview, args });
        menu.addItem({ command: CommandIds.reject, args });
        menu.addItem({ command: CommandIds.hide, args: { migration: diagnostic.migration } });
      }
      menu.aboutToClose.connect(() => requestAnimationFrame(() => editor.focus()));
      const box = editor.getCoordinateForPosition(editor.getCursorPosition());
      menu.open(box?.left ?? 0, box?.bottom ?? 0);
    }
  });
}
