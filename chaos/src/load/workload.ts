import { journalEntryIdOf } from '@pacioli/contracts/operation-id';
import type { Random } from '../random';
import { limitChange } from './account-changes';
import { BOUNDED, HOT, UNKNOWN } from './accounts';
import { batchOperations } from './batch';
import { anyExchange } from './exchanges';
import { askedHold, expiresSoon, HotHolds, type AskedHold } from './holds';
import { importRequest } from './imports';
import { periodClose } from './periods';
import {
  amountOf,
  between,
  capture,
  cardPayment,
  circumstances,
  circumstancesOfMoney,
  someTwo,
  TOO_MUCH,
} from './movements';
import { eventBodyOf, isImport, keyIdOfRequest, type WriteRequest } from './request';
import { useOfShortLived } from './short-lived';

const TRANSFERS = { path: 'transfers', type: 'transfer.requested.v1' } as const;
const EXCHANGES = { path: 'fx-transfers', type: 'fx-transfer.requested.v1' } as const;
const ENTRIES = { path: 'journal-entries', type: 'journal-entry.requested.v1' } as const;
const HOLDS = { path: 'holds', type: 'hold.requested.v1' } as const;
const BATCHES = { path: 'batches', type: 'batch.requested.v1' } as const;

/** How often each kind of request is drawn; of 100. */
const SHARES = {
  transfer: 17,
  exchange: 4,
  entry: 6,
  reversal: 5,
  hold: 5,
  hotHold: 8,
  capture: 16,
  void: 2,
  batch: 4,
  import: 2,
  suspension: 1,
  activation: 5,
  limitChange: 1,
  shortLived: 3,
  periodClose: 2,
  overdraft: 3,
  repeat: 9,
  otherBody: 4,
  unknownAccount: 1,
  invalid: 2,
};
type Kind = keyof typeof SHARES;

/** Of a batch. */
const FEWEST_OPERATIONS = 2;
const MOST_OPERATIONS = 50;

/** How many of its last requests a client repeats and goes back to. */
const RECENT = 20;

/** The requests of one client. But for moments, which ones they are depends on its numbers alone, not on what was answered. */
export class Workload {
  private count = 0;
  private readonly sent: WriteRequest[] = [];
  private readonly holds: AskedHold[] = [];
  private readonly hot: HotHolds;

  constructor(
    private readonly random: Random,
    private readonly client: number,
    private readonly books: readonly string[],
  ) {
    this.hot = new HotHolds(random, books);
  }

  next(): WriteRequest {
    const request = this.draw();
    this.sent.push(request);
    return request;
  }

  private draw(): WriteRequest {
    const { random } = this;
    const kind = this.kind();
    if (kind === 'repeat' && this.sent.length > 0) return random.pick(this.sent.slice(-RECENT));
    const book = random.pick(this.books);
    if (kind === 'otherBody' && this.sent.length > 0) {
      const { key, book: same } = random.pick(this.sent.slice(-RECENT));
      return { ...this.transfer(same), key };
    }
    switch (kind) {
      case 'exchange':
        return this.request(book, EXCHANGES, {
          ...anyExchange(random),
          ...circumstancesOfMoney(random),
        });
      case 'entry':
        return this.request(book, ENTRIES, {
          ...cardPayment(random, BOUNDED),
          ...circumstancesOfMoney(random),
        });
      case 'reversal':
        return this.reversal(book);
      case 'hold':
        return this.hold(book);
      case 'hotHold': {
        const { body, ...rest } = this.hot.ask();
        return { ...rest, ...HOLDS, body: JSON.stringify(body) };
      }
      case 'capture':
        return this.settlement('capture', { ...capture(random), ...circumstancesOfMoney(random) });
      case 'void':
        return this.settlement('void', circumstances(random));
      case 'batch':
        return this.batch(book);
      case 'import':
        return this.import(book);
      case 'suspension':
        return this.changeOfStatus(book, 'suspend', 'account-suspension.requested.v1');
      case 'activation':
        return this.changeOfStatus(book, 'activate', 'account-activation.requested.v1');
      case 'limitChange': {
        const { body, ...what } = limitChange(random);
        return { ...this.request(book, what, body), ...what };
      }
      case 'shortLived': {
        const { body, ...what } = useOfShortLived(random);
        return { ...this.request(book, what, body), ...what };
      }
      case 'periodClose': {
        const what = periodClose(random);
        return { ...this.request(book, what, {}), ...what };
      }
      case 'overdraft':
        return this.request(book, TRANSFERS, between(random.pick(BOUNDED), HOT, TOO_MUCH));
      case 'unknownAccount':
        return this.request(book, TRANSFERS, between(HOT, UNKNOWN, amountOf(random)));
      case 'invalid':
        return this.request(book, TRANSFERS, { debit: HOT, amount: 12 });
      case 'transfer':
      case 'repeat':
      case 'otherBody':
        return this.transfer(book);
    }
  }

