/**
 * Writes what a person chooses in the export plan into the live notebook: names and definitions into its metadata (`anneal.export`),
 * the module of a step as a tag of its cells. One step of undo each.
 */
import type { ISharedNotebook } from '@jupyter/ydoc';
import type { JSONObject } from '@lumino/coreutils';
import {
  readChoices,
  writeChoices,
  type IExportChoices
} from '../../core/exporter/placement/choices';
import { moduleTag, withoutModuleTags } from '../../core/exporter/placement/overrides';
import type { IExportPlan, IPlannedStep } from '../../core/exporter/plan';

export class PlanChoices {
  constructor(private readonly _notebook: ISharedNotebook) {}

  /** Names the package. */
  setName(name: string): void {
    this._change(choices => (choices.name === name ? choices : { ...choices, name }));
  }

  /** Gives a module another name; the proposed name takes the choice back. */
  renameModule(plan: IExportPlan, current: string, name: string): void {
    const proposed = plan.modules.find(m => m.name === current)?.proposed ?? current;
    this._notebook.transact(() => {
      this._change(choices => {
        const { [proposed]: _, ...others } = choices.modules;
        const definitions = Object.entries(choices.definitions);
        return {
          ...choices,
          modules: name === proposed ? others : { ...others, [proposed]: name },
          definitions: Object.fromEntries(
            definitions.map(([d, m]) => [d, m === current ? name : m])
          )
        };
      });
      for (const cell of this._notebook.cells) {
        const tags = cell.getMetadata('tags');
        if (Array.isArray(tags) && tags.includes(moduleTag(current)) && current !== proposed) {
          cell.setMetadata(
            'tags',
            tags.map(t => (t === moduleTag(current) ? moduleTag(name) : (t as string)))
          );
        }
      }
    });
  }

  /** Puts a function, class or constant into a module; null for where the plan proposes it. */
  moveDefinition(name: string, module: string | null): void {
    this._change(choices => {
      const { [name]: _, ...others } = choices.definitions;
      return { ...choices, definitions: module === null ? others : { ...others, [name]: module } };
    });
  }

  /** Puts a step into a module; null for the pipeline. Definitions of its cells stay where they are. */
  moveStep(plan: IExportPlan, step: IPlannedStep, module: string | null): void {
    this._notebook.transact(() => {
      if (module !== null) {
        this._change(choices => ({
          ...choices,
          definitions: {
            ...Object.fromEntries(
              plan.definitions
                .filter(d => step.cells.includes(d.cell) && !d.isFixed && d.module !== 'pipeline')
                .map(d => [d.name, d.module])
            ),
            ...choices.definitions
          }
        }));
      }
      for (const index of step.cells) {
        const cell = this._notebook.cells[index];
        const tags: unknown = cell.getMetadata('tags');
        const kept = withoutModuleTags(Array.isArray(tags) ? (tags as unknown[]) : []) as string[];
        const wanted = module === null ? kept : [...kept, moduleTag(module)];
        if (wanted.length) {
          cell.setMetadata('tags', wanted);
        } else if (Array.isArray(tags)) {
          cell.deleteMetadata('tags');
        }
      }
    });
  }

  private _change(edit: (choices: IExportChoices) => IExportChoices): void {
    const metadata = this._notebook.getMetadata() as Record<string, unknown>;
    const { choices } = readChoices(metadata);
    const edited = edit(choices);
    if (edited === choices) {
      return;
    }
    const { anneal } = writeChoices(metadata, edited);
    if (anneal === undefined) {
      this._notebook.deleteMetadata('anneal');
    } else {
      this._notebook.setMetadata('anneal', anneal as JSONObject);
    }
  }
}
