import { randomBytes } from 'node:crypto';
import kafkajs from 'kafkajs/src/protocol/recordBatch/crc32C';
import { crc32c } from './crc32c';

describe('A CRC-32C', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 0],
    ['the digits', Buffer.from('123456789'), 0xe3069283],
    // RFC 3720, appendix B.4.
    ['32 zeros', Buffer.alloc(32), 0x8a9136aa],
    ['32 ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['0 to 31', Buffer.from(Array.from({ length: 32 }, (_, at) => at)), 0x46dd794e],
  ])('of %s is what it must be', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  it('is that of kafkajs, whatever the length', () => {
    for (let length = 0; length < 100; length += 1) {
      const bytes = randomBytes(length);
      expect([bytes.toString('hex'), crc32c(bytes)]).toEqual([bytes.toString('hex'), kafkajs(bytes)]);
    }
  });
});
