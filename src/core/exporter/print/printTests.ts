/** Cheap tests of the package: it imports quietly, its constants and entry point are there. They run no step. */
import { pythonString } from './pythonString';
import type { ILayout, IStep } from '../layout';

export function printTests(layout: ILayout): string {
  const { package: name } = layout;
  const { settings } = layout;
  const parameters = (s: IStep): string[] => [
    ...s.inputs,
    ...(settings && s.items.includes(settings.item) ? [settings.parameter] : [])
  ];
  const modules = [...layout.modules.map(m => m.name).filter(m => m !== 'pipeline'), 'pipeline'];
  const lines = [
    `"""Tests of ${name} that run no step of the pipeline."""`,
    '',
    'import importlib',
    'import inspect',
    'import subprocess',
    'import sys',
    '',
    ...(layout.steps.length ? ['import pytest', ''] : []),
    `MODULES = [${modules.map(m => pythonString(`${name}.${m}`)).join(', ')}]`,
    '',
    'def test_imports_print_nothing():',
    '    code = f"import sys; sys.path[:0] = {sys.path!r}; import " + ", ".join(MODULES)',
    '    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)',
    '    assert done.returncode == 0, done.stderr',
    '    assert done.stdout == ""',
    '',
    'def test_entry_point_takes_no_required_arguments():',
    `    entry = importlib.import_module("${name}.pipeline").${layout.names.run}`,
    `    assert ${layout.isAsync ? '' : 'not '}inspect.iscoroutinefunction(entry)`,
    '    required = [p for p in inspect.signature(entry).parameters.values() if p.default is p.empty]',
    '    assert required == []'
  ];
  if (settings) {
    lines.push(
      '',
      'def test_help_lists_the_settings(capsys):',
      `    main = importlib.import_module("${name}.__main__").main`,
      '    with pytest.raises(SystemExit) as ended:',
      '        main(["--help"])',
      '    assert ended.value.code == 0',
      '    listed = capsys.readouterr().out',
      `    for option in [${settings.fields.map(f => pythonString(`--${f.name.replace(/_/g, '-')}`)).join(', ')}]:`,
      '        assert option in listed'
    );
  }
  if (layout.steps.length) {
    lines.push(
      '',
      'STEPS = {',
      ...layout.steps.map(
        s => `    ${pythonString(s.name)}: [${parameters(s).map(pythonString).join(', ')}],`
      ),
      '}',
      '',
      '@pytest.mark.parametrize("name", STEPS)',
      'def test_step_takes_what_the_steps_before_give(name):',
      `    step = getattr(importlib.import_module("${name}.pipeline"), name)`,
      '    assert list(inspect.signature(step).parameters) == STEPS[name]'
    );
  }
  return `${lines.join('\n')}\n`;
}
