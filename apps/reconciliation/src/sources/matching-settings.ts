import type { MatchingRules } from '@pacioli/contracts/outside-statement';
import type { MatchingSettings } from '../matching/statement-matching';

/** The rules of a source as they are kept: with what was not given. */
export type KeptRules = Required<MatchingRules>;

export const keptRules = (rules: Partial<MatchingRules> = {}): KeptRules => ({
  window_days: rules.window_days ?? 3,
  tolerance: rules.tolerance ?? { minor_units: '0', basis_points: 0 },
  most_in_group: rules.most_in_group ?? 200,
  reference_length: rules.reference_length ?? null,
  fees: rules.fees ?? null,
});

export const settingsOf = (rules: KeptRules): MatchingSettings => ({
  windowDays: rules.window_days,
  tolerance: {
    minorUnits: BigInt(rules.tolerance.minor_units),
    basisPoints: BigInt(rules.tolerance.basis_points),
  },
  mostInGroup: rules.most_in_group,
  referenceLength: rules.reference_length,
  fees: rules.fees && {
    basisPoints: BigInt(rules.fees.basis_points),
    fixed: BigInt(rules.fees.fixed),
    tolerance: BigInt(rules.fees.tolerance),
  },
});
