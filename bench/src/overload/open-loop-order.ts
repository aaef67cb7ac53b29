import type { Books } from '../books';

/** What the open-loop process is asked for: requests at their times, whatever becomes of those before them. */
export interface OpenLoopOrder {
  port: number;
  books: Books;
  perSecond: number;
  seconds: number;
  /** More are not opened: what has no free connection then is not sent. */
  connections: number;
  /** A client gives up so long after it has sent its request, and closes its connection. */
  patienceMs: number;
}

/** What became of the requests: each is counted once. */
export interface OpenLoopReport {
  offered: number;
  /** There was no free connection to send them over. */
  notSent: number;
  /** 202. */
  accepted: number;
  /** 503 with a Retry-After, by the code of the problem. */
  refused: Record<string, number>;
  /** All other answers, by status, and connections that broke, by error. */
  wrong: Record<string, number>;
  /** Given up by the client. */
  timedOut: number;
  /** The connection was reset before its first answer: the system did not keep it until the service accepted it. */
  notLetIn: number;
  acceptedP50Ms: number;
  acceptedP99Ms: number;
  refusedP50Ms: number;
}
