/** Where a definition or step stands, and the choice of another module, also a new one. */
import React from 'react';
import { moduleNameProblem } from '../../core/exporter/placement/moduleNames';
import type { IExportPlan } from '../../core/exporter/plan';
import type { IExportViewProps } from './ExportView';

/** No module can have this name. */
const another = '+';
const proposed = '-';

export function MoveField({
  plan,
  kind,
  name,
  hasLabel,
  state,
  actions,
  trans
}: IExportViewProps & {
  plan: IExportPlan;
  kind: 'definition' | 'step';
  name: string;
  /** The word "Module" stands before the field. */
  hasLabel?: boolean;
}): React.JSX.Element | null {
  const [isNaming, setNaming] = React.useState(false);
  const part =
    kind === 'step'
      ? plan.steps.find(s => s.name === name)
      : plan.definitions.find(d => d.name === name);
  if (!part) {
    return null;
  }
  if (part.isFixed) {
    return <span>{trans.__('Set by a comment in the code: change it there.')}</span>;
  }
  const move = (module: string | null): void =>
    kind === 'step' ? actions.moveStep(name, module) : actions.moveDefinition(name, module);
  if (isNaming) {
    return (
      <NameForm
        label={trans.__('Name of the new module for %1', name)}
        initial=""
        packageName={plan.package}
        trans={trans}
        onDone={module => {
          setNaming(false);
          if (module !== null) {
            move(module);
          }
        }}
      />
    );
  }
  const modules = [...new Set([...plan.modules.map(m => m.name), 'pipeline'])];
  return (
    <label>
      {hasLabel ? `${trans.__('Module')} ` : null}
      <select
        className="jp-mod-styled anneal-Move"
        aria-label={trans.__('Module of %1', name)}
        disabled={!state.canChoose}
        value={part.module}
        onChange={event => {
          const { value } = event.target;
          if (value === another) {
            setNaming(true);
          } else {
            move(value === proposed ? null : value);
          }
        }}
      >
        {modules.map(module => (
          <option key={module} value={module}>{`${module}.py`}</option>
        ))}
        <option value={another}>{trans.__('New module…')}</option>
        <option value={proposed}>{trans.__('As proposed')}</option>
      </select>
    </label>
  );
}

/** A field for the name of a module: Enter takes it, Escape leaves all as it was. */
export function NameForm({
  label,
  initial,
  packageName,
  trans,
  onDone
}: Pick<IExportViewProps, 'trans'> & {
  label: string;
  initial: string;
  packageName: string;
  onDone: (name: string | null) => void;
}): React.JSX.Element {
  const [name, setName] = React.useState(initial);
  const [problem, setProblem] = React.useState<string | null>(null);
  const field = React.useRef<HTMLInputElement>(null);
  const id = React.useId();
  React.useEffect(() => field.current?.select(), []);
  return (
    <form
      className="anneal-NameForm"
      onSubmit={event => {
        event.preventDefault();
        const found = moduleNameProblem(name, packageName);
        setProblem(found === null ? null : trans.__('"%1" %2.', name, found));
        if (found === null) {
          onDone(name === initial ? null : name);
        }
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onDone(null);
        }
      }}
    >
      <input
        ref={field}
        autoFocus
        className="jp-mod-styled"
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : id}
        spellCheck={false}
        value={name}
        onChange={event => setName(event.target.value)}
      />{' '}
      <button type="submit" className="anneal-Button jp-mod-styled">
        {trans.__('Use name')}
      </button>
      <button type="button" className="anneal-Button jp-mod-styled" onClick={() => onDone(null)}>
        {trans.__('Cancel')}
      </button>
      {problem === null ? null : (
        <p id={id} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
