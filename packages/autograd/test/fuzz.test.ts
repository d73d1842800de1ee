import { expect, test } from 'vitest';
import { Engine, scalar } from '../src/index.ts';
import { runFuzz } from './fuzz/fuzz.ts';
import { graphsOn } from './fuzz/graphs.ts';
import { operations, otherMembers } from './operations.ts';

test('random graphs of all operations: scalar equals cpu, gradients pass finite differences, and add up', async () => {
  const used = await runFuzz(graphsOn(scalar, { differences: true }), 1, 300);
  const factories = Object.getOwnPropertyNames(Engine.prototype).filter(
    (name) => !['constructor', 'from'].includes(name),
  );
  const expected = [...operations.map(({ method }) => method), ...otherMembers, ...factories];
  expect(expected.filter((name) => !used.has(name))).toEqual([]);
});
