import { LedgerStand } from '../ledger-stand.testing';
import type { Publication } from '../publishing/publisher';
import { OutcomeWaiters } from './outcome-waiters';
import { OutcomesStore } from './outcomes-store';
import type { Position } from './position';

const EVERYTHING_BUT_INTERVALS = [
  ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] as const),
];

describe('OutcomeWaiters', () => {
  const stand = new LedgerStand();
  let waiters: OutcomeWaiters;
  let queries = 0;
  let next = 0n;

  class CountingStore extends OutcomesStore {
    override byKeyIds(keyIds: readonly string[]) {
      queries += 1;
      return super.byKeyIds(keyIds);
    }
  }

  beforeAll(() => stand.open());
  beforeEach(async () => {
    waiters = new OutcomeWaiters(stand.database, new CountingStore(stand.database), stand.log);
    await waiters.onApplicationBootstrap();
    queries = 0;
  });
  afterEach(() => waiters.onApplicationShutdown());
  afterAll(() => stand.close());

  function request(partition = 0): { publication: Publication; position: Position } {
    const position = { partition, offset: next++ };
    return { publication: stand.publication(`key-${position.offset}`), position };
  }
  const wait = ({ publication, position }: ReturnType<typeof request>, seconds = 60) =>
    waiters.wait(publication.keyId, position, seconds);

  describe('without their clock', () => {
    beforeEach(async () => {
      await waiters.onApplicationShutdown();
      jest.useFakeTimers({ doNotFake: EVERYTHING_BUT_INTERVALS });
      waiters = new OutcomeWaiters(stand.database, new CountingStore(stand.database), stand.log);
      await waiters.onApplicationBootstrap();
    });
    afterEach(() => jest.useRealTimers());

    it('answers when the ledger tells that it is past the position', async () => {
      const asked = request();
      const outcome = wait(asked);
      await stand.decide(asked.publication, asked.position);
      await stand.notify(`7:3,0:${asked.position.offset + 1n}`);
      expect(await outcome).toMatchObject({ keyId: asked.publication.keyId, status: 'posted' });
    });

    it('hears the ledger again after its connection was lost', async () => {
      await stand.loseListeners();
      const asked = request();
      const outcome = wait(asked);
      await stand.decide(asked.publication, asked.position);
      await stand.notify(`0:${asked.position.offset + 1n}`);
      expect(await outcome).toMatchObject({ keyId: asked.publication.keyId, status: 'posted' });
    });

    it('answers at once what the ledger told before it was waited for', async () => {
      const [earlier, asked] = [request(), request()];
      const first = wait(earlier);
      await stand.decide(earlier.publication, earlier.position);
      await stand.decide(asked.publication, asked.position);
      await stand.notify(`0:${asked.position.offset + 1n}`);
      await first;
      expect(await wait(asked)).toMatchObject({ keyId: asked.publication.keyId });
    });
  });

  it('answers by the clock when the notification was lost', async () => {
    const asked = request();
    const outcome = wait(asked);
    await stand.decide(asked.publication, asked.position);
    expect(await outcome).toMatchObject({ keyId: asked.publication.keyId });
  });

  it('answers those that waited while its connection for notifications was lost', async () => {
    const asked = request();
    const outcome = wait(asked);
    const lost = stand.loseListeners();
    await stand.decide(asked.publication, asked.position);
    expect(await outcome).toMatchObject({ keyId: asked.publication.keyId });
    await lost;
  });

  it('serves all that are due with one query, and asks for nobody else', async () => {
    const asked = Array.from({ length: 50 }, () => request());
    const later = request();
    for (const { publication, position } of asked) await stand.decide(publication, position);
    const last = wait(later);
    const outcomes = await Promise.all(asked.map((one) => wait(one)));
    expect(outcomes.map((outcome) => outcome?.keyId)).toEqual(
      asked.map(({ publication }) => publication.keyId),
    );
    expect(queries).toBe(1);
    await stand.decide(later.publication, later.position);
    expect(await last).toMatchObject({ keyId: later.publication.keyId });
  });

  it('looks again whenever the ledger has come further, where only the partition is known', async () => {
    const [other, asked] = [request(), request()];
    const outcome = waiters.wait(asked.publication.keyId, { partition: 0 }, 60);
    await stand.decide(other.publication, other.position);
    await wait(other);
    await stand.decide(asked.publication, asked.position);
    expect(await outcome).toMatchObject({ keyId: asked.publication.keyId });
    expect(await waiters.wait(asked.publication.keyId, { partition: 0 }, 60)).toMatchObject({
      status: 'posted',
    });
    expect(queries).toBeLessThan(10);
  });

  it('is not disturbed by what others notify', async () => {
    const asked = request();
    const outcome = wait(asked);
    for (const noise of ['', 'nonsense', '0:', ':1', '0:x', '-1:5', '0:1.5']) await stand.notify(noise);
    await stand.decide(asked.publication, asked.position);
    expect(await outcome).toMatchObject({ keyId: asked.publication.keyId });
  });

  it('gives up after the time that it was given', async () => {
    expect(await wait(request(1), 0.001)).toBeUndefined();
  });

  it('does not wait for an outcome that the ledger passed by', async () => {
    const asked = request();
    const outcome = waiters.wait(stand.publication('somebody else').keyId, asked.position, 60);
    await stand.decide(asked.publication, asked.position);
    expect(await outcome).toBeUndefined();
  });

  it('lets nobody wait for long once the service stops', async () => {
    const outcomes = [wait(request(1))];
    waiters.beforeApplicationShutdown();
    outcomes.push(wait(request(1)));
    expect(await Promise.all(outcomes)).toEqual([undefined, undefined]);
  });
});
