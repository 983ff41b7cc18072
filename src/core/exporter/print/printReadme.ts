/** README of the package: the notebook's narrative, how to run it, and where each part went. */
import type { ILayout } from '../layout';
import { introductionOf } from '../placement/narrative';
import type { IExportOptions, IExportPlan } from '../plan';

export function printReadme(layout: ILayout, plan: IExportPlan, options: IExportOptions): string {
  const intro = introductionOf(layout.model.notebook);
  const command = plan.package.replace(/_/g, '-');
  const parts = [
    `# ${plan.title}`,
    ...(intro ? [intro] : []),
    '## Use',
    ['```sh', 'pip install .', `python -m ${plan.package}   # or: ${command}`, '```'].join('\n'),
    `Paths are those of the notebook: run it from the folder that holds the data. \`--quiet\` keeps the shown values back.`,
    ...(layout.settings
      ? [
          `Each setting of \`${layout.settings.className}\` is an option too: \`python -m ${plan.package} --help\` lists them. From Python: \`${layout.names.run}(${layout.settings.className}(…))\`.`
        ]
      : []),
    ...(options.models?.length
      ? [
          `The models ${options.models.map(m => `\`${m.name}\``).join(', ')} in \`models/\` run without the notebook: \`pip install .[inference]\`, then \`${plan.package}.inference.run_model(name, inputs)\`. \`pytest\` compares them with what the notebook computed.`
        ]
      : []),
    ...(plan.environment.length
      ? [
          `The code reads ${plan.environment.map(n => `\`${n}\``).join(', ')} from the environment: copy \`.env.example\` to \`.env\` and fill it in.`
        ]
      : []),
    '## Parts',
    plan.modules.map(m => `- \`${m.name}.py\`: ${m.role}`).join('\n')
  ];
  if (layout.steps.length) {
    parts.push('## Steps');
    parts.push(
      layout.steps
        .map(s => {
          const cells = s.cells.map(c => String(c + 1)).join(', ');
          return `1. \`${s.name}\` (${s.cells.length === 1 ? 'cell' : 'cells'} ${cells} of \`${options.notebookName}.ipynb\`)${s.heading ? `: ${s.heading}` : ''}${told(s)}`;
        })
        .join('\n')
    );
  }
  parts.push('`migration-report.md` says where each cell of the notebook went.');
  return `${parts.join('\n\n')}\n`;
}

/** What the notebook says of a step, as paragraphs of its item in the list. */
function told({ prose }: ILayout['steps'][number]): string {
  return prose
    ? prose
        .split('\n\n')
        .map(p => `\n\n   ${p.replace(/\n/g, '\n   ')}`)
        .join('')
    : '';
}
