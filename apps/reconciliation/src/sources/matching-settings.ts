import { DEFAULT_RULES, type MatchingRules } from '@pacioli/contracts/outside-statement';
import type { KeptMatchingRules } from '@pacioli/contracts/outside-statement-answers';
import type { MatchingSettings } from '../matching/statement-matching';

export const keptRules = (rules: Partial<MatchingRules> = {}): KeptMatchingRules => ({
  ...DEFAULT_RULES,
  ...rules,
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
