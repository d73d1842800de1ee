import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

/**
 * What needs a docstring: whatever a file exports, and what can be called on it.
 *
 * An override has the docstring of what it stands for. So has what a class implements of an interface; TypeDoc, which
 * can tell, looks after the rest of such a class.
 */
const documented = [
  'ExportNamedDeclaration[declaration]',
  'ExportNamedDeclaration > TSInterfaceDeclaration TSMethodSignature',
  'ExportNamedDeclaration > ClassDeclaration TSAbstractMethodDefinition:not([override=true], [kind="set"])',
  'ExportNamedDeclaration > ClassDeclaration TSAbstractPropertyDefinition:not([override=true])',
  'ExportNamedDeclaration > ClassDeclaration[implements.length=0] ' +
    'MethodDefinition:not([override=true], [kind="set"], [kind="constructor"], [accessibility], [key.type="PrivateIdentifier"])',
];

export default defineConfig(
  {
    ignores: [
      '**/dist/**',
      'docs/api/**',
      'packages/wasm/assembly/**',
      '**/*.generated.ts',
      '**/.turbo/**',
      '**/coverage/**',
      '.changeset/**',
    ],
  },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Numbers are what this project prints; `${n}` is plain.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `arguments.length` counts what a caller passed beyond the signature, without a trace in it.
      'prefer-rest-params': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    plugins: { jsdoc },
    rules: {
      'jsdoc/require-jsdoc': ['error', { require: { FunctionDeclaration: false }, contexts: documented }],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Pass a Random: every run must be reproducible.' },
      ],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['packages/terminal/**'],
    rules: { 'no-console': 'error' },
  },
);
