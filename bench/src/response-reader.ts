const headEnd = '\r\n\r\n';
const contentLength = /\r\ncontent-length: *(\d+)/i;

/** Reads the answers of one connection that has one request under way at a time. */
export class ResponseReader {
  private held = '';

  /** Takes what has come. Answers the whole answer, head and body, once it is there, else null. */
  push(chunk: Buffer): string | null {
    const text = this.held + chunk.toString('latin1');
    this.held = text;
    const head = text.indexOf(headEnd);
    if (head < 0) return null;
    const length = contentLength.exec(text)?.[1];
    if (length === undefined) throw new Error(`An answer without Content-Length:\n${text.slice(0, head)}`);
    if (text.length < head + headEnd.length + Number(length)) return null;
    this.held = '';
    return text;
  }
}

/** HTTP/1.1 201 Created */
export const statusOf = (answer: string): number => Number(answer.slice(9, 12));
