import { fileURLToPath } from 'node:url';
import { cpu, scalar } from '@microgpt/autograd';
import { expect, test } from 'vitest';
import { resumeElsewhere, runInHalves } from './halves.ts';

const script = fileURLToPath(new URL('finish-runs.ts', import.meta.url));

test.each([
  ['scalar', scalar],
  ['cpu', cpu],
])(
  '[%s] 500 steps, a checkpoint and 500 more in a new process equal 1,000 steps, bit for bit',
  { timeout: 120_000 },
  async (_, engine) => {
    for (const { kind, straight, resumed } of await runInHalves(engine, script)) {
      expect({ ...kind, ...resumed }).toEqual({ ...kind, ...straight });
      expect(straight.losses).toHaveLength(500);
    }
  },
);

test.each([
  ['scalar', 'cpu', scalar, cpu],
  ['cpu', 'scalar', cpu, scalar],
])('a checkpoint from %s resumes on %s', async (_from, _to, first, second) => {
  const { straight, resumed } = await resumeElsewhere(first, second);
  for (const [i, loss] of resumed.entries()) expect(loss).toBeCloseTo(straight[i], 10);
});
