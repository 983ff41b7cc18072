/**
 * Two projects: `core` runs in plain Node (the core, the migrations, the command line, the host),
 * `lab` runs in jsdom with JupyterLab's own preset (everything that imports @jupyterlab/*).
 */
const jestJupyterLab = require('@jupyterlab/testutils/lib/jest-config');

// ES modules below node_modules that have to be transformed before CommonJS can load them.
const esModules = [
  '@codemirror',
  '@jupyter/react-components',
  '@jupyter/web-components',
  '@jupyter/ydoc',
  '@jupyterlab/',
  '@marijn',
  '@microsoft',
  '@noble',
  '@wasm-fmt',
  'color',
  'exenv-es6',
  'lib0',
  'marked',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

const shared = {
  rootDir: __dirname,
  modulePathIgnorePatterns: [
    '<rootDir>/jupyterlab_anneal/',
    '<rootDir>/lib/',
    '<rootDir>/dist/',
    '<rootDir>/.venv/',
    '<rootDir>/.demo/',
    '<rootDir>/build/'
  ],
  transformIgnorePatterns: [`/node_modules/(?!(${esModules})).+`]
};

const transform = {
  '^.+\\.tsx?$': ['ts-jest', { tsconfig: 'tsconfig.jest.json', diagnostics: false }],
  '^.+\\.m?js$': 'babel-jest'
};

// These are accepted by jest at the top level only.
const { coverageDirectory, coverageReporters, reporters, testTimeout, ...lab } =
  jestJupyterLab(__dirname);

module.exports = {
  testTimeout: 60000,
  projects: [
    {
      ...shared,
      displayName: 'core',
      setupFiles: ['<rootDir>/src/testing/propertySeed.ts'],
      testEnvironment: 'node',
      testRegex: '(src/(core|onnx|host|cli|testing|dev|worker)|migrations)/.*\\.spec\\.ts$',
      transform
    },
    {
      ...lab,
      ...shared,
      displayName: 'lab',
      setupFiles: [...(lab.setupFiles ?? []), '<rootDir>/src/testing/propertySeed.ts'],
      automock: false,
      testRegex: 'src/(lab|ui)/.*\\.spec\\.tsx?$',
      transform: { ...lab.transform, ...transform }
    }
  ]
};
