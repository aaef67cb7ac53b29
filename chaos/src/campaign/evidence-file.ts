import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { renderCampaign } from './campaign-page';
import { harmedCommit, isClean, isRunOf, type RunPlan, type RunRecord } from './run-record';

/** The runs of a campaign in a file, one line of JSON each, and a page beside it for people. */
export class EvidenceFile {
  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
  }

  /** In the order of their seeds. */
  records(): RunRecord[] {
    const text = existsSync(this.path) ? readFileSync(this.path, 'utf8') : '';
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as RunRecord).sort((a, b) => a.seed - b.seed);
  }

  /** Whether a run of this code was made and was clean: a campaign that was interrupted goes on, and repeats what has failed. */
  holds(plan: RunPlan): boolean {
    const commit = harmedCommit();
    return this.records().some(
      (record) => isRunOf(plan, record) && record.commit === commit && isClean(record),
    );
  }

  add(record: RunRecord): void {
    appendFileSync(this.path, `${JSON.stringify(record)}\n`);
    this.writePage();
  }

  writePage(): void {
    writeFileSync(this.path.replace(/(\.jsonl)?$/, '.md'), renderCampaign(this.records()));
  }
}
