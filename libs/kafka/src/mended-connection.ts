import { KafkaJSConnectionClosedError } from 'kafkajs/src/errors';
import Connection from 'kafkajs/src/network/connection';

const { connect, send, disconnect } = Connection.prototype;
const opening = new WeakMap<Connection, Promise<true>>();
/** The length that each answer begins with. */
const SIZE_BYTES = 4;

/**
 * Opens a connection once, however many ask for it at the same time, and begins it with nothing of the one before: kafkajs
 * opens one for each who asks and leaks all but the last, and it puts the first answer behind what it had of a torn one,
 * after which it understands none any more (docs/adr/0003-kafka.md, fault 29).
 */
function connectAnew(this: Connection): Promise<true> {
  if (this.isConnected()) return Promise.resolve(true);
  const underWay = opening.get(this);
  if (underWay) return underWay;
  this.socket?.destroy();
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
async function sendOrClose(this: Connection, request: object): Promise<unknown> {
  const { socket } = this;
  try {
    return await send.call(this, request);
  } catch (error) {
    // Only the socket of now: another may have come after the one that was asked over.
    if ((error as Error).name === 'KafkaJSRequestTimeoutError' && socket === this.socket) {
      this.rejectRequests(error as Error);
      await this.disconnect();
      socket?.destroy();
    }
    throw error;
  }
}

/**
 * Leaves nobody waiting on a closed connection: kafkajs keeps a request that comes in while it closes, has no timer for it
 * any more, and takes the connection for a good one from then on (fault 31).
 */
async function disconnectWhole(this: Connection): Promise<true> {
  const done = await disconnect.call(this);
  const { host, port } = this;
  this.rejectRequests(new KafkaJSConnectionClosedError('The connection was closed', { host, port }));
  return done;
}

Object.assign(Connection.prototype, {
  connect: connectAnew,
  send: sendOrClose,
  disconnect: disconnectWhole,
});
