import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { renderCampaign } from './campaign-page';
import { harmedCommit } from './harmed-commit';
import { isClean, isRunOf, type RunPlan, type RunRecord } from './run-record';

/** The runs of a campaign in a file, one line of JSON each, and a page beside it for people. */
export class EvidenceFile {
  /** The commit that is tried. What runs was built of it, so it is read once, before the first run. */
  readonly commit: string;

  /** Throws an error that says what to do where the clone's code is no commit's. */
  constructor(
    private readonly path: string,
    private readonly clone: string,
  ) {
    this.commit = harmedCommit(clone);
    mkdirSync(dirname(path), { recursive: true });
  }

  /** In the order of their seeds. */
  records(): RunRecord[] {
    const text = existsSync(this.path) ? readFileSync(this.path, 'utf8') : '';
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as RunRecord).sort((a, b) => a.seed - b.seed);
  }

  /** Whether a run of this commit was made and was clean: a campaign that was interrupted goes on, and repeats what has failed. */
  holds(plan: RunPlan): boolean {
    return this.records().some(
      (record) => isRunOf(plan, record) && record.commit === this.commit && isClean(record),
    );
  }

  /** Throws an error when the code is no longer that of the commit: nobody knows then what was harmed. */
  add(record: RunRecord): void {
    const commit = harmedCommit(this.clone);
    if (commit !== record.commit) {
      throw new Error(
        `The code was changed from ${record.commit} to ${commit} during the run, which is not recorded; begin anew`,
      );
    }
    appendFileSync(this.path, `${JSON.stringify(record)}\n`);
    this.writePage();
  }

  writePage(): void {
    writeFileSync(this.path.replace(/(\.jsonl)?$/, '.md'), renderCampaign(this.records(), this.commit));
  }
}
