/** Colours and language of the cells, for read-only diffs. */
import { syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import {
  jupyterEditorTheme,
  jupyterHighlightStyle,
  type IEditorLanguageRegistry
} from '@jupyterlab/codemirror';

/** Makes code in a diff look as it does in a cell. */
export async function diffExtensions(languages: IEditorLanguageRegistry): Promise<Extension> {
  const python = await languages.getLanguage('python');
  return [jupyterEditorTheme, syntaxHighlighting(jupyterHighlightStyle), python?.support ?? []];
}
