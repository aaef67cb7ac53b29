import type { EntryRecord } from './decision-record';

/** What a decision needs to know of an earlier entry. */
export interface EntryState extends Pick<EntryRecord, 'id' | 'number' | 'reverses'> {
  /** The id of the entry that undid it. */
  readonly reversedBy: string | null;
  /** What it posted; nothing where it only reserved or released. */
  readonly postings: readonly Pick<
    EntryRecord['postings'][number],
    'accountName' | 'direction' | 'amount' | 'currency'
  >[];
}
