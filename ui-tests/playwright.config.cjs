/**
 * The browser tests: galata's configuration with the system's Chromium and a JupyterLab of their own on `ANNEAL_UI_PORT`.
 * `CHROMIUM_PATH` names another browser; `ANNEAL_UI_REPORT` the file of the JSON report.
 */
const fs = require('node:fs');
const path = require('node:path');
const baseConfig = require('@jupyterlab/galata/lib/playwright-config');

const root = path.resolve(__dirname, '..');
const port = process.env.ANNEAL_UI_PORT || '8899';
process.env.ANNEAL_UI_PORT = port;
const executablePath =
  process.env.CHROMIUM_PATH ||
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(fs.existsSync);
const bin = path.join(root, '.venv', process.platform === 'win32' ? 'Scripts' : 'bin');
const report = process.env.ANNEAL_UI_REPORT || path.join(__dirname, 'test-results', 'report.json');

module.exports = {
  ...baseConfig,
  testDir: path.join(__dirname, 'tests'),
  outputDir: path.join(__dirname, 'test-results', 'output'),
  workers: 1,
  retries: 1,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: report }]],
  use: {
    ...baseConfig.use,
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1440, height: 900 },
    // Playwright's video needs a download of its own.
    video: 'off',
    trace: 'off',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--enable-unsafe-webgpu',
        '--enable-features=Vulkan',
        '--use-webgpu-adapter=swiftshader',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic'
      ]
    }
  },
  webServer: {
    command: `"${path.join(bin, 'jupyter')}" lab --config "${path.join(__dirname, 'jupyter_server_test_config.py')}"`,
    cwd: root,
    url: `http://localhost:${port}/lab`,
    timeout: 180_000,
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` },
    reuseExistingServer: false
  }
};
