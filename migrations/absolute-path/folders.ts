/** Groups places by the folder that they share. Works on texts only. */
import { machineOf, type IPlace } from './places';

export interface IFolder {
  /** The longest folder that all places lie in, with no separator at its end. */
  readonly path: string;
  readonly places: readonly IPlace[];
}

/** One folder for each machine or account that the notebook names, in the order of the first places. */
export function foldersOf(places: readonly IPlace[]): IFolder[] {
  const groups = new Map<string, IPlace[]>();
  for (const place of places) {
    const machine = machineOf(place.path) ?? '';
    const group = groups.get(machine);
    if (group) {
      group.push(place);
    } else {
      groups.set(machine, [place]);
    }
  }
  return [...groups].map(([machine, group]) => ({
    path: common(group.map(folderOf), machine),
    places: group
  }));
}

/** `/home/me/a.csv` lies in `/home/me`; a name without an ending is a folder itself. */
function folderOf({ path, isFormatted }: IPlace): string {
  const last = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const isFile = isFormatted || /[.*]/.test(path.slice(last + 1));
  return (isFile ? path.slice(0, Math.max(last, 0)) : path).replace(/[\\/]+$/, '');
}

/** The longest common folder, at least the machine's part. */
function common(folders: readonly string[], machine: string): string {
  let shared = folders[0];
  for (const folder of folders.slice(1)) {
    while (!(
      folder === shared ||
      (folder.startsWith(shared) && /[\\/]/.test(folder[shared.length]))
    )) {
      shared = shared.slice(0, Math.max(shared.lastIndexOf('/'), shared.lastIndexOf('\\'), 0));
    }
  }
  return shared.length > machine.length ? shared : machine;
}
