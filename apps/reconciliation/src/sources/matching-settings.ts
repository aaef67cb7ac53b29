import type { MatchingRules } from '@pacioli/contracts/outside-statement';
import type { KeptMatchingRules } from '@pacioli/contracts/outside-statement-answers';
import type { MatchingSettings } from '../matching/statement-matching';

export const keptRules = (rules: Partial<MatchingRules> = {}): KeptMatchingRules => ({
  window_days: rules.window_days ?? 3,
  tolerance: rules.tolerance ?? { minor_units: '0', basis_points: 0 },
  most_in_group: rules.most_in_group ?? 200,
  reference_length: rules.reference_length ?? null,
  fees: rules.fees ?? null,
});

export const settingsOf = (rules: KeptMatchingRules): MatchingSettings => ({
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
