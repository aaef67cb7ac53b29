import { ResponseReader, statusOf } from './response-reader';

const answer = (status: string, body: string): Buffer =>
  Buffer.from(`HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\ndate: today\r\n\r\n${body}`);

describe('a response reader', () => {
  it('answers the status of each answer in turn', () => {
    const reader = new ResponseReader();
    expect(statusOf(reader.push(answer('201 Created', '{"id":"je_1"}'))!)).toBe(201);
    expect(statusOf(reader.push(answer('503 Service Unavailable', ''))!)).toBe(503);
  });

  it('waits for the last byte, however the answer is cut', () => {
    const whole = answer('202 Accepted', '{"operation":{}}');
    for (let cut = 1; cut < whole.length; cut += 1) {
      const reader = new ResponseReader();
      expect(reader.push(whole.subarray(0, cut))).toBeNull();
      expect(reader.push(whole.subarray(cut))).toBe(whole.toString());
    }
  });

  it('refuses an answer of which it can not know the end', () => {
    const chunked = Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    expect(() => new ResponseReader().push(chunked)).toThrow(/without Content-Length/);
  });
});
