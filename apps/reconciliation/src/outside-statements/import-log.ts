import { Problem } from '@pacioli/service/http/problem';
import type { Log } from '@pacioli/service/log';
import { countImport } from '../metrics';
import type { Answer } from '../writes/keyed-writes';
import type { Mirror } from './statement-rows';

type Imported = Answer & { readonly isReplayed: boolean };

/** Says of each import what became of it, in a line of the log and a count. */
export class ImportLog {
  constructor(private readonly log: Log) {}

  async of(mirror: Mirror, importing: () => Promise<Imported>): Promise<Imported> {
    const began = performance.now();
    const ms = () => Math.round(performance.now() - began);
    try {
      const answer = await importing();
      const result = resultOf(answer);
      const { id, new_lines, known_lines, bad_lines } = answer.body as Record<string, unknown>;
      countImport(result);
      this.log.info(
        { ...mirror, result, statement: id, new_lines, known_lines, bad_lines, ms: ms() },
        'a statement was imported',
      );
      return answer;
    } catch (error) {
      const isRefused = error instanceof Problem && (error.status < 500 || error.code === 'overloaded');
      countImport(isRefused ? 'refused' : 'failed');
      if (isRefused) this.log.info({ ...mirror, code: error.code, ms: ms() }, 'a statement was refused');
      else this.log.error({ ...mirror, err: error, ms: ms() }, 'a statement could not be imported');
      throw error;
    }
  }
}

const resultOf = ({ status, isReplayed }: Imported): 'stored' | 'known' =>
  status === 201 && !isReplayed ? 'stored' : 'known';
