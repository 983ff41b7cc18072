/**
 * `npm start`: installs and builds what is missing, then opens JupyterLab with the extension on a copy of the example in
 * `.demo/lab`. The copy is made once: what you change there stays. `npm start -- --port 8899 --no-browser` passes options on.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';

import { at, environment, shown, venvProgram } from './kit/paths.mjs';
import { StepError, heading, main } from './kit/steps.mjs';
import { setup } from './setup.mjs';

await main(async () => {
  heading('Set-up');
  await setup({ only: ['python', 'node', 'build'] });

  const folder = at('.demo', 'lab');
  if (!fs.existsSync(folder)) {
    fs.cpSync(at('examples'), folder, { recursive: true });
  }
  const administrator = typeof process.getuid === 'function' && process.getuid() === 0;
  const args = [
    'lab',
    ...(administrator ? ['--allow-root'] : []),
    `--ServerApp.root_dir=${folder}`,
    '--LabApp.news_url=',
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
    '--LabApp.default_url=/lab/tree/churn.ipynb',
    ...process.argv.slice(2)
  ];
  heading('JupyterLab');
  console.log(`Works on ${shown(folder)}. The address with its token follows; stop with Ctrl+C.`);
  const child = spawn(venvProgram('jupyter'), args, {
    stdio: 'inherit',
    env: environment(),
    cwd: folder
  });
  // Ctrl+C reaches the server as well: it asks or stops, and this script waits for it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', () =>
      reject(
        new StepError('JupyterLab could not be started.', {
          cure: 'npm run setup -- --only python'
        })
      )
    );
    child.on('close', status => resolve(status ?? 0));
  });
});
