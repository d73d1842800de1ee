import { expect, test } from 'vitest';
import { flopsPerStep, forwardFlops } from '../src/workloads/task.ts';

const config = { vocabSize: 5, blockSize: 8, nLayer: 2, nHead: 1, nEmbd: 4 };

test('a token costs the layers’ matrices, the head, and attention to itself', () => {
  // Per layer wq, wk, wv, wo are 4 × 4 and the MLP 16 × 4 twice: 192. The head is 5 × 4 = 20. q·k and weight·v: 4 each, per layer.
  expect(forwardFlops(config, [[0]])).toBe(2 * (2 * 192 + 20 + 2 * 8));
});

test('attention grows with the pairs of a document, not of the batch', () => {
  const linear = 2 * 192 + 20;
  expect(forwardFlops(config, [[0, 1, 2]])).toBe(2 * (3 * linear + 6 * 2 * 8));
  expect(forwardFlops(config, [[0, 1], [2]])).toBe(2 * (3 * linear + (3 + 1) * 2 * 8));
});

test('a training step costs three forward passes, on average over the batches', () => {
  const batches = [[[0, 1]], [[0, 1, 2], [0]]].map((inputs) => ({ inputs, targets: inputs }));
  const [a, b] = batches.map(({ inputs }) => forwardFlops(config, inputs));
  expect(flopsPerStep({ config, batches })).toBe((3 * (a + b)) / 2);
});
