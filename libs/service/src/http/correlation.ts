import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';

const PRINTABLE = /^[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?$/;
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

declare module 'fastify' {
  interface FastifyRequest {
    /** W3C trace context: the client's own, or made for this request. */
    traceparent: string;
  }
}

/** The client's X-Request-Id if it is printable and at most 200 characters long, else one of ours. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && PRINTABLE.test(given) ? given : randomUUID();
}

/** The client's traceparent if it is valid (W3C Trace Context, 3.2), else a new trace that nobody samples. */
export function traceparentOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const { traceparent: given } = headers;
  if (typeof given === 'string' && isTraceparent(given)) return given;
  return `00-${hexDigits()}-${hexDigits().slice(16)}-00`;
}

/** 32 of them, from the random bytes that Node keeps ready for UUIDs. */
const hexDigits = () => randomUUID().replaceAll('-', '');

function isTraceparent(text: string): boolean {
  const [, version, traceId, parentId, more] = TRACEPARENT.exec(text) ?? [];
  if (version === undefined || version === 'ff' || text.length > MOST_CHARACTERS) return false;
  // A later version may add parts at the end; this one may not.
  if (version === '00' && more !== undefined) return false;
  return !/^0+$/.test(traceId!) && !/^0+$/.test(parentId!);
}

/** What an event's header may hold of it. */
const MOST_CHARACTERS = 200;

/** What every log line of a request says. */
export const logFieldsOf = ({ id, traceparent, method, url }: FastifyRequest) => ({
  ...{ request_id: id, traceparent, method, url },
});
