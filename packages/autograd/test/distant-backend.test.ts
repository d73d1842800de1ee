// An engine whose memory JavaScript cannot reach at once, such as a GPU's.

import { describe, expect, test } from 'vitest';
import { ArrayEngine } from '../src/backend.ts';
import { testEngine } from '../src/testing.ts';
import { distantBackend } from './distant-backend.ts';

const engine = new ArrayEngine(distantBackend());

describe('an engine whose numbers take time to reach equals scalar', async () => {
  await testEngine(engine, { test });
});

test.each([
  ['toFlat', () => engine.ones([2]).toFlat()],
  ['toFlat', () => engine.ones([2]).toArray()],
  ['item', () => engine.ones([]).item()],
  ['argmax', () => engine.ones([2]).argmax()],
])('%s says to await read', (op, body) => {
  expect(body).toThrow(`${op}: numbers on distant cannot be read at once; use await x.read()`);
});

test('nothing is read while a step runs, and its result can be awaited', async () => {
  const x = engine.parameter([1, 2, 3]);
  x.mul(x).sum().backward();
  const { grad } = x;
  expect([x.hasGrad, x.hasFiniteGrad]).toEqual([true, true]);
  expect(await grad?.read()).toEqual(Float64Array.of(2, 4, 6));
});
