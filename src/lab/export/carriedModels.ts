/** The ONNX models beside a notebook that go into its package: those that the parity check kept with their recorded cases. */
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import type { IPackagedModel } from '../../core/exporter/plan';

export interface ICarriedFile {
  readonly path: string;
  readonly base64: string;
}

export interface ICarriedModels {
  readonly files: readonly ICarriedFile[];
  readonly models: readonly IPackagedModel[];
  /** Models that cannot go along, with the cure. */
  readonly left: readonly { readonly path: string; readonly reason: 'size' | 'unreadable' }[];
}

/** What is larger is not sent through the browser. */
const maxBytes = 64 * 2 ** 20;

/** Reads `models/<name>.onnx` with `models/<name>.cases.npz`; files that did not change are read once. */
export class CarriedModels {
  constructor(private readonly _contents: Pick<Contents.IManager, 'get'>) {}

  async read(notebookPath: string): Promise<ICarriedModels> {
    const folder = PathExt.join(PathExt.dirname(notebookPath), 'models');
    const listed = await this._list(folder);
    const key = JSON.stringify([folder, listed.map(f => [f.name, f.size, f.last_modified])]);
    if (this._known?.key !== key) {
      this._known = { key, carried: await this._read(folder, listed) };
    }
    return this._known.carried;
  }

  /** Files of the pairs, in order; none where there is no such folder. */
  private async _list(folder: string): Promise<Contents.IModel[]> {
    // Asking for a folder that is not there would be an error in the server's log.
    const beside = await this._listed(PathExt.dirname(folder));
    const name = PathExt.basename(folder);
    if (!beside.some(f => f.name === name && f.type === 'directory')) {
      return [];
    }
    const byName = new Map((await this._listed(folder)).map(f => [f.name, f]));
    return [...byName.keys()]
      .filter(model => model.endsWith('.onnx'))
      .sort()
      .map(model => [model, model.replace(/\.onnx$/, '.cases.npz')])
      .filter(pair => pair.every(file => byName.has(file)))
      .flatMap(pair => pair.map(file => byName.get(file) as Contents.IModel));
  }

  private async _listed(folder: string): Promise<Contents.IModel[]> {
    const found = await this._contents.get(folder, { type: 'directory', content: true });
    return found.content as Contents.IModel[];
  }

  private async _read(folder: string, listed: readonly Contents.IModel[]): Promise<ICarriedModels> {
    const files: ICarriedFile[] = [];
    const models: IPackagedModel[] = [];
    const left: { path: string; reason: 'size' | 'unreadable' }[] = [];
    let room = maxBytes;
    for (let i = 0; i < listed.length; i += 2) {
      const pair = listed.slice(i, i + 2);
      const path = PathExt.join(folder, pair[0].name);
      room -= pair.reduce((n, f) => n + (f.size ?? 0), 0);
      if (room < 0) {
        left.push({ path, reason: 'size' });
        continue;
      }
      const [model, cases] = await Promise.all(
        pair.map(async f => {
          const options = { type: 'file', format: 'base64', content: true } as const;
          const found = await this._contents.get(PathExt.join(folder, f.name), options);
          return { path: `models/${f.name}`, base64: String(found.content).replace(/\s/g, '') };
        })
      );
      const ops = await operators(model.base64);
      if (ops === null) {
        left.push({ path, reason: 'unreadable' });
      } else {
        files.push(model, cases);
        models.push({ name: pair[0].name.replace(/\.onnx$/, ''), ops });
      }
    }
    return { files, models, left };
  }

  private _known: { readonly key: string; readonly carried: ICarriedModels } | null = null;
}

/** How many nodes of each operator a model has; null when the bytes are no model. */
async function operators(base64: string): Promise<IPackagedModel['ops'] | null> {
  // Most notebooks have no model.
  const { inspectModel } = await import('../../onnx/inspect');
  try {
    return inspectModel(Uint8Array.from(atob(base64), c => c.charCodeAt(0))).facts.ops;
  } catch {
    return null;
  }
}