  private kind(): Kind {
    let draw = this.random.below(100);
    for (const [kind, share] of Object.entries(SHARES)) {
      if (draw < share) return kind as Kind;
      draw -= share;
    }
    throw new Error('bug: the shares do not add up to 100');
  }

  private key(): string {
    this.count += 1;
    return `client-${this.client}-${this.count}`;
  }

  private request(book: string, what: Pick<WriteRequest, 'path' | 'type'>, body: object): WriteRequest {
    return { book, key: this.key(), ...what, body: JSON.stringify(body) };
  }

  private transfer(book: string): WriteRequest {
    const [debit, credit] = someTwo(this.random);
    const body = { ...between(debit, credit, amountOf(this.random)), ...circumstancesOfMoney(this.random) };
    return this.request(book, TRANSFERS, body);
  }

  /** Of something that this client has asked for, whatever became of it: perhaps nothing, perhaps it was a reversal itself. */
  private reversal(book: string): WriteRequest {
    const { random } = this;
    const own = this.sent.slice(-RECENT);
    const of = own.length === 0 ? this.transfer(book) : random.pick(own);
    const place = of.type === BATCHES.type ? random.below(operationsOf(of).length) : 0;
    const journal_entry = journalEntryIdOf(keyIdOfRequest(of), place);
    const what = { path: `journal-entries/${journal_entry}/reversal`, type: 'reversal.requested.v1' };
    return { ...this.request(of.book, what, circumstancesOfMoney(random)), inPath: { journal_entry } };
  }

  private hold(book: string): WriteRequest {
    const { random } = this;
    const [debit, credit] = someTwo(random);
    const request = this.request(book, HOLDS, {
      ...between(debit, credit, amountOf(random)),
      ...(random.chance(0.5) && expiresSoon()),
      ...circumstances(random),
    });
    this.holds.push(askedHold(book, keyIdOfRequest(request)));
    return request;
  }

  /** Of one that others settle too, or of one of its own. */
  private settlement(verb: 'capture' | 'void', body: object): WriteRequest {
    const { random } = this;
    const isOwn = this.holds.length > 0 && random.chance(0.3);
    const { book, id: hold } = isOwn ? random.pick(this.holds.slice(-RECENT)) : this.hot.draw();
    const what = { path: `holds/${hold}/${verb}`, type: `${verb}.requested.v1` };
    return { ...this.request(book, what, body), inPath: { hold } };
  }

  private batch(book: string): WriteRequest {
    const request = { book, key: this.key(), ...BATCHES, body: '' };
    const keyId = keyIdOfRequest(request);
    const operations = batchOperations(this.random, keyId, FEWEST_OPERATIONS, MOST_OPERATIONS);
    return this.holding({ ...request, body: JSON.stringify({ operations }) });
  }

  /** Now and then another file under the key of one that was sent. */
  private import(book: string): WriteRequest {
    const { random } = this;
    const own = this.sent.slice(-RECENT).filter(isImport);
    if (own.length === 0 || random.chance(0.9)) return this.holding(importRequest(random, book, this.key()));
    const { book: same, key } = random.pick(own);
    return importRequest(random, same, key);
  }

  /** Remembers the holds that a batch asks for. */
  private holding(request: WriteRequest): WriteRequest {
    const held = operationsOf(request).flatMap(({ type }, at) =>
      type === 'hold' ? [askedHold(request.book, keyIdOfRequest(request), at)] : [],
    );
    this.holds.push(...held);
    return request;
  }

  private changeOfStatus(book: string, verb: string, type: string): WriteRequest {
    const account = this.random.pick(BOUNDED);
    const what = { path: `accounts/${account}/${verb}`, type };
    return { ...this.request(book, what, { reason: 'a change' }), inPath: { account } };
  }
}

const operationsOf = (request: WriteRequest): { type: string }[] =>
  (eventBodyOf(request) as { operations: { type: string }[] }).operations;
