import { fileURLToPath } from 'node:url';
import { cpu, scalar, type Engine } from '@microgpt/autograd';
import { openCheckpoint, saveCheckpoint } from '@microgpt/checkpoint';
import { Initializer, Linear } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { expect, test } from 'vitest';
import { resumeElsewhere, runInHalves } from '../../../gpt/test/checkpoint/halves.ts';
import { createWasm } from '../../src/index.ts';

const wasm = await createWasm();
const script = fileURLToPath(new URL('finish-runs.ts', import.meta.url));

test(
  '500 steps, a checkpoint and 500 more in a new process equal 1,000 steps, bit for bit',
  { timeout: 120_000 },
  async () => {
    for (const { kind, straight, resumed } of await runInHalves(wasm, script)) {
      expect({ ...kind, ...resumed }).toEqual({ ...kind, ...straight });
      expect(straight.losses).toHaveLength(500);
    }
  },
);

test.each([
  ['wasm', 'cpu', wasm, cpu],
  ['wasm', 'scalar', wasm, scalar],
  ['cpu', 'wasm', cpu, wasm],
])('a checkpoint from %s resumes on %s within the precision of float32', async (_from, _to, first, second) => {
  const { straight, resumed } = await resumeElsewhere(first, second);
  for (const [i, loss] of resumed.entries()) expect(loss).toBeCloseTo(straight[i], 4);
});

test('a number beyond float32 is refused', async () => {
  const linear = (engine: Engine): Linear => new Linear(1, 1, new Initializer(engine, new Random(1)));
  const model = linear(cpu);
  model.weight.assign([1e300]);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of saveCheckpoint({ model })) chunks.push(chunk);
  const checkpoint = await openCheckpoint(new Blob(chunks));
  await expect(checkpoint.load({ model: linear(wasm) })).rejects.toThrow(
    'Checkpoint.load: "model.weight" holds 1e+300 at index 0; it must be finite in float32',
  );
});
