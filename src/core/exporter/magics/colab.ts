/** Code that runs on Google Colab only: a package keeps it where it stands, and says so. */
import { importedNames } from '../flow/importKinds';
import type { ILayout } from '../layout';

/** What a person should know of the imports that exist on Colab only; null when there are none, or a condition guards them. */
export function colabNote(layout: ILayout): string | null {
  const steps = layout.steps.filter(s =>
    s.items.some(
      i =>
        i.dropped === null &&
        i.kind === 'import' &&
        importedNames(i).some(n => /^google\.colab\b/.test(n))
    )
  );
  const names = steps.map(s => `\`${s.name}\``).join(', ');
  return steps.length
    ? `${names} ${steps.length === 1 ? 'imports' : 'import'} \`google.colab\`, which is there on Colab only: the package stops there elsewhere. ` +
        'Put those lines under `if "google.colab" in sys.modules:`, or read keys and files in another way.'
    : null;
}
