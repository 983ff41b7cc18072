/**
 * `npm run lint:layers [ROOT]`: checks the layers of src/README.md on the real import graph. Two parts: the rules of
 * `.dependency-cruiser.cjs`, and a walk through what the bundler really puts into each worker, because a page library
 * in a worker crashes only when it is loaded. Prints each broken rule; exit status 1 when there is one. Changes nothing.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { build } from 'esbuild';
import type { BuildFailure, Metafile } from 'esbuild';

const checkout = path.resolve(__dirname, '..', '..');
const pageOnly = /(^|\/)node_modules\/(@jupyterlab|@lumino|react|react-dom)\//;

interface ICruiseReport {
  summary: {
    violations: {
      from: string;
      to: string;
      rule: { name: string; severity: string };
      cycle?: { name: string }[];
    }[];
    totalCruised: number;
    ruleSetUsed: { forbidden: { name: string; comment?: string }[] };
  };
}

/** The broken rules of the import graph, one line each. */
function brokenRules(root: string): { files: number; lines: string[] } {
  const folders = ['src', 'migrations'].filter(name => fs.existsSync(path.join(root, name)));
  const run = spawnSync(
    process.execPath,
    [
      path.join(checkout, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      path.join(checkout, '.dependency-cruiser.cjs'),
      '--output-type',
      'json',
      ...folders
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 }
  );
  let report: ICruiseReport;
  try {
    report = JSON.parse(run.stdout) as ICruiseReport;
  } catch {
    throw new Error(`dependency-cruiser gave no report:\n${run.stderr}`);
  }
  const { violations, totalCruised, ruleSetUsed } = report.summary;
  const comments = new Map(ruleSetUsed.forbidden.map(rule => [rule.name, rule.comment ?? '']));
  const lines = violations.map(({ from, to, rule, cycle }) => {
    const arrow = cycle ? [from, ...cycle.map(step => step.name)].join(' → ') : `${from} → ${to}`;
    return `${rule.name}: ${arrow}\n    ${comments.get(rule.name)}`;
  });
  return { files: totalCruised, lines };
}

/** The chain of imports from the entry to the first file that needs a page, or null. */
function pathToPage(meta: Metafile, entry: string): string[] | null {
  const before = new Map<string, string | null>([[entry, null]]);
  for (const file of before.keys()) {
    if (pageOnly.test(file)) {
      const chain: string[] = [];
      for (let at: string | null = file; at; at = before.get(at) ?? null) {
        chain.unshift(at);
      }
      return chain;
    }
    for (const { path: next, external } of meta.inputs[file]?.imports ?? []) {
      if (!external && !before.has(next)) {
        before.set(next, file);
      }
    }
  }
  return null;
}

/** Bundles each worker in memory and reports the chains that end in a page library. */
async function brokenWorkers(root: string): Promise<{ workers: number; lines: string[] }> {
  const folder = path.join(root, 'src', 'worker');
  const workers = fs.existsSync(folder)
    ? fs.readdirSync(folder).filter(name => name.endsWith('.worker.ts'))
    : [];
  const lines: string[] = [];
  for (const name of workers) {
    const bundle = await build({
      absWorkingDir: root,
      entryPoints: [path.join('src', 'worker', name)],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'browser',
      format: 'esm',
      logLevel: 'silent',
      outdir: 'unused',
      external: [
        'node:*',
        'fs',
        'fs/promises',
        'module',
        'path',
        'url',
        'crypto',
        'worker_threads'
      ],
      loader: { '.wasm': 'empty' }
    }).catch((error: BuildFailure) => error);
    if ('errors' in bundle && !('metafile' in bundle)) {
      const [first] = bundle.errors;
      const place = first?.location ? `${first.location.file}:${first.location.line}: ` : '';
      lines.push(
        `worker-bundles: src/worker/${name}: ${place}${first?.text ?? bundle.message}\n    What a worker imports must exist.`
      );
      continue;
    }
    const chain = pathToPage(bundle.metafile, `src/worker/${name}`);
    if (chain) {
      lines.push(
        `worker-needs-no-page: ${chain.join(' → ')}\n    What a worker loads must not import JupyterLab, Lumino or React.`
      );
    }
  }
  return { workers: workers.length, lines };
}

async function main(): Promise<number> {
  const root = path.resolve(process.argv[2] ?? checkout);
  const graph = brokenRules(root);
  const bundles = await brokenWorkers(root);
  const lines = [...graph.lines, ...bundles.lines];
  lines.forEach(line => console.log(line));
  console.log(
    `Layers: ${graph.files} files and ${bundles.workers} workers looked at, ${lines.length} broken rules.`
  );
  if (graph.files === 0) {
    console.log('Nothing was looked at: src/ and migrations/ are empty or missing.');
    return 1;
  }
  return lines.length ? 1 : 0;
}

main().then(
  status => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
);
