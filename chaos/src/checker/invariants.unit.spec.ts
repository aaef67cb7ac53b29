import { violationsOf } from './invariants';
import type { Observed } from './observed';
import { exchange, soundRun, transfer, trialBalance, type Mutable } from './sound-run.testing';

const brokenBy = (harm: (observed: Mutable<Observed>) => void): string[] => {
  const observed = soundRun();
  harm(observed);
  return [...new Set(violationsOf(observed).map(({ invariant }) => invariant))];
};

describe('The invariants', () => {
  it('hold where all is well', () => {
    expect(violationsOf(soundRun())).toEqual([]);
  });

  it.each<[string, string, (observed: Mutable<Observed>) => void]>([
    ['I1', 'an amount that was changed', ({ evidence }) => (evidence.postings[0]!.amount = 71n)],
    ['I1', 'a posting that is missing', ({ evidence }) => evidence.postings.pop()],
    ['I2', 'money from nowhere', ({ evidence }) => (evidence.postings[3]!.direction = 'DEBIT')],
    [
      'I2',
      'a trial balance that did not net to zero when it was read',
      ({ reads }) => (reads[0]!.answer.text = trialBalance('70', '69', '50')),
    ],
    ['I14', 'an account that was below its limit', ({ evidence }) => (evidence.postings[2]!.debits = 71n)],
    [
      'I14',
      'an account that was read below its limit',
      ({ reads }) => (reads[0]!.answer.text = trialBalance('70', '70', '-1')),
    ],
    ['I13', 'a read that was answered 500', ({ reads }) => (reads[0]!.answer.status = 500)],
    [
      'I3',
      'a key with two outcomes',
      ({ evidence }) => evidence.outcomes.push({ ...evidence.outcomes[3]!, offset: 9n }),
    ],
    [
      'I3',
      'an entry that nobody decided',
      ({ evidence }) => evidence.entries.push({ ...evidence.entries[1]!, number: 3n }),
    ],
    ['I4', 'an accepted payment without an outcome', ({ evidence }) => evidence.outcomes.splice(3, 1)],
    ['I4', 'an outcome without a record', ({ evidence }) => evidence.paymentEvents[0]!.records.splice(3, 1)],
    [
      'I5',
      'a bad request that was recorded',
      ({ calls }) => (calls[5]!.attempts = [{ began: 0, ended: 1, status: 400, text: '' }]),
    ],
    [
      'I5',
      'a request that was recorded though every answer denied it',
      ({ calls }) =>
        (calls[5]!.attempts = [{ began: 0, ended: 1, status: 503, text: '{"code":"unavailable"}' }]),
    ],
    ['I0', 'a run in which no trial balance was read', ({ reads }) => reads.pop()],
    [
      'I2',
      'a trial balance that leaves out everything',
      ({ reads }) => (reads[0]!.answer.text = '{"currencies":[]}'),
    ],
    ['I7', 'a run in which nothing was looked at', ({ sightings }) => sightings.pop()],
    ['I11', 'an account that is not told', ({ told }) => told.pop()],
    ['I5', 'a record that nobody sent', ({ calls }) => calls.splice(5, 1)],
    ['I6', 'a version that is missing', ({ evidence }) => (evidence.postings[2]!.version = 3n)],
    ['I6', 'a balance that does not follow', ({ evidence }) => (evidence.postings[3]!.credits = 21n)],
    [
      'I7',
      'a row that has changed',
      ({ seenAgain }) => (seenAgain as Map<string, string>).set('north 4', 'otherwise'),
    ],
    ['I7', 'a row that is gone', ({ seenAgain }) => (seenAgain as Map<string, string>).clear()],
    ['I9', 'a fence that is behind', ({ evidence }) => (evidence.fences[0]!.nextOffset = 5n)],
    ['I10', 'a payment that should have been refused', ({ evidence }) => (evidence.outcomes[5]!.code = null)],
    ['I10', 'a posting to another account', ({ evidence }) => (evidence.postings[0]!.account = 3)],
    ['I11', 'a balance that is told otherwise', ({ told }) => (told[0]!.posted = '49')],
    [
      'I13',
      'an answer that is not the outcome',
      ({ calls }) => (calls[3]!.attempts[2]!.text = 'another answer'),
    ],
    [
      'I13',
      'a refusal that was no refusal',
      ({ evidence }) => (evidence.outcomes[5]!.code = 'limit_exceeded'),
    ],
    [
      'I13',
      'another request that was answered',
      ({ calls }) => (calls[3]!.request.body = JSON.stringify(transfer('71'))),
    ],
    ['I13', 'an answer of 500', ({ calls }) => (calls[3]!.attempts[0]!.status = 500)],
    [
      'I4',
      'an outcome that was not published',
      ({ evidence }) => evidence.ledgerEvents[0]!.records.splice(2, 1),
    ],
    [
      'I4',
      'an outcome that was published twice',
      ({ evidence }) => evidence.ledgerEvents[0]!.records.push(evidence.ledgerEvents[0]!.records[5]!),
    ],
    ['I15', 'a transaction that is open', ({ evidence }) => (evidence.ledgerEvents[0]!.highWatermark = 31n)],
    ['I1', 'a layer that does not net to zero', ({ evidence }) => (evidence.postings[4]!.layer = 'posted')],
    ['I1', 'a part that is given back on one side', ({ evidence }) => (evidence.postings[15]!.amount = 19n)],
    ['I2', 'a hold of which more remains than is pending', ({ evidence }) => evidence.holdChanges.pop()],
    ['I2', 'a hold that is pending nowhere', ({ evidence }) => evidence.holds.push(evidence.holds[1]!)],
    [
      'I2',
      'an account on which what was held is pending for ever',
      ({ evidence }) => (evidence.postings[22]!.debitsPending = 28n),
    ],
    [
      'I3',
      'a capture with two entries',
      ({ evidence }) => (evidence.entries[4]!.decision = evidence.entries[3]!.decision),
    ],
    [
      'I3',
      'an entry of a batch that was refused',
      ({ evidence }) => evidence.entries.push({ ...evidence.entries[6]!, number: 8n, decision: 11n }),
    ],
    ['I3', 'a batch without its entries', ({ evidence }) => evidence.entries.splice(4, 2)],
    ['I3', 'two entries of one number', ({ evidence }) => (evidence.entries[5]!.number = 5n)],
    ['I4', 'an expiry that was asked for and not decided', ({ evidence }) => evidence.outcomes.splice(11, 1)],
    [
      'I5',
      'a scheduler that asks for a payment',
      ({ evidence }) =>
        (evidence.paymentEvents[0]!.records[11]!.headers['ce_type'] = 'transfer.requested.v1'),
    ],
    ['I6', 'a revision that is missing', ({ evidence }) => (evidence.holdChanges[1]!.revision = 3n)],
    ['I6', 'a hold of which more became than there was', ({ evidence }) => (evidence.holds[0]!.amount = 29n)],
    [
      'I6',
      'a capture that is forgotten again',
      ({ evidence }) => Object.assign(evidence.holdChanges[1]!, { captured: 0n, expired: 30n }),
    ],
    ['I6', 'what became of no hold', ({ evidence }) => (evidence.holdChanges[1]!.hold = 4n)],
    [
      'I6',
      'a pending total that does not follow',
      ({ evidence }) => (evidence.postings[12]!.debitsPending = 8n),
    ],
    [
      'I10',
      'an entry under the id of another',
      ({ evidence }) => (evidence.entries[5]!.id = evidence.entries[4]!.id),
    ],
    ['I10', 'an entry of another kind', ({ evidence }) => (evidence.entries[6]!.kind = 'void')],
    ['I10', 'a hold for another time', ({ evidence }) => (evidence.holds[0]!.expiresAt = 101)],
    ['I10', 'a hold of other accounts', ({ evidence }) => (evidence.holds[1]!.credit = 2)],
    ['I10', 'a hold of another decision', ({ evidence }) => (evidence.holds[1]!.decision = 9n)],
    [
      'I10',
      'an amount that was voided and had to expire',
      ({ evidence }) => Object.assign(evidence.holdChanges[1]!, { voided: 20n, expired: 0n }),
    ],
    ['I10', 'a refusal that points elsewhere', ({ evidence }) => (evidence.outcomes[10]!.pointer = null)],
    [
      'I10',
      'an expiry that came too early',
      ({ evidence }) => (evidence.paymentEvents[0]!.records[11]!.timestamp = 99),
    ],
    [
      'I10',
      'a hold that nobody asked for',
      ({ evidence }) => evidence.holds.push({ ...evidence.holds[1]!, entry: 8n }),
    ],
    ['I11', 'a hold that is told as available', ({ told }) => (told[1]!.available = '45')],
    ['I11', 'a hold that is told as not pending', ({ told }) => (told[1]!.pending = '45')],
    [
      'I13',
      'a problem that points elsewhere',
      ({ calls }) => (calls[10]!.attempts[2]!.text = '{"code":"condition_failed"}'),
    ],
    [
      'I14',
      'an account that had less available than its limit',
      ({ evidence }) => (evidence.postings[4]!.debitsPending = 51n),
    ],
    [
      'I14',
      'an account that could rise above its limit',
      ({ evidence }) => (evidence.postings[1]!.creditsPending = 6n),
    ],
    [
      'I6',
      'a change of an account that is missing',
      ({ evidence }) => (evidence.accountChanges[0]!.revision = 2n),
    ],
    ['I10', 'a limit that nobody asked for', ({ evidence }) => (evidence.accountChanges[0]!.max = 61n)],
    ['I10', 'a change of a limit that is lost', ({ evidence }) => evidence.accountChanges.shift()],
    [
      'I10',
      'a change that a refusal made',
      ({ evidence }) =>
        evidence.accountChanges.push({ ...evidence.accountChanges[0]!, revision: 2n, decision: 15n }),
    ],
    [
      'I10',
      'an account that is suspended by a change of its limits',
      ({ evidence }) => (evidence.accountChanges[0]!.status = 'SUSPENDED'),
    ],
    [
      'I10',
      'a change of an account that expected another version',
      ({ evidence }) => {
        const lower = evidence.paymentEvents[0]!.records[13]!;
        lower.value = lower.value!.replace('8.0', '7.0');
      },
    ],
    ['I10', 'a month whose closing is lost', ({ evidence }) => evidence.closedPeriods.pop()],
    ['I10', 'a month that ends too late', ({ evidence }) => (evidence.closedPeriods[0]!.endsAt = 1)],
    [
      'I10',
      'a month that nobody closed',
      ({ evidence }) =>
        evidence.closedPeriods.push({ ...evidence.closedPeriods[0]!, decision: 15n, period: '1969-11' }),
    ],
    [
      'I10',
      'a payment that was refused for a month that is open',
      ({ evidence }) => {
        const late = evidence.paymentEvents[0]!.records[14]!;
        late.value = late.value!.replace('1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z');
      },
    ],
    [
      'I10',
      'an entry that took effect at another time',
      ({ evidence }) => (evidence.entries[0]!.effectiveAt = 4),
    ],
    ['I10', 'an exchange that is lost', ({ evidence }) => evidence.exchanges.shift()],
    [
      'I10',
      'an exchange that nobody asked for',
      ({ evidence }) => evidence.exchanges.push({ ...evidence.exchanges[1]!, entry: 9n }),
    ],
    ['I10', 'an exchange of another decision', ({ evidence }) => (evidence.exchanges[0]!.decision = 20n)],
    ['I10', 'a rate that lost its digits', ({ evidence }) => (evidence.exchanges[0]!.rate = '187.36')],
    ['I10', 'a result that is not exact', ({ evidence }) => (evidence.exchanges[0]!.exact = '187.36')],
    [
      'I10',
      'half a yen that was rounded up, to the odd neighbour',
      ({ evidence }) =>
        Object.assign(evidence.exchanges[1]!, { bought: 469n, residue: 0n, roundedOff: '-0.5' }),
    ],
    ['I10', 'a residue on the other side', ({ evidence }) => (evidence.exchanges[0]!.residue = 1n)],
    [
      'I10',
      'a residue that the trading account bears',
      ({ evidence }) => Object.assign(evidence.postings[19]!, { amount: 188n, credits: 188n }),
    ],
    [
      'I10',
      'an exchange that was refused and does not contradict its rate',
      ({ evidence }) => {
        const wrong = evidence.paymentEvents[0]!.records[21]!;
        wrong.value = JSON.stringify(exchange('100', '187.357', '187'));
      },
    ],
    ['I10', 'a file of which a line is lost', ({ evidence }) => evidence.entries.pop()],
    [
      'I3',
      'a file that was posted twice',
      ({ evidence }) => evidence.outcomes.push({ ...evidence.outcomes[22]! }),
    ],
    ['I4', 'a file that was posted and has no outcome', ({ evidence }) => evidence.outcomes.splice(22, 1)],
    [
      'I5',
      'a bad file of which something was recorded',
      ({ calls }) => (calls[21]!.attempts = [{ began: 0, ended: 1, status: 400, text: '' }]),
    ],
    [
      'I5',
      'a file that broke off, was recorded up to there, and never answered',
      ({ evidence, calls }) => {
        calls[21]!.attempts.pop();
        const file = evidence.paymentEvents[0]!.records[22]!;
        file.value = JSON.stringify({ operations: [{ type: 'transfer', ...transfer('5') }] });
      },
    ],
    [
      'I13',
      'a file that was cut off and posted up to there',
      ({ calls }) =>
        (calls[21]!.request.body += `${JSON.stringify({ type: 'transfer', ...transfer('1') })}\n`),
    ],
    [
      'I13',
      'a file of which fewer lines are told to be posted',
      ({ calls }) => (calls[21]!.attempts[2]!.text = '{"operation":"op_1","posted":1}'),
    ],
    [
      'I13',
      'a file that is said to be refused for another line',
      ({ calls }) =>
        (calls[22]!.attempts[2]!.text =
          '{"code":"rate_contradicts","errors":[{"pointer":"/operations/1/bought"}]}'),
    ],
    [
      'I10',
      'an account that was closed and had a balance',
      ({ evidence }) => Object.assign(evidence.outcomes[25]!, { status: 'done', code: null }),
    ],
    ['I10', 'a closing that is lost', ({ evidence }) => evidence.accountChanges.pop()],
    [
      'I10',
      'a closing that only suspends',
      ({ evidence }) => (evidence.accountChanges[1]!.status = 'SUSPENDED'),
    ],
    ['I15', 'a hold that was to expire and has not', ({ evidence }) => (evidence.holds[1]!.expiresAt = 100)],
  ])('%s is broken by %s', (invariant, _, harm) => {
    expect(brokenBy(harm)).toContain(invariant);
  });

  it('take poison for what it is, and a payment that became a dead letter for lost', () => {
    const poisoned = soundRun();
    const { evidence } = poisoned;
    const [events, outcomes] = [evidence.paymentEvents[0]!.records, evidence.outcomes];
    const [at, decision] = [BigInt(events.length), BigInt(outcomes.length + 1)];
    events.push({ ...events[0]!, offset: at, value: '{nonsense', headers: { ce_source: 'poison' } });
    outcomes.push({
      ...{ ...outcomes[5]!, decision, offset: at, source: null, key: null, type: null },
      ...{ status: 'dead_lettered', code: 'body_unparsable' },
    });
    evidence.fences[0]!.nextOffset = at + 1n;
    evidence.ledgerEvents[0]!.records.push({ ...events.at(-1)!, headers: { ce_id: `north/${decision}` } });
    evidence.deadLetters[0]!.records.push({ ...events.at(-1)!, headers: { dlq_offset: String(at) } });
    expect(violationsOf(poisoned)).toEqual([]);
    evidence.deadLetters[0]!.records.pop();
    expect(violationsOf(poisoned).map(({ invariant }) => invariant)).toEqual(['I4']);
    outcomes[3]!.status = 'dead_lettered';
    expect(violationsOf(poisoned).map(({ invariant }) => invariant)).toContain('I10');
  });
});
