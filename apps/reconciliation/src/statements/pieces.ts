export const PIECE_BYTES = 16 * 1024;

export interface Piece {
  readonly bytes: Buffer;
  /** Whether the file ends with it. It can be empty. */
  readonly isLast: boolean;
}

/**
 * The bytes of a file in pieces of one size, however they arrive. So nothing that is read depends on where a network cut them, and
 * what is held of them at a time is bounded.
 */
export async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let piece = Buffer.alloc(PIECE_BYTES);
  let used = 0;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length;) {
      if (used === PIECE_BYTES) {
        yield { bytes: piece, isLast: false };
        piece = Buffer.alloc(PIECE_BYTES);
        used = 0;
      }
      const part = chunk.subarray(from, from + PIECE_BYTES - used);
      piece.set(part, used);
      used += part.length;
      from += part.length;
    }
  }
  yield { bytes: piece.subarray(0, used), isLast: true };
}
