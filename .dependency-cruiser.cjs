/**
 * The layers of src/README.md, checked on the real import graph. `npm run lint:layers` runs it together with the check that
 * nothing a worker loads needs a page.
 */
const specs = '\\.spec\\.tsx?$|^src/testing/|^src/dev/';
const page = '(^|/)node_modules/(@jupyterlab|@lumino|@jupyter|react|react-dom)/';

const rule = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from,
  to
});

module.exports = {
  forbidden: [
    rule(
      'no-cycle',
      'Files that need each other cannot be understood or loaded one at a time.',
      {},
      {
        circular: true,
        // A cycle of types alone vanishes when compiled.
        viaOnly: { dependencyTypesNot: ['type-only'] }
      }
    ),
    rule('no-missing-import', 'An import that cannot be resolved.', {}, { couldNotResolve: true }),
    rule(
      'core-stands-alone',
      'src/core imports only itself and its few libraries.',
      { path: '^src/core/', pathNot: specs },
      {
        pathNot:
          '^src/core/|(^|/)node_modules/(web-tree-sitter|zod|diff|@noble/hashes|smol-toml|fflate|@wasm-fmt/ruff_fmt)/'
      }
    ),
    rule(
      'migration-sees-core-only',
      "A migration imports from '../../src/core' and its own folder only.",
      { path: '^migrations/([^/]+)/', pathNot: specs },
      { pathNot: '^src/core/index\\.ts$|^migrations/$1/' }
    ),
    rule(
      'catalogue-has-few-readers',
      'Only what puts the product together imports the catalogue: worker, command line, tests.',
      { path: '^src/', pathNot: `^src/(worker|cli)/|${specs}` },
      { path: '^migrations/' }
    ),
    rule(
      'ui-gets-data',
      'src/ui gets data and callbacks; src/lab connects them.',
      { path: '^src/ui/', pathNot: specs },
      { path: '^src/(lab|worker|cli|host)/' }
    ),
    rule(
      'lab-through-client',
      'src/lab reaches the engine through the worker client only.',
      { path: '^src/lab/', pathNot: specs },
      { path: '^src/cli/|^src/worker/.*\\.worker\\.ts$' }
    ),
    rule(
      'below-the-lab',
      'Workers, hosts, onnx and the command line run without JupyterLab.',
      { path: '^src/(worker|onnx|host|cli)/', pathNot: specs },
      { path: `^src/(lab|ui)/|${page}` }
    ),
    rule(
      'nobody-imports-cli',
      'The command line is a program, not a library.',
      { path: '^src/', pathNot: `^src/cli/|${specs}` },
      {
        path: '^src/cli/'
      }
    ),
    rule(
      'no-test-code-in-product',
      'Tests and development tools are not part of the product.',
      { path: '^(src|migrations)/', pathNot: specs },
      { path: '^src/(testing|dev)/|\\.spec\\.tsx?$' }
    )
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: '^(lib|dist|jupyterlab_anneal|\\.venv)/|^migrations/_template/'
    },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.cjs', '.js', '.json']
    }
  }
};
