import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { createProjectGraphAsync, readCachedProjectGraph } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

// The boundary rule reads Nx's cached project graph, and where there is none it skips itself and passes. So the graph
// is made here, before any file is linted, and read as the rule reads it, which throws where the rule would skip.
await createProjectGraphAsync();
const graph = readCachedProjectGraph();

/** Which project may import which. */
const scopes = {
  'scope:domain': ['scope:domain'],
  'scope:platform': ['scope:domain', 'scope:platform'],
  'scope:app': ['scope:domain', 'scope:platform'],
  'scope:stack': ['scope:domain', 'scope:platform', 'scope:stack'],
};

/** Which project may import the package of an outside system. */
const clients = {
  'client:kafka': ['kafkajs'],
  'client:postgres': ['pg', 'pg-copy-streams', 'typeorm', '@nestjs/typeorm'],
  'client:typeorm': ['typeorm'],
  'client:none': [],
};

// A project that no constraint would hold is refused.
for (const { name, data } of Object.values(graph.nodes))
  for (const [dimension, known] of Object.entries({ scope: scopes, client: clients })) {
    const held = (data.tags ?? []).filter((tag) => tag.startsWith(`${dimension}:`));
    if (held.length !== 1 || !(held[0] in known))
      throw new Error(
        `${name} needs exactly one tag of ${Object.keys(known).join(', ')} in its package.json under nx.tags; ` +
          `it has ${held.join(', ') || 'none'}.`,
      );
  }

const withSubpaths = (packages) => packages.flatMap((name) => [name, `${name}/*`]);
const clientPackages = [...new Set(Object.values(clients).flat())];
const manifest = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const developmentPackages = withSubpaths(Object.keys(manifest.devDependencies));

const scopeConstraints = Object.entries(scopes).map(([sourceTag, onlyDependOnLibsWithTags]) => ({
  sourceTag,
  onlyDependOnLibsWithTags,
}));
const clientConstraints = Object.entries(clients).map(([sourceTag, own]) => ({
  sourceTag,
  bannedExternalImports: withSubpaths(clientPackages.filter((name) => !own.includes(name))),
}));
const domainConstraint = { sourceTag: 'scope:domain', bannedExternalImports: ['@nestjs/*'] };
const pureConstraint = { sourceTag: 'pure', allowedExternalImports: ['big.js'] };
const productConstraints = ['scope:domain', 'scope:platform', 'scope:app'].map((sourceTag) => ({
  sourceTag,
  bannedExternalImports: developmentPackages,
}));

const boundaries = (...depConstraints) => ({
  '@nx/enforce-module-boundaries': ['error', { banTransitiveDependencies: true, depConstraints }],
});

// The boundary rule sees import declarations, import() and require() of a plain string, and nothing else.
const unseenByTheBoundaryRule = [
  ['ExportAllDeclaration', 'No barrels: import from the file that declares it.'],
  ['TSImportType', 'Write an import declaration: the boundary rule cannot see this form.'],
  ['TSImportEqualsDeclaration', 'Write an import declaration: the boundary rule cannot see this form.'],
  [
    'ImportExpression[source.type!="Literal"]',
    'Import a plain string: the boundary rule cannot see this form.',
  ],
];
const environmentReads = [
  ['MemberExpression[object.name="process"][property.name="env"]'],
  ['MemberExpression[object.property.name="process"][property.name="env"]'],
  ['VariableDeclarator[init.name="process"] > ObjectPattern'],
].map(([selector]) => [selector, 'The environment is read in config.ts alone, where zod checks it.']);
const clockAndChance = [
  ['MemberExpression[object.name="Date"][property.name="now"]', 'Time comes with the event.'],
  ['NewExpression[callee.name="Date"][arguments.length=0]', 'Time comes with the event.'],
  ['CallExpression[callee.name="Date"]', 'Time comes with the event.'],
  ['MemberExpression[object.name="Math"][property.name="random"]', 'Ids derive from the event.'],
  [':function[async=true], AwaitExpression', 'A decision is synchronous: nothing may come between.'],
  [
    'MemberExpression[property.name=/^(toLocale[A-Za-z]*|localeCompare|getTimezoneOffset)$/]',
    'The answer would depend on the locale of the machine.',
  ],
  [
    'MemberExpression[property.name=/^[gs]et(FullYear|Month|Date|Day|Hours|Minutes)$/]',
    'Use the UTC form: this one depends on the time zone of the machine.',
  ],
];
const machineGlobals = (
  'process performance crypto fetch setTimeout setInterval setImmediate queueMicrotask ' +
  'Intl WeakRef FinalizationRegistry globalThis parseFloat'
).split(' ');
// Of all that Node has, a digest alone is a function of its input and nothing else.
const hashing = { name: 'node:crypto', allowImportNames: ['hash'] };
const machineModules = [{ regex: '^node:(?!crypto$)' }];

const restricted = (...rules) => ({
  'no-restricted-syntax': ['error', ...rules.flat().map(([selector, message]) => ({ selector, message }))],
});

const specs = ['**/*.spec.ts', '**/*.testing.ts'];

export default tseslint.config(
  { ignores: ['**/dist/', '.pacioli/', 'coverage/'] },
  {
    files: ['**/*.{ts,js,mjs}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: {
      parserOptions: { project: './tsconfig.check.json', tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...boundaries(
        ...scopeConstraints,
        ...clientConstraints,
        domainConstraint,
        pureConstraint,
        ...productConstraints,
      ),
      ...restricted(unseenByTheBoundaryRule),
      eqeqeq: 'error',
      'array-callback-return': 'error',
      'no-cond-assign': 'error',
      'no-constant-binary-expression': 'error',
      'no-loss-of-precision': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      // The compiler reports what is unused.
      '@typescript-eslint/no-unused-vars': 'off',
      // Interfaces that return promises are also met by functions that need not wait.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-misused-spread': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { boolean: true } }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      // 0 and 0n are falsy and are values, partition 0 and offset 0 among them: compare them.
      '@typescript-eslint/strict-boolean-expressions': [
        'error',
        { allowNumber: false, allowNullableBoolean: true, allowNullableString: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false },
      ],
    },
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts', 'stack/**/*.ts', 'bench/**/*.ts', 'chaos/**/*.ts'],
    ignores: ['**/config.ts', ...specs],
    rules: {
      ...restricted(unseenByTheBoundaryRule, environmentReads),
      'no-restricted-imports': ['error', { paths: ['process', 'node:process'] }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['libs/ledger-core/**/*.ts'],
    ignores: specs,
    rules: {
      ...restricted(unseenByTheBoundaryRule, environmentReads, clockAndChance),
      'no-restricted-globals': ['error', ...machineGlobals],
      'no-restricted-imports': ['error', { paths: [...builtinModules, hashing], patterns: machineModules }],
    },
  },
  {
    // Tests may use the development packages, and nothing else that their project may not.
    files: specs,
    rules: {
      ...boundaries(...scopeConstraints, ...clientConstraints, domainConstraint, {
        ...pureConstraint,
        allowedExternalImports: ['big.js', 'fast-check'],
      }),
    },
  },
  {
    // The floor is the bare prototype that the product is measured against: it speaks to both clients itself.
    files: ['bench/src/floor/**/*.ts'],
    rules: boundaries(...scopeConstraints),
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
