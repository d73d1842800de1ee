import { expect, test } from 'vitest';
import { scalar, type Engine } from '../src/index.ts';
import { runFuzz } from './fuzz/fuzz.ts';
import { graphsOn } from './fuzz/graphs.ts';
import { operations } from '../src/testing/operations.ts';
import { otherMembers } from './members.ts';

/** The members that make tensors; the type checker reports missing ones. */
const factories: Record<Exclude<keyof Engine, 'name' | 'dtype'>, true> = {
  tensor: true,
  parameter: true,
  full: true,
  zeros: true,
  ones: true,
};

test('random graphs of all operations: scalar equals cpu, gradients pass finite differences, and add up', async () => {
  const used = await runFuzz(graphsOn(scalar, { differences: true }), 1, 300);
  const methods = operations.filter((operation) => !operation.function).map(({ method }) => method);
  const expected = [...methods, ...otherMembers, ...Object.keys(factories)];
  expect(expected.filter((name) => !used.has(name))).toEqual([]);
});
