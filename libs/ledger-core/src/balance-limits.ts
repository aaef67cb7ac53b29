import { refuse, type Refusal } from './movement';

interface Limits {
  readonly minBalance: bigint | null;
  readonly maxBalance: bigint | null;
}

/** Limits that no balance meets. */
export const limitsContradict = ({ minBalance, maxBalance }: Limits): Refusal | undefined =>
  minBalance !== null && maxBalance !== null && minBalance > maxBalance
    ? refuse('limits_contradict', `min_balance ${minBalance} is higher than max_balance ${maxBalance}.`)
    : undefined;
