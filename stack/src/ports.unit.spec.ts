import { once } from 'node:events';
import { AddressInfo, Server, createServer } from 'node:net';
import { assertPortsFree, doublePorts, freePorts, portProblem } from './ports';

const api = { purpose: 'the payment API', variable: 'PACIOLI_API_PORT' };
let taken: Server;
let port: number;

beforeEach(async () => {
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  port = (taken.address() as AddressInfo).port;
});

afterEach(() => {
  taken.close();
});

describe('ports', () => {
  it('that are taken are named, with what they are for and the variable that changes them', async () => {
    await expect(assertPortsFree([{ ...api, port }])).rejects.toThrow(
      `Port ${port}, wanted for the payment API, is taken by another program: ` +
        'stop that program or set PACIOLI_API_PORT to another port.',
    );
  });

  it('that are free pass', async () => {
    const [free = 0] = await freePorts(1);
    await assertPortsFree([{ ...api, port: free }]);
  });

  it('that may not be opened are reported with the reason', () => {
    expect(portProblem({ ...api, port: 80 }, 'EACCES')).toContain(
      'Port 80, wanted for the payment API, cannot be opened (EACCES)',
    );
  });

  it('that two uses share are named', () => {
    const kafka = { port: 8080, purpose: 'Kafka', variable: 'PACIOLI_KAFKA_PORT' };
    expect(doublePorts([{ ...api, port: 8080 }, kafka])).toEqual([
      'Port 8080 is wanted twice, for the payment API and for Kafka: change PACIOLI_KAFKA_PORT.',
    ]);
    expect(
      doublePorts([
        { ...api, port: 8080 },
        { ...kafka, port: 8081 },
      ]),
    ).toEqual([]);
  });

  it('that are looked for are different and below the range of outgoing connections', async () => {
    const found = await freePorts(3);
    expect(new Set(found).size).toBe(3);
    for (const each of found) expect(each >= 20_000 && each < 30_000).toBe(true);
  });

  it('that are taken are passed over in the search', async () => {
    const [first = 0] = await freePorts(1);
    const other = createServer().listen(first, '127.0.0.1');
    await once(other, 'listening');
    expect(await freePorts(1, first)).not.toContain(first);
    other.close();
  });
});
