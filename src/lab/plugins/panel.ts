/** The findings panel in the right side bar. */
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { CommandIds } from '../commandIds';
import { diffExtensions } from '../diffExtensions';
import { PanelWidget } from '../panelWidget';
import { IAnneal, pluginIds } from '../tokens';

export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: pluginIds.panel,
  description: 'Shows the findings of the current notebook in the right side bar.',
  autoStart: true,
  requires: [IAnneal, IEditorLanguageRegistry],
  optional: [ILayoutRestorer, ICommandPalette],
  activate: async (
    app: JupyterFrontEnd,
    anneal: IAnneal,
    languages: IEditorLanguageRegistry,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ): Promise<void> => {
    const { trans } = anneal;
    const extensions = await diffExtensions(languages);
    const widget = new PanelWidget(anneal.panel, extensions, trans);
    app.shell.add(widget, 'right', { rank: 700, type: 'Anneal' });
    restorer?.add(widget, widget.id);
    app.commands.addCommand(CommandIds.show, {
      label: trans.__('Show Anneal'),
      caption: trans.__('The findings of the current notebook'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => {
        app.shell.activateById(widget.id);
        widget.focus();
      }
    });
    palette?.addItem({ command: CommandIds.show, category: trans.__('Anneal') });
  }
};
