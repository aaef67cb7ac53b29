import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/**
 * Lints texts as if they were files of the workspace, with the configuration of the workspace. Nothing is written, so
 * whoever builds or tests at the same time is not disturbed. The rules that need types are left out, since no program
 * holds these files.
 * It takes [{ file, text }] as JSON on its input, and prints the names of the rules that refuse each, in the same order.
 */
const planted = JSON.parse(await text(process.stdin));
const eslint = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked });
const found = [];
for (const { file, text: source } of planted) {
  const [result] = await eslint.lintText(source, { filePath: file });
  found.push(result.messages.map(({ ruleId, message }) => ruleId ?? message));
}
process.stdout.write(JSON.stringify(found));
