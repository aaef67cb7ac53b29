const headEnd = '\r\n\r\n';
const contentLength = /\r\ncontent-length: *(\d+)/i;

/** Reads the answers of one connection that has one request under way at a time, and of each no more than its status. */
export class ResponseReader {
  private held = '';

  /** Takes what has come. Answers the status once the whole answer is there, else null. */
  push(chunk: Buffer): number | null {
    const text = this.held + chunk.toString('latin1');
    this.held = text;
    const head = text.indexOf(headEnd);
    if (head < 0) return null;
    const length = contentLength.exec(text)?.[1];
    if (length === undefined) throw new Error(`An answer without Content-Length:\n${text.slice(0, head)}`);
    if (text.length < head + headEnd.length + Number(length)) return null;
    this.held = '';
    // HTTP/1.1 201 Created
    return Number(text.slice(9, 12));
  }
}
