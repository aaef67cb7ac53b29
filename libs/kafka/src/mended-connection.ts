import { KafkaJSConnectionClosedError, KafkaJSConnectionError } from 'kafkajs/src/errors';
import Connection, { type Request } from 'kafkajs/src/network/connection';

const { connect, send, disconnect } = Connection.prototype;
const opening = new WeakMap<Connection, Promise<true>>();
/** The length that each answer begins with. */
const SIZE_BYTES = 4;

/**
 * Opens a connection once, however many ask for it at the same time, and begins it with nothing of the one before: kafkajs
 * opens one for each who asks and leaks all but the last, and it puts the first answer behind what it had of a torn one,
 * after which it understands none any more (docs/adr/0003-kafka.md, faults 29 and 32).
 */
function connectAnew(this: Connection): Promise<true> {
  if (this.isConnected()) return Promise.resolve(true);
  const underWay = opening.get(this);
  if (underWay) return underWay;
  this.chunks = [];
  this.bytesBuffered = 0;
  this.bytesNeeded = SIZE_BYTES;
  const opened = connect.call(this).finally(() => opening.delete(this));
  opening.set(this, opened);
  return opened;
}

/**
 * Closes a connection on which an answer is overdue, as Kafka's own clients do: a link that died without a word would
 * otherwise be used until the kernel gives it up, a quarter of an hour later (fault 30).
 */
async function sendOrClose(this: Connection, protocol: { request: Request }): Promise<unknown> {
  const { socket } = this;
  try {
    return await send.call(this, protocol);
  } catch (error) {
    const { name, message, correlationId } = error as Error & { correlationId: number };
    if (
      name === 'KafkaJSRequestTimeoutError' &&
      !IN_ORDER.has(protocol.request.apiName) &&
      isOldest(this, correlationId) &&
      // Another may have come after the one that was asked over.
      socket === this.socket
    ) {
      const { broker } = this;
      this.rejectRequests(new KafkaJSConnectionError(`The connection was given up: ${message}`, { broker }));
      await this.disconnect();
    }
    throw error;
  }
}

/**
 * What a transactional producer asks for is repeated over the same connection, behind what may come late: over another one
 * it would overtake that, which then opens a transaction that nobody ends, or takes the id from its own owner.
 */
const IN_ORDER = new Set(['InitProducerId', 'AddPartitionsToTxn', 'Produce', 'EndTxn']);

/** A broker answers in order: what is overdue behind a request that may take longer, to join a group, is only waiting for it. */
const isOldest = ({ requestQueue }: Connection, correlationId: number): boolean =>
  [...requestQueue.inflight.keys()].every((other) => other > correlationId);

/**
 * Leaves nothing behind of a connection that was closed. kafkajs keeps a request that comes in while it closes, has no timer
 * for it any more, and takes the connection for a good one from then on (fault 31); and it leaves the socket open, whose end
 * later on closes the connection that came after it (fault 32).
 */
async function disconnectWhole(this: Connection): Promise<true> {
  const { socket, host, port } = this;
  // Whoever waits for it to open is told at once.
  const why = opening.has(this) ? new Error('It was closed while it was being opened') : undefined;
  const done = await disconnect.call(this);
  this.rejectRequests(new KafkaJSConnectionClosedError('The connection was closed', { host, port }));
  socket?.destroy(why);
  return done;
}

Object.assign(Connection.prototype, {
  connect: connectAnew,
  send: sendOrClose,
  disconnect: disconnectWhole,
});
