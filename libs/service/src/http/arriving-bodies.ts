import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { GrowingBuffer } from './growing-buffer';
import { Problem } from './problem';

const MIB = 1024 * 1024;

/** The bodies that are being received, whose memory is bounded one by one and all together. */
export class ArrivingBodies {
  /** Bytes of memory that they take. */
  private held = 0;

  constructor(private readonly mostHeld: number) {}

  /**
   * Reads a body to its end. Throws the problems `body_too_large`, `overloaded` and `malformed_request`; what still comes of a
   * body that is refused is read by the server, and forgotten.
   */
  async read({ headers, routeOptions }: FastifyRequest, stream: Readable): Promise<Buffer> {
    const most = routeOptions.bodyLimit;
    const length = Number(headers['content-length'] ?? most);
    if (length > most) throw tooLarge(most);
    const body = new GrowingBuffer(length);
    return new Promise((resolve, reject) => {
      const take = (part: Buffer) => {
        if (body.length + part.length > most) return refuse(tooLarge(most));
        this.held -= body.size;
        body.add(part);
        this.held += body.size;
        if (this.held > this.mostHeld) refuse(tooMany());
      };
      const end = () => settle(() => resolve(body.bytes()));
      const breakOff = () => refuse(new Problem('malformed_request', 'The request broke off.'));
      const refuse = (problem: Problem) => settle(() => reject(problem));
      const settle = (how: () => void) => {
        stream.off('data', take).off('end', end).off('error', breakOff);
        this.held -= body.size;
        how();
      };
      stream.on('data', take).on('end', end).on('error', breakOff);
    });
  }
}

const tooLarge = (most: number) =>
  new Problem('body_too_large', `The body of this request has at most ${most / MIB} MiB.`);

const tooMany = () =>
  new Problem('overloaded', 'Too much is being sent at once. Try again with the same key.');
