/** What the pages of the development tools share: fetch bytes, post bytes, read the archive of a model. */

import { readNpz } from '../../core/parity/npz';
import type { ITensor } from '../../core/parity/tensor';

/** @throws Error when the server does not have it */
export async function bytesOf(name: string): Promise<Uint8Array> {
  const response = await fetch(name);
  if (!response.ok) {
    throw new Error(`${name} could not be fetched (${response.status})`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** Sends something to the program that opened the page. */
export async function post(name: string, body: Uint8Array | string = ''): Promise<void> {
  await fetch(name, { method: 'POST', body: body as BodyInit });
}

/** Runs the page's program and says how it ended. */
export function runPage(main: () => Promise<void>): void {
  main().then(
    () => post('done'),
    (error: unknown) => post('failed', error instanceof Error ? error.message : String(error))
  );
}

/** The model and the inputs of each case; one case without inputs for a model that has none. */
export function readArchive(bytes: Uint8Array): {
  model: Uint8Array;
  cases: Record<string, ITensor>[];
} {
  const cases: Record<string, ITensor>[] = [];
  let model = new Uint8Array();
  for (const [member, value] of readNpz(bytes)) {
    const [, index, name] = /^case(\d+)\.input\.(.*)$/s.exec(member) ?? [];
    if (member === 'model') {
      model = value.data as Uint8Array<ArrayBuffer>;
    } else if (index) {
      (cases[Number(index)] ??= {})[name] = value;
    }
  }
  return { model, cases: cases.length ? cases : [{}] };
}
