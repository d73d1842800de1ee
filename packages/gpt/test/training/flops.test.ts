import { expect, test } from 'vitest';
import { forwardFlops, trainingFlops } from '../../src/training/flops.ts';

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

test('a training step costs three forward passes', () => {
  expect(trainingFlops(config, [[0, 1], [2]])).toBe(3 * forwardFlops(config, [[0, 1], [2]]));
});

test('without attention, a step of GPT-2’s size costs 6 FLOPs for each token and parameter of a matrix product', () => {
  const gpt2 = { vocabSize: 50257, blockSize: 1024, nLayer: 12, nHead: 12, nEmbd: 768 };
  const matrices = 12 * 12 * 768 ** 2 + 50257 * 768; // 124 million, as in the paper's smallest model
  expect(trainingFlops(gpt2, [[0]])).toBe(6 * (matrices + 12 * 2 * 768));
});
