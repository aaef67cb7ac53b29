import type { Random } from '../random';
import { HOT, SHORT_LIVED } from './accounts';
import { expiresSoon } from './holds';
import { between } from './movements';
import type { WriteRequest } from './request';

/** As much comes into the accounts as goes out of them each time, so that they are empty again and again. */
const AMOUNT = 500;

/** Moves money into an account that does not live long, or out of it, holds some for it, or closes it. */
export function useOfShortLived(random: Random): Pick<WriteRequest, 'path' | 'type' | 'inPath'> & {
  readonly body: object;
} {
  const account = random.pick(SHORT_LIVED);
  const use = random.pick(['in', 'in', 'out', 'hold', 'close'] as const);
  switch (use) {
    case 'in':
      return { ...TRANSFER, body: between(HOT, account, AMOUNT) };
    case 'out':
      return { ...TRANSFER, body: between(account, HOT, AMOUNT) };
    case 'hold':
      return {
        ...{ path: 'holds', type: 'hold.requested.v1' },
        body: { ...between(HOT, account, AMOUNT), ...expiresSoon() },
      };
    case 'close':
      return {
        ...{ path: `accounts/${account}/close`, type: 'account-closure.requested.v1', inPath: { account } },
        body: { reason: 'the order is done' },
      };
  }
}

const TRANSFER = { path: 'transfers', type: 'transfer.requested.v1' };
