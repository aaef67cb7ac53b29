import { renderTable } from '@pacioli/service/terminal-table';
import type { Overload } from './overload';

const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');
const seconds = (ms: number | null): string => (ms === null ? 'never' : `${(ms / 1000).toFixed(1)} s`);

/** What became of a load that was more than the service can do. */
export function overloadTable(sustainable: number, result: Overload): string {
  const counts = (by: Record<string, number>) =>
    Object.entries(by).map(([what, count]) => [what, whole(count)]);
  const rows = [
    ['sustainable payments a second', whole(sustainable)],
    ['offered', whole(result.offered)],
    ['accepted (202)', whole(result.accepted)],
    ...counts(result.refused).map(([code, count]) => [`503 ${code}`, count!]),
    ['given up by the client after 10 s', whole(result.timedOut)],
    ['not let in by the system', whole(result.notLetIn)],
    ['not sent: no connection was free', whole(result.notSent)],
    ...counts(result.wrong).map(([what, count]) => [`other: ${what}`, count!]),
    ['other answers', whole(Object.values(result.wrong).reduce((sum, count) => sum + count, 0))],
    ['accepted after, p50 and p99', `${whole(result.acceptedP50Ms)} ms, ${whole(result.acceptedP99Ms)} ms`],
    ['refused after, p50', `${whole(result.refusedP50Ms)} ms`],
    ['most in the queue', whole(result.peakQueue)],
    ['payment-api, peak', `${whole(result.peakMb.api)} MB`],
    ['ledger-service, peak', `${whole(result.peakMb.ledger)} MB`],
    ['answers as fast as before after', seconds(result.normalAfterMs)],
    ['posted', whole(result.posted)],
    ['all posted after', seconds(result.postedAfterMs)],
  ];
  return renderTable(
    [
      { title: 'payments', align: 'left' },
      { title: '', align: 'right' },
    ],
    rows,
  );
}
