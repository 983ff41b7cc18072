/**
 * `npm run conformance [-- --fresh] [-- --runtime NAME,…]`: ONNX's backend node tests through Anneal's own workers in a
 * headless browser. Goes on where it was interrupted, prints a table, writes `.anneal-cache/conformance/report.json`.
 *
 * Exit status 1 below the bars, or when a single wrong result is called right. The default build of the runtime, which
 * computes some models wrongly without an error, is run too: its wrong results must all be seen.
 */

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { passes } from '../../core/parity/verdict';
import { buildBatchPage } from '../browser/buildBatchPage';
import { table } from '../table';
import { classes, isFalsePass } from './judge';
import type { IJudgement } from './judge';
import { makeSuite, readSuite, runSuite } from './suite';
import type { ISuite } from './suite';

const folder = join(__dirname, '../../../.anneal-cache/conformance');

/** The runtimes with their workers. */
const runtimes = { wasm: 'onnxWasm', webgpu: 'onnxWebgpu', mutants: 'defaultBuild' } as const;
type Runtime = keyof typeof runtimes;

/** At least this many cases pass on WASM, and at least this many of those on WebGPU. */
const bars = { wasm: 1368, webgpu: 1249, mutants: 34 };

/** The judgements of a runtime, those of an interrupted run taken over. */
async function judgements(
  suite: ISuite,
  runtime: Runtime,
  pageFolder: string
): Promise<IJudgement[]> {
  const file = join(folder, `${runtime}.jsonl`);
  const done = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line) as IJudgement)
    : [];
  const known = new Set(done.map(one => one.name));
  const usable = suite.cases.filter(one => one.unusable === null);
  const left = usable.filter(one => !known.has(one.name));
  if (left.length > 0 && known.size > 0) {
    console.error(`${runtime}: going on after ${known.size} cases`);
  }
  await runSuite(suite, left, runtimes[runtime], pageFolder, one => {
    done.push(one);
    appendFileSync(file, `${JSON.stringify(one)}\n`);
    if (done.length % 100 === 0 || done.length === usable.length) {
      console.error(`${runtime}: ${done.length} of ${usable.length}`);
    }
  });
  return done;
}

async function main(args: readonly string[]): Promise<number> {
  const named = args[args.indexOf('--runtime') + 1]?.split(',') ?? [];
  const asked = args.includes('--runtime') ? named : Object.keys(runtimes);
  const unknown = asked.find(name => !(name in runtimes));
  if (unknown !== undefined) {
    console.error(`"${unknown}" is no runtime; use ${Object.keys(runtimes).join(', ')}.`);
    return 2;
  }
  if (args.includes('--fresh')) {
    rmSync(folder, { recursive: true, force: true });
  }
  mkdirSync(folder, { recursive: true });
  const pageFolder = join(folder, 'page');
  await buildBatchPage(pageFolder);
  let suite: ISuite;
  if (existsSync(join(folder, 'index.json'))) {
    suite = readSuite(folder);
  } else {
    console.error('Making the cases');
    suite = makeSuite(folder);
  }
  const results: Partial<Record<Runtime, IJudgement[]>> = {};
  for (const runtime of asked as Runtime[]) {
    results[runtime] = await judgements(suite, runtime, pageFolder);
  }
  const { lines, report, ok } = summarize(suite, results);
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  console.log(lines.join('\n'));
  if (ok) {
    // a finished run is kept in report.json only: the next one starts anew
    Object.keys(results).forEach(runtime => rmSync(join(folder, `${runtime}.jsonl`)));
  }
  return ok ? 0 : 1;
}

/** The table, the facts as JSON, and whether every bar is reached. */
export function summarize(
  suite: Pick<ISuite, 'onnx' | 'cases'>,
  results: Partial<Record<Runtime, readonly IJudgement[]>>
): { lines: string[]; report: object; ok: boolean } {
  const names = Object.keys(results) as Runtime[];
  const all = (runtime: Runtime): readonly IJudgement[] => results[runtime] ?? [];
  const good = new Set(
    all('wasm')
      .filter(one => one.class === 'pass')
      .map(one => one.name)
  );
  const unusable = suite.cases.filter(one => one.unusable !== null);
  const rows = classes
    .map(name => [
      name,
      ...names.map(runtime => String(all(runtime).filter(one => one.class === name).length))
    ])
    .filter(row => row.slice(1).some(count => count !== '0'));
  const falsePasses = names.flatMap(runtime =>
    all(runtime)
      .filter(isFalsePass)
      .map(one => ({ runtime, name: one.name, level: one.level }))
  );
  const onWebgpu = all('webgpu').filter(one => one.class === 'pass' && good.has(one.name)).length;
  const mutants = all('mutants').filter(one => one.class === 'wrong' && good.has(one.name));
  const caught = mutants.filter(one => !passes(one.level)).length;
  const checks: [string, boolean][] = [];
  if (results.wasm) {
    checks.push([`WASM passes ${good.size}; the bar is ${bars.wasm}`, good.size >= bars.wasm]);
  }
  if (results.wasm && results.webgpu) {
    checks.push([
      `WebGPU passes ${onWebgpu} of those; the bar is ${bars.webgpu}`,
      onWebgpu >= bars.webgpu
    ]);
  }
  if (results.wasm && results.mutants) {
    checks.push([
      `Wrong results of the default build that are seen: ${caught} of ${mutants.length}; the bar is all, and ${bars.mutants}`,
      caught === mutants.length && mutants.length >= bars.mutants
    ]);
  }
  checks.push([`Wrong results that are called right: ${falsePasses.length}`, !falsePasses.length]);
  const strict = names.flatMap(runtime =>
    all(runtime)
      .filter(one => one.class === 'pass' && !passes(one.level))
      .map(one => ({ runtime, name: one.name, level: one.level }))
  );
  return {
    lines: [
      `ONNX ${suite.onnx}: ${suite.cases.length} cases, ${unusable.length} with types that a browser has no array for.`,
      table(['result', ...names], rows),
      `"rounding" fails ONNX's absolute bound of 1e-7 and keeps the bound of its type in the scale of its values.`,
      ...strict.map(one => `stricter than ONNX: ${one.name} on ${one.runtime} (${one.level})`),
      ...falsePasses.map(one => `FALSE PASS: ${one.name} on ${one.runtime} (${one.level})`),
      ...checks.map(([text, held]) => `${held ? 'ok  ' : 'FAIL'} ${text}`)
    ],
    report: {
      onnx: suite.onnx,
      unusable: unusable.map(one => ({ name: one.name, type: one.unusable })),
      checks: checks.map(([text, held]) => ({ text, held })),
      falsePasses,
      stricter: strict,
      results
    },
    ok: checks.every(([, held]) => held)
  };
}

if (require.main === module) {
  main(process.argv.slice(2)).then(
    status => {
      process.exitCode = status;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  );
}
