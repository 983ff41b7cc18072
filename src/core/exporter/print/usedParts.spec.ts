/** What a module takes from a helper is kept there, however the imports are written. */
import { importedFrom } from './usedParts';

it.each([
  ['from .display import show, show_figures', ['show', 'show_figures']],
  ['from .display import (\n    show,\n    show_figures,\n)', ['show', 'show_figures']],
  // The notebook has a `show` of its own.
  [
    'from .display import show as show_2\nfrom .display import show_figures',
    ['show', 'show_figures']
  ],
  ['from .plots import show', []]
])('%j', (imports, expected) => {
  expect(importedFrom('.display', `import os\n\n${imports}\nfrom .plots import x\n`)).toEqual(
    expected
  );
});
