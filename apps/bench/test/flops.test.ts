import { trainingFlops } from '@microgpt/gpt';
import { expect, test } from 'vitest';
import { flopsPerStep } from '../src/workloads/task.ts';

const config = { vocabSize: 5, blockSize: 8, nLayer: 2, nHead: 1, nEmbd: 4 };

test('the FLOPs of a step are the mean over the batches', () => {
  const batches = [[[0, 1]], [[0, 1, 2], [0]]].map((inputs) => ({ inputs, targets: inputs }));
  const [a, b] = batches.map(({ inputs }) => trainingFlops(config, inputs));
  expect(flopsPerStep({ config, batches })).toBe((a + b) / 2);
});
