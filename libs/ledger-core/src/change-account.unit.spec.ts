import type { Account } from '@pacioli/contracts/account';
import { MOST_METADATA } from '@pacioli/contracts/field';
import { paymentRecord } from '@pacioli/contracts/payment-event.testing';
import { expectScript, play } from './ledger-script.testing';
import type { StoredLedger } from './stored-ledger.testing';

const BOOK = `
  book                              -> done
  asset a GBP min=none              -> done
  liability b GBP                   -> done
  transfer a b 5 GBP                -> posted
  transfer a b 5 GBP                -> posted`;

const changed = (ledger: StoredLedger, body: object, key: string) =>
  ledger.decide(
    paymentRecord('account-change.requested.v1', { account: 'a', ...body }, { idempotencyKey: key }),
  ).decision;

describe('A change of an account', () => {
  it('is made at the version and revision that are expected, each of which is counted', () => {
    expectScript(`${BOOK}
      suspend a 0.2                 -> version_conflict
      suspend a 2.0                 -> done
      activate a 2.0                -> version_conflict
      activate a 2.1                -> done
      change a 2.2 max=99           -> done
      change a 2.2 max=98           -> version_conflict
      transfer a b 1 GBP            -> posted
      change a 3.3 max=98           -> done`);
  });

  it('stays as long as the ledger remembers it, and says why it was made', () => {
    const { ledger } = play(`${BOOK}\nchange a max=20`);
    const suspend = { account: 'a', reason: 'a dispute' };
    const { decision } = ledger.decide(
      paymentRecord('account-suspension.requested.v1', suspend, { idempotencyKey: 'suspend' }),
    );
    expect(decision.accountChanges).toEqual([
      {
        ...{ account: 1, accountName: 'a', revision: 2n, status: 'SUSPENDED', reason: 'a dispute' },
        ...{ minBalance: null, maxBalance: 20n, metadata: { a: '1', aa: '1', b: '2' } },
      },
    ]);
    const account = JSON.parse(decision.answer!) as Account;
    expect(account).toMatchObject({ status: 'SUSPENDED', revision: '2', version: '2', max_balance: '20' });
  });

  it('closes an account on which nothing is, on either side', () => {
    expectScript(`${BOOK}
      asset c GBP min=none          -> done
      asset d GBP min=none          -> done
      transfer c d 1 GBP            -> posted
      close c                       -> account_not_empty
      close d                       -> account_not_empty
      transfer d c 1 GBP            -> posted
      hold c d 1 GBP                -> posted
      close c                       -> account_has_holds
      close d                       -> account_has_holds
      void ^3                       -> posted
      close c                       -> done
      activate c                    -> account_closed
      change c max=1                -> account_closed
      transfer c d 1 GBP            -> account_closed`);
  });

  it('sets limits, takes them away, and leaves those alone that it does not name', () => {
    expectScript(`${BOOK}
      change a max=11               -> done
      transfer a b 2 GBP            -> limit_exceeded
      change a min=10               -> done
      transfer b a 1 GBP            -> insufficient_available_balance
      transfer a b 2 GBP            -> limit_exceeded
      change a min=12               -> limits_contradict
      change a max=9                -> limits_contradict
      change a min=11               -> done
      change a min=0 max=0          -> done
      transfer a b 1 GBP            -> limit_exceeded
      transfer b a 1 GBP            -> posted a=9
      change a max=none             -> done
      transfer a b 90 GBP           -> posted a=99
      change a min=none             -> done
      change b min=none             -> done
      transfer b a 100 GBP          -> posted a=-1`);
  });

  it('adds metadata, replaces and removes them, and lets no account have too many', () => {
    const { ledger } = play(BOOK);
    const metadataOf = (body: object, key: string) =>
      changed(ledger, body, key).accountChanges[0]?.metadata ?? null;
    expect(metadataOf({ metadata: { aa: null, a: '1', b: '2' } }, 'first')).toEqual({ a: '1', b: '2' });
    expect(metadataOf({ metadata: { b: null, c: '3' } }, 'second')).toEqual({ a: '1', c: '3' });
    expect(metadataOf({ max_balance: '99' }, 'limit')).toEqual({ a: '1', c: '3' });
    const more = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']));
    expect(metadataOf({ metadata: more(MOST_METADATA - 2) }, 'as many')).not.toBeNull();
    const tooMany = changed(
      ledger,
      { metadata: { d: '4' }, max_balance: '-1', min_balance: '0' },
      'too many',
    );
    expect(tooMany.code).toBe('too_much_metadata');
    const conflicting = { metadata: { d: '4' }, if_match: '9.9' };
    expect(changed(ledger, conflicting, 'conflicting').code).toBe('version_conflict');
  });
});
