// Shared by every project's tests: TypeScript is transpiled by swc, with the semantics that tsconfig.base.json gives the
// compiler, and workspace libraries are taken from their sources, so that a test never runs against a stale build.

// Jest cannot require() these on Node 20 as Node itself can; swc makes CommonJS of them.
const esmOnly = ['@nestjs', 'content-disposition', 'cookie'];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['apps', 'libs', 'stack', 'bench', 'chaos', 'tests'].map((folder) => `<rootDir>/${folder}`),
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  testEnvironmentOptions: { customExportConditions: ['@pacioli/source', 'node', 'node-addons'] },
};
