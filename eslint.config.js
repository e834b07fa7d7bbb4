import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist/', 'node_modules/', 'coverage/', 'demo/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      // Numbers in messages read as they are.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // An adapter answers a port's promise without waiting for anything itself.
      '@typescript-eslint/require-await': 'off',
      // What was caught is passed on as it is when nothing is known about it.
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: 'Randomness comes from the Random port, so that a seed repeats it.' },
      ],
      'no-console': 'error',
    },
  },
  {
    // A domain without clock and chance is the same on every engine and every day.
    files: ['src/domain/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', 'Date', 'performance', 'process', 'Buffer', 'setTimeout', 'setInterval', 'fetch'] },
  },
  {
    // The matchers of vitest (`expect.any(String)`) are typed `any`, and a test double may leave a method unbound.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/unbound-method': 'off' },
  },
  {
    // These talk to people on stdout.
    files: ['scripts/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.recommended],
  },
);
