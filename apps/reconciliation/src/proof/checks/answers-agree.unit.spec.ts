import type { Hold, HoldMovement } from '@pacioli/contracts/hold';
import type { JournalEntry } from '@pacioli/contracts/journal-entry';
import { matching } from '../matching.testing';
import { Accounts } from '../accounts';
import { heldBook, HELD } from '../held-book.testing';
import { SoundBook, type WrittenRows } from '../sound-book.testing';
import { Holds } from '../holds';
import { AnswersAgree } from './answers-agree';
import { HoldsConserve } from './holds-conserve';

const TRANSFER = 6;
const BOTH = 9;

describe('AnswersAgree', () => {
  function checkOf(tamper: (rows: WrittenRows[]) => void, book = new SoundBook()) {
    const rows = book.written;
    tamper(rows);
    const accounts = new Accounts();
    const holds = new Holds(accounts);
    const holdsConserve = new HoldsConserve(holds);
    const check = new AnswersAgree(accounts, holds);
    for (const written of rows) {
      if (written.account) accounts.open(written.account);
      holdsConserve.see(written);
      check.see(written);
    }
    return check.findings.check();
  }
  const beginning = (text: string) => matching(new RegExp(`^${text.replace(/[{}]/g, '\\$&')}`));
  const answer = (row: WrittenRows, change: (answer: JournalEntry) => void) => {
    const said = JSON.parse(row.outcome.answer!) as JournalEntry;
    change(said);
    row.outcome.answer = JSON.stringify(said);
  };

  it('counts the answers of a sound book and finds nothing', () => {
    expect(checkOf(() => undefined)).toEqual({
      ...{ name: 'answers_agree', status: 'ok', checked: 4, problem_count: 0, problems: [] },
    });
  });

  it.each<[string, (said: JournalEntry) => void, string, string]>([
    ['/id', (said) => (said.id = 'je_1'), '"je_', '"je_1"'],
    ['/book', (said) => (said.book = 'other'), '"acme"', '"other"'],
    ['/number', (said) => (said.number = '9'), '"2"', '"9"'],
    ['/operation', (said) => (said.operation = 'op_1'), '"op_', '"op_1"'],
    ['/kind', (said) => (said.kind = 'journal_entry'), '"transfer"', '"journal_entry"'],
    ['/recorded_at', (said) => (said.recorded_at = 'now'), '"2026', '"now"'],
    ['/effective_at', (said) => (said.effective_at = 'now'), '"2026', '"now"'],
    ['/description', (said) => (said.description = 'other'), 'null', '"other"'],
    ['/reference', (said) => (said.reference = 'other'), 'null', '"other"'],
    ['/metadata/a', (said) => (said.metadata = { a: 'b' }), 'nothing', '"b"'],
    ['/reverses', (said) => (said.reverses = 'je_1'), 'null', '"je_1"'],
    ['/postings/0/account', (said) => (said.postings[0]!.account = 'owed'), '"cash"', '"owed"'],
    ['/postings/0/amount', (said) => (said.postings[0]!.amount = '21'), '"20"', '"21"'],
    ['/postings/1/direction', (said) => (said.postings[1]!.direction = 'DEBIT'), '"CREDIT"', '"DEBIT"'],
    ['/postings/1/currency', (said) => (said.postings[1]!.currency = 'EUR'), '"GBP"', '"EUR"'],
    ['/postings/1/version', (said) => (said.postings[1]!.version = '7'), '"2"', '"7"'],
    ['/postings/1/balance_after', (said) => (said.postings[1]!.balance_after = '-120'), '"120"', '"-120"'],
    ['/postings/2', (said) => said.postings.push(said.postings[0]!), 'nothing', '{"account"'],
  ])('names what an answer says otherwise than its rows at %s', (pointer, change, expected, found) => {
    const { problems } = checkOf((rows) => answer(rows[TRANSFER]!, change));
    expect(problems).toEqual([
      {
        row: matching(new RegExp(`^answer of decision acme 7 \\(op_\\w+\\) at ${pointer}$`)),
        expected: beginning(expected),
        found: beginning(found),
      },
    ]);
  });

  it('names an answer whose rows were changed', () => {
    const { problems } = checkOf((rows) => (rows[TRANSFER]!.entries[0]!.postings[0]!.amount = 21n));
    expect(problems).toMatchObject([{ expected: '"21", as in the rows', found: '"20" in the answer' }]);
  });

  it('does not mind the order of metadata, which a stored object does not keep', () => {
    const { problems } = checkOf((rows) => (rows[BOTH]!.entries[0]!.entry.metadata = { y: '25', z: '26' }));
    expect(problems).toEqual([]);
  });

  it.each([
    ['not JSON', '{', 'nothing'],
    ['no object', '"posted"', '"posted"'],
    ['null', null, 'null'],
  ])('names an answer that is %s', (_, text, found) => {
    const { problems } = checkOf((rows) => (rows[TRANSFER]!.outcome.answer = text));
    expect(problems).toMatchObject([
      { row: matching(/^answer of decision acme 7 /), found: `${found} in the answer` },
    ]);
  });

  it('names an answer without an entry', () => {
    const { problems } = checkOf((rows) => (rows[TRANSFER]!.entries = []));
    expect(problems).toMatchObject([{ expected: 'null, as in the rows', found: matching(/^{"id":"je_/) }]);
  });

  it('counts the answers about holds and finds nothing', () => {
    expect(checkOf(() => undefined, heldBook())).toMatchObject({ checked: 13, problem_count: 0 });
  });

  it.each<[string, keyof typeof HELD, (said: HoldMovement & Hold) => unknown, string]>([
    ['/amount', 'hold', (said) => (said.amount = '11'), '"10"'],
    ['/status', 'hold', (said) => (said.status = 'voided'), '"open"'],
    ['/expires_at', 'third', (said) => (said.expires_at = null), '"2026-01-01T00:00:16.500Z"'],
    ['/metadata/night', 'second', (said) => (said.metadata = {}), '"1"'],
    ['/hold/remaining', 'part', (said) => (said.hold.remaining = '5'), '"6"'],
    ['/journal_entry/number', 'part', (said) => (said.journal_entry.number = '1'), '"6"'],
    [
      '/journal_entry/postings/0/layer',
      'rest',
      (said) => (said.journal_entry.postings[0]!.layer = 'posted'),
      '"released"',
    ],
    ['/hold/status', 'rest', (said) => (said.hold.status = 'open'), '"captured"'],
    ['/voided', 'voided', (said) => (said.voided = '0'), '"10"'],
    ['/status', 'expired', (said) => (said.status = 'voided'), '"expired"'],
  ])('names what an answer about a hold says otherwise at %s', (pointer, step, change, expected) => {
    const tamper = (rows: WrittenRows[]) => answer(rows[HELD[step]]!, change as never);
    const { problems } = checkOf(tamper, heldBook());
    expect(problems).toMatchObject([
      { row: matching(new RegExp(` at ${pointer}$`)), expected: beginning(expected) },
    ]);
  });
});
