/**
 * Lint rules. Three kinds: the usual ones for TypeScript, the layers of src/README.md as import rules (so that the editor says
 * it at once; `npm run lint:layers` checks the same on the real graph), and Jupyter's own rules for what JupyterLab shows.
 */
import js from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const specs = ['**/*.spec.ts', '**/*.spec.tsx', 'src/testing/**'];

/** An import rule for one layer: what it must not name, and why. */
const forbid = (...patterns) => ({
  '@typescript-eslint/no-restricted-imports': ['error', { patterns }]
});
const lab = {
  regex: '^(@jupyterlab|@lumino|@jupyter|react|react-dom)(/|$)',
  message:
    'This layer also runs in a worker and on the command line: JupyterLab, Lumino and React belong to src/lab and src/ui.'
};
const layers = (names, message) => ({
  regex: `(^|/)\\.\\.?/(.*/)?(${names})(/|$)`,
  message
});
const node = {
  regex: '^node:|^(fs|path|os|child_process|crypto|url|worker_threads)(/|$)',
  message: 'This layer runs in a browser too: what the host can do comes in through src/host.'
};
const notTests = layers('testing|dev', 'Tests and development tools are not part of the product.');

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/.venv/',
      'lib/',
      'dist/',
      'build/',
      'coverage/',
      'jupyterlab_anneal/',
      '.demo/',
      '.anneal-cache/',
      '**/test-results/',
      '**/playwright-report/',
      'migrations/index.ts',
      'migrations/_template/'
    ]
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        performance: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly'
      }
    },
    rules: { 'no-control-regex': 'off' }
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommended],
    rules: {
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z]', match: true }
        }
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          varsIgnorePattern: '^_',
          caughtErrors: 'none',
          ignoreRestSiblings: true
        }
      ],
      // Walking up from a node begins with the node itself.
      '@typescript-eslint/no-this-alias': 'off',
      // Namespaces merge JupyterLab's tokens and options with their interface.
      '@typescript-eslint/no-namespace': 'off',
      'no-control-regex': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "ImportDeclaration[source.value='zod'] > :matches(ImportDefaultSpecifier, ImportSpecifier)",
          message:
            "Write `import * as z from 'zod'`: of the object `z` bundlers keep everything, a fifth of the command and all languages of its messages."
        }
      ],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-var': 'error',
      'prefer-const': 'error',
      curly: 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }]
    }
  },
  {
    files: ['src/core/**/*.ts', 'migrations/**/*.ts'],
    ignores: specs,
    rules: {
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        {
          name: 'Date',
          message: 'The core has no clock: the same notebook gives the same findings.'
        },
        {
          name: 'performance',
          message: 'The core has no clock: the same notebook gives the same findings.'
        },
        {
          name: 'crypto',
          message: 'The core has no randomness: the same notebook gives the same findings.'
        },
        { name: 'fetch', message: 'The core does no input or output.' }
      ],
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'The core has no randomness: the same notebook gives the same findings.'
        }
      ]
    }
  },
  {
    files: ['src/core/**/*.ts'],
    ignores: specs,
    rules: forbid(
      lab,
      node,
      layers(
        'migrations|lab|ui|cli|worker|host|onnx|testing|dev',
        'src/core imports only itself and its few libraries.'
      )
    )
  },
  {
    files: ['migrations/*/**/*.ts'],
    ignores: specs,
    rules: forbid(lab, node, {
      // Its own files, and the public face of the core: nothing deeper, no other migration.
      regex: '^(?!(\\.\\./\\.\\./src/core|\\./.*)$)',
      message: "A migration imports from '../../src/core' and its own folder only."
    })
  },
  {
    files: ['src/ui/**/*.{ts,tsx}'],
    ignores: specs,
    rules: forbid(
      node,
      notTests,
      layers(
        'lab|worker|cli|host|migrations',
        'src/ui gets data and callbacks; src/lab connects them.'
      )
    )
  },
  {
    files: ['src/lab/**/*.{ts,tsx}'],
    ignores: specs,
    rules: forbid(
      node,
      notTests,
      layers('cli|migrations', 'src/lab reaches the engine through the worker client only.')
    )
  },
  {
    files: ['src/worker/**/*.ts', 'src/onnx/**/*.ts', 'src/host/**/*.ts'],
    ignores: specs,
    rules: forbid(
      lab,
      notTests,
      layers('lab|ui|cli', 'Workers and hosts stand below the Lab and the command line.')
    )
  },
  {
    files: ['src/cli/**/*.ts'],
    ignores: specs,
    rules: forbid(lab, notTests, layers('lab|ui', 'The command line runs without JupyterLab.'))
  },
  {
    files: ['src/lab/**/*.{ts,tsx}', 'src/ui/**/*.{ts,tsx}', 'src/index.ts'],
    ignores: specs,
    plugins: { jupyter },
    rules: {
      'jupyter/command-described-by': 'error',
      'jupyter/incorrect-translator-usage': 'error',
      'jupyter/no-dynamic-translation': 'error',
      'jupyter/no-pageconfig-base-url': 'error',
      'jupyter/no-translation-concatenation': 'error',
      'jupyter/no-untranslated-string': 'error',
      'jupyter/plugin-activation-args': 'error',
      'jupyter/plugin-description': 'error',
      'jupyter/plugin-id-convention': 'error',
      'jupyter/token-format': 'error'
    }
  },
  {
    files: specs,
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-require-imports': 'off'
    }
  },
  prettier
);
