import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * The rules of docs/STYLE.md that a plain reading of the text can check: each finds what is wrong with one file.
 * The patterns are spelled so that they do not find themselves.
 */

const MOST_LINES = 400;
const DEPENDENCIES = 'docs/adr/0002-dependencies.md';
const CODE = /\.(ts|mjs|js|sql|sh)$/;
const SPEC = /\.spec\.ts$/;
const MARKDOWN = /\.md$/;

/** A pattern that no line of a file may hold: which files, what to look for, what to say. */
const lineRules = [
  [/./, /\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b/, 'unfinished work belongs in an issue'],
  [/./, /(?<![\w.~-])\/(work|tmp|home|root|Users)\/\w/, 'a path of one machine'],
  [/./, /^(<{7}|>{7}) /, 'an unresolved merge'],
  [CODE, /eslint[-]disable(?!.* -- )/, 'a rule switched off without a reason after two dashes'],
  [CODE, /eslint[-]disable.*(boundaries|restricted)/, 'a boundary is moved in eslint.config.mjs, not here'],
  [
    SPEC,
    /\b(describe|it|test)\.(only|skip|todo)\b|\b(fdescribe|fit|xdescribe|xit|xtest)\(/,
    'a test that hides tests',
  ],
];

const nameRules = [
  [/(^|\/)index\.(ts|mjs|js)$/, 'a barrel: import from the file that declares it'],
  [
    /(^|[/.-])(utils?|helpers?|common|misc)([/.-]|$)/,
    'a name that says nothing: name the noun that it serves',
  ],
];

/** Empties fenced code, so that a comment of a shell is not taken for a heading, and line numbers stay. */
const withoutFences = (text) =>
  text.replace(/^(```|~~~)[^]*?^\1/gm, (fenced) => fenced.replace(/[^\n]/g, ''));

function markdownProblems(path, text, exists) {
  const prose = withoutFences(text);
  const headings = prose.match(/^# /gm)?.length ?? 0;
  const targets = [...prose.matchAll(/\]\((?!\w+:|#)([^)\s#]+)/g)].map(([, target]) => target);
  return [
    ...(headings === 1 ? [] : [`${path}: ${headings} top headings where one belongs`]),
    ...targets
      .filter((target) => !exists(join(dirname(path), decodeURI(target))))
      .map((target) => `${path}: a link to ${target}, which is not there`),
  ];
}

/**
 * What is untidy in one file, a sentence for each finding. A file that is not text is let be.
 * @param {string} path the file's path from the top of the repository, with slashes
 * @param {string} text what it holds
 * @param {(path: string) => boolean} exists whether a path from the top of the repository is there
 * @returns {string[]}
 */
export function untidyIn(path, text, exists) {
  if (text.includes('\0')) return [];
  const lines = text.replace(/\n$/, '').split('\n');
  const named = nameRules
    .filter(([pattern]) => CODE.test(path) && pattern.test(path))
    .map(([, why]) => `${path}: ${why}`);
  const held = lineRules
    .filter(([files]) => files.test(path))
    .flatMap(([, pattern, why]) =>
      lines.flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${why}`] : [])),
    );
  const long =
    CODE.test(path) && lines.length > MOST_LINES
      ? [`${path}: ${lines.length} lines, more than ${MOST_LINES}: it is more than one concept`]
      : [];
  return [...named, ...held, ...long, ...(MARKDOWN.test(path) ? markdownProblems(path, text, exists) : [])];
}

/**
 * A sentence for each dependency that the page of dependencies does not name.
 * @param {Record<string, Record<string, string>>} manifest package.json
 * @param {string} page
 * @returns {string[]}
 */
export function unexplainedDependencies({ dependencies, devDependencies }, page) {
  return Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => !new RegExp(`(?<![\\w/.-])${name}(?![\\w/.-]*\\w)`).test(page))
    .map((name) => `${DEPENDENCIES}: no word on ${name}, which package.json names`);
}

/** What is untidy in all files that git would commit, the ignored and the lock file left out. */
export function untidyInRepository() {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    encoding: 'utf8',
  });
  const untidy = list
    .split('\0')
    .filter((path) => path !== '' && basename(path) !== 'package-lock.json' && existsSync(path))
    .flatMap((path) => untidyIn(path, readFileSync(path, 'utf8'), existsSync));
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  return [...untidy, ...unexplainedDependencies(manifest, readFileSync(DEPENDENCIES, 'utf8'))];
}
