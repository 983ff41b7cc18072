/** Writes `src/lab/parity/companionSource.ts` from `companion.py`; `--check` only compares. */

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

export const companionTarget = join(root, 'src/lab/parity/companionSource.ts');

/** Text of the generated file. */
export function companionModule(): string {
  const source = readFileSync(join(root, 'jupyterlab_anneal/kernel/companion.py'), 'utf8').replace(
    /\r\n/g,
    '\n'
  );
  const stamp = createHash('sha256').update(source).digest('hex').slice(0, 16);
  return [
    '/** GENERATED from jupyterlab_anneal/kernel/companion.py by src/dev/genCompanion.ts. Do not edit. */',
    '// prettier-ignore',
    `export const companionStamp = '${stamp}';`,
    '// prettier-ignore',
    `export const companionSource = ${JSON.stringify(source)};`,
    ''
  ].join('\n');
}

if (require.main === module) {
  const text = companionModule();
  if (!process.argv.includes('--check')) {
    writeFileSync(companionTarget, text);
  } else if (readFileSync(companionTarget, 'utf8') !== text) {
    process.stderr.write(
      'src/lab/parity/companionSource.ts is not up to date. Run npx tsx src/dev/genCompanion.ts\n'
    );
    process.exitCode = 1;
  }
}
