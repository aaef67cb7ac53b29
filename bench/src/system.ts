import type { SupervisedProcess } from '@pacioli/stack/supervised-process';

/** What is measured: the product, or the floor. Both take the same requests. */
export interface System {
  readonly name: 'product' | 'floor';
  readonly port: number;
  readonly api: SupervisedProcess;
  readonly ledger: SupervisedProcess;
  /** How many payments the ledger says it has posted: cheap enough to ask under load. */
  posted(): Promise<number>;
  /** How many payments there are, counted one by one. */
  countPosted(): Promise<number>;
  /** Whether it has done all that follows from what is posted. */
  isSettled(): Promise<boolean>;
}
