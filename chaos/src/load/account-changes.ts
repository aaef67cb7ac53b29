import type { Random } from '../random';
import { CAPITAL, CAPPED } from './accounts';
import type { WriteRequest } from './request';

/**
 * Another highest balance: of the account that meets its own, whatever became of it meanwhile, or of the one to which hardly
 * anything is posted, at a revision that it may have.
 */
export function limitChange(random: Random): Pick<WriteRequest, 'path' | 'type' | 'inPath' | 'ifMatch'> & {
  readonly body: object;
} {
  const isCapped = random.chance(0.5);
  const account = isCapped ? CAPPED : CAPITAL;
  const limits = isCapped ? ['150000', '200000', '-1'] : ['1000000', '2000000', null];
  return {
    ...{ path: `accounts/${account}`, type: 'account-change.requested.v1', inPath: { account } },
    ...(!isCapped && { ifMatch: `0.${random.below(4)}` }),
    body: { max_balance: random.pick(limits) },
  };
}
