/** `__main__.py`: the pipeline as a command, with one option for each setting. */
import { printImportBlock } from './importBlock';
import type { ILayout } from '../layout';
import type { ISettings, ISettingsField } from '../flow/settings';

export function printMain(layout: ILayout): string {
  const { names, settings } = layout;
  const argument = settings ? 'settings' : '';
  const call = `${names.run}(${argument})`;
  const imports = [
    { module: '__future__', names: [{ name: 'annotations', alias: null }] },
    { module: 'argparse', names: null },
    ...(layout.isAsync ? [{ module: 'asyncio', names: null }] : []),
    { module: 'collections.abc', names: [{ name: 'Sequence', alias: null }] },
    ...(settings
      ? [
          { module: 'dataclasses', names: [{ name: 'replace', alias: null }] },
          { module: `.${settings.module}`, names: [{ name: settings.className, alias: null }] }
        ]
      : []),
    { module: '.display', names: [{ name: 'set_display_hook', alias: null }] },
    { module: '.pipeline', names: [{ name: names.run, alias: null }] }
  ];
  return `"""Runs the pipeline: \`\`python -m ${layout.package}\`\`."""

${printImportBlock(imports)}


def main(argv: Sequence[str] | None = None) -> int:
    """Run all steps; the exit status is 0 when they succeed."""
    parser = argparse.ArgumentParser(prog="${layout.package}", description="${line(layout.title)}")
    parser.add_argument("--quiet", action="store_true", help="do not print the values that the notebook shows")
${settings ? declared(settings) : ''}    options = parser.parse_args(argv)
${settings ? taken(settings) : ''}    if options.quiet:
        set_display_hook(lambda value, cell=None: None)
    ${layout.isAsync ? `asyncio.run(${call})` : call}
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
`;
}

function declared(settings: ISettings): string {
  return [
    `    settings = ${settings.value}`,
    '    group = parser.add_argument_group("settings")',
    ...settings.fields.map(option),
    ''
  ].join('\n');
}

const metavars = { int: 'INT', float: 'FLOAT', str: 'TEXT' };

function option({ name, type }: ISettingsField): string {
  const kind =
    type === 'bool'
      ? 'action=argparse.BooleanOptionalAction'
      : `type=${type}, metavar="${metavars[type]}"`;
  const flag = `--${name.replace(/_/g, '-')}`;
  return `    group.add_argument("${flag}", ${kind}, default=settings.${name}, help="default: %(default)s")`;
}

function taken(settings: ISettings): string {
  const values = settings.fields.map(f => `${f.name}=options.${f.name}`).join(', ');
  return `    try:
        settings = replace(settings, ${values})
    except ValueError as error:
        parser.error(str(error))
`;
}

/** As the inside of a string of Python; argparse reads `%` as a place to fill. */
function line(text: string): string {
  return text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/%/g, '%%')
    .trim();
}
