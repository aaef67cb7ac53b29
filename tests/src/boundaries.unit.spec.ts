import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * The boundaries of docs/STYLE.md, each seen from both sides: what is planted where it may not be is refused by the
 * rule that stands beside it, and its like is accepted where it may be. So a rule that is off fails here, and one that
 * refuses everything too.
 */
const BOUNDARY = '@nx/enforce-module-boundaries';
const IMPORTS = 'no-restricted-imports';
const SYNTAX = 'no-restricted-syntax';
const GLOBALS = 'no-restricted-globals';

const REFUSED: [project: string, text: string, rule: string][] = [
  ['apps/payment-api', "import '@pacioli/ledger-service/main';", BOUNDARY],
  ['apps/payment-api', "import '../../ledger-service/src/main';", BOUNDARY],
  ['apps/payment-api', "import '@pacioli/stack/start';", BOUNDARY],
  ['libs/kafka', "import '@pacioli/ledger-service/main';", BOUNDARY],
  ['libs/ledger-core', "import '@pacioli/service/log';", BOUNDARY],
  ['tests', "import '@pacioli/ledger-service/main';", BOUNDARY],

  ['apps/payment-api', "import 'kafkajs';", BOUNDARY],
  ['apps/payment-api', "import 'kafkajs/src/errors';", BOUNDARY],
  ['apps/payment-api', "import type { Kafka } from 'kafkajs';", BOUNDARY],
  ['apps/payment-api', "export { Kafka } from 'kafkajs';", BOUNDARY],
  ['apps/payment-api', "void import('kafkajs');", BOUNDARY],
  ['apps/payment-api', "require('kafkajs');", BOUNDARY],
  ['apps/payment-api', 'void import(`kafkajs`);', SYNTAX],
  ['apps/payment-api', "let kafka: import('kafkajs').Kafka;", SYNTAX],
  ['apps/payment-api', "import kafkajs = require('kafkajs');", SYNTAX],
  ['libs/kafka', "import 'typeorm';", BOUNDARY],
  ['libs/postgres', "import 'kafkajs';", BOUNDARY],
  ['libs/kafka', "import 'pg';", BOUNDARY],
  ['libs/ledger-db', "import 'pg';", BOUNDARY],
  ['bench', "import 'pg';", BOUNDARY],
  ['libs/contracts', "import '@nestjs/swagger';", BOUNDARY],
  ['libs/service', "import 'undici';", BOUNDARY],
  ['libs/service', "import 'lodash.merge';", BOUNDARY],

  ['libs/ledger-core', "import 'pg';", BOUNDARY],
  ['libs/ledger-core', "import 'zod';", BOUNDARY],
  ['libs/ledger-core', "import 'node:fs';", IMPORTS],
  ['libs/ledger-core', "import 'fs/promises';", IMPORTS],
  ['libs/ledger-core', "import { randomUUID } from 'node:crypto';", IMPORTS],
  ['libs/ledger-core', 'Date.now();', SYNTAX],
  ['libs/ledger-core', 'new Date();', SYNTAX],
  ['libs/ledger-core', 'Math.random();', SYNTAX],
  ['libs/ledger-core', 'export async function decide() {}', SYNTAX],
  ['libs/ledger-core', "'a'.localeCompare('b');", SYNTAX],
  ['libs/ledger-core', 'new Date(0).getHours();', SYNTAX],
  ['libs/ledger-core', 'setTimeout(() => 0, 1);', GLOBALS],

  ['libs/service', 'process.env.PORT;', SYNTAX],
  ['libs/service', 'const { env } = process;', SYNTAX],
  ['libs/service', "import { env } from 'node:process';", IMPORTS],
  ['libs/kafka', "export * from './consumer';", SYNTAX],
  ['apps/payment-api', "console.log('x');", 'no-console'],
];

const ACCEPTED: [project: string, text: string, name?: string][] = [
  ['apps/payment-api', "import '@pacioli/contracts/account';"],
  ['apps/payment-api', "import '@pacioli/kafka/consumer';"],
  ['libs/kafka', "import '@pacioli/service/log';"],
  ['tests', "import '@pacioli/stack/start';"],

  ['libs/kafka', "import 'kafkajs'; import 'kafkajs/src/errors';"],
  ['libs/postgres', "import 'pg'; import 'pg-copy-streams'; import 'typeorm';"],
  ['libs/ledger-db', "import 'typeorm';"],
  ['bench', "import 'pg'; import 'kafkajs';", 'floor/planted.ts'],
  ['libs/service', "import 'undici';", 'planted.int.spec.ts'],

  ['libs/ledger-core', "import 'big.js';"],
  ['libs/ledger-core', "import { hash } from 'node:crypto';"],
  ['libs/ledger-core', 'new Date(0).getUTCHours();'],
  ['libs/ledger-core', "import 'fast-check'; import 'node:fs';", 'planted.prop.spec.ts'],

  ['libs/service', 'export const port = process.env.PORT;', 'config.ts'],
  ['stack', "console.log('x');"],
];

describe('The boundaries between the projects', () => {
  let found: string[][];

  beforeAll(() => {
    const planted = [
      ...REFUSED.map(([project, text]) => ({ file: `${project}/src/planted.ts`, text })),
      ...ACCEPTED.map(([project, text, name = 'planted.ts']) => ({ file: `${project}/src/${name}`, text })),
    ];
    const output = execFileSync(process.execPath, [join(__dirname, 'lint-planted.mjs')], {
      input: JSON.stringify(planted),
      encoding: 'utf8',
    });
    found = JSON.parse(output) as string[][];
  });

  it.each(REFUSED.map(([project, text, rule], at) => ({ project, text, rule, at })))(
    'refuse in $project: $text',
    ({ rule, at }) => {
      expect(found[at]).toContain(rule);
    },
  );

  it.each(ACCEPTED.map(([project, text, name = 'planted.ts'], at) => ({ project, text, name, at })))(
    'allow in $project, $name: $text',
    ({ at }) => {
      expect(found[REFUSED.length + at]).toEqual([]);
    },
  );
});
