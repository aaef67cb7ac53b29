import { ledgerEventType } from '@pacioli/contracts/ledger-event';
import { DEAD_LETTER_REASONS, PAYMENT_EVENTS, type PaymentEventType } from '@pacioli/contracts/payment-event';
import { REFUSAL_CODES } from '@pacioli/contracts/problem';
import { checkerOf } from '@pacioli/contracts/schema';

/** What is wrong with the body of an event; nothing when it is as its type says. */
type BodyCheck = (body: unknown) => string[];

/** By CloudEvents type: what each says when it is done, and why it is not. They are made when they are needed. */
const CHECKS: ReadonlyMap<string, () => BodyCheck> = new Map(
  (Object.keys(PAYMENT_EVENTS) as PaymentEventType[])
    .flatMap((requestType): [string, () => BodyCheck][] => [
      [ledgerEventType({ requestType, status: 'posted' }), () => answerCheck(requestType)],
      [ledgerEventType({ requestType, status: 'rejected' }), () => refusalCheck(REFUSAL_CODES)],
    ])
    .concat([
      [
        ledgerEventType({ requestType: null, status: 'dead_lettered' }),
        () => refusalCheck(DEAD_LETTER_REASONS),
      ],
    ]),
);
const made = new Map<string, BodyCheck>();

function answerCheck(requestType: PaymentEventType): BodyCheck {
  const check = checkerOf(PAYMENT_EVENTS[requestType].answer);
  return (body) => check(body).map(({ pointer, detail }) => `${pointer || 'the body'} ${detail}`);
}

function refusalCheck(codes: readonly string[]): BodyCheck {
  return (body) => {
    const { code, detail } = (body ?? {}) as { code?: unknown; detail?: unknown };
    return [
      ...(codes.includes(code as string) ? [] : ['/code is none that this release knows']),
      ...(typeof detail === 'string' ? [] : ['/detail is missing']),
    ];
  };
}

/** What is wrong with an event of ledger-events by its own type. */
export function wrongInLedgerEvent(type: string | null, value: Buffer | null): string[] {
  const make = CHECKS.get(type ?? '');
  if (type === null || make === undefined) return [`${type ?? 'no type'} is no type of ledger-events`];
  const check = made.get(type) ?? make();
  made.set(type, check);
  try {
    return check(JSON.parse(value?.toString() ?? ''));
  } catch {
    return ['the value is not JSON'];
  }
}
