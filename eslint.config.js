import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** What the engine may not touch: machine time, chance, and whatever differs between browsers. */
const forbiddenInEngine = [
  { selector: "MemberExpression[object.name='Math'][property.name=/^(random|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|exp|expm1|log|log2|log10|log1p|pow|cbrt|hypot)$/]", message: 'Its result may differ between browsers (law 3).' },
  { selector: "CallExpression[callee.property.name=/^(localeCompare|toLocaleString|toLocaleUpperCase|toLocaleLowerCase)$/]", message: 'Locales differ between browsers (law 3).' },
  { selector: ':function[async=true]', message: 'The engine is synchronous (law 3).' },
  { selector: 'AwaitExpression', message: 'The engine is synchronous (law 3).' },
];
const forbiddenGlobals = ['Date', 'Intl', 'Promise', 'setTimeout', 'setInterval', 'queueMicrotask', 'performance', 'crypto', 'fetch']
  .map((name) => ({ name, message: 'The engine lives in virtual time and is deterministic (law 3).' }));

export default tseslint.config(
  { ignores: ['dist/', 'src/kube/generated/', 'e2e/results/', 'node_modules/'] },
  ...tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['src/engine/**/*.ts', 'src/kube/**/*.ts'], ignores: ['**/*.test.ts', '**/testing/**'], rules: { 'no-restricted-syntax': ['error', ...forbiddenInEngine], 'no-restricted-globals': ['error', ...forbiddenGlobals] } },
  // TypeScript's own noUnusedLocals and noUnusedParameters say it of what it reads.
  { files: ['**/*.ts', '**/*.tsx'], rules: { '@typescript-eslint/no-unused-vars': 'off' } },
  { files: ['src/ui/**/*.ts'], plugins: { 'react-hooks': reactHooks }, rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'warn' } },
  // The rules that compile what they read are for components and hooks.
  { files: ['src/ui/**/*.tsx', 'src/ui/**/use-*.ts', 'src/main.tsx'], plugins: { 'react-hooks': reactHooks }, rules: reactHooks.configs.recommended.rules },
  { files: ['e2e/**', 'src/server/**', '**/*.mjs', '**/*.test.ts', 'src/kubectl/main.ts', '**/bench/**', '**/*.bench.ts'], rules: { 'no-console': 'off' } },
);
