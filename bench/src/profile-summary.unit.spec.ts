import { join } from 'node:path';
import { repository } from '@pacioli/stack/config';
import { type CpuProfile, summarize, timesByPlace } from './profile-summary';

const own = join(repository, 'apps/payment-api/dist/main.js');
const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: { functionName: '(idle)', url: '' } },
    {
      id: 2,
      callFrame: { functionName: 'send', url: join(repository, 'node_modules/fastify/lib/reply.js') },
    },
    {
      id: 3,
      callFrame: { functionName: 'x', url: `file://${join(repository, 'node_modules/@nestjs/core/x.js')}` },
    },
    { id: 4, callFrame: { functionName: 'main', url: own } },
    { id: 5, callFrame: { functionName: 'write', url: 'node:net' } },
    {
      id: 6,
      callFrame: { functionName: 'receive', url: join(repository, 'node_modules/fastify/fastify.js') },
    },
  ],
  samples: [1, 2, 3, 4, 5, 6],
  timeDeltas: [500, 100, 60, 40, 50, 250],
};

describe('the summary of a CPU profile', () => {
  it('adds up the time of each package and each file of ours', () => {
    expect(Object.fromEntries(timesByPlace(profile))).toEqual({
      '(idle)': 500,
      fastify: 350,
      '@nestjs/core': 60,
      'node:net': 50,
      'apps/payment-api/dist/main.js': 40,
    });
  });

  it('shows the largest share first, of the time that was not idle', () => {
    const [title, , first] = summarize(profile).split('\n');
    expect(title).toMatch(/^busy 50\.0 % of 0\.0 s/);
    expect(first).toMatch(/^fastify +70\.0 %$/);
  });
});
