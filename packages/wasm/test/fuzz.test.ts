import { expect, test } from 'vitest';
import { runFuzz } from '../../autograd/test/fuzz/fuzz.ts';
import { graphsOn } from '../../autograd/test/fuzz/graphs.ts';
import { otherMembers } from '../../autograd/test/members.ts';
import { operations } from '../../autograd/src/testing/operations.ts';
import { createWasm } from '../src/index.ts';
import { interleavings } from './interleavings.ts';

test('random graphs of all operations: wasm equals cpu as closely as float32 allows', async () => {
  const used = await runFuzz(graphsOn(await createWasm()), 1, 300);
  const methods = operations.filter((operation) => !operation.function).map(({ method }) => method);
  const expected = [...methods, ...otherMembers];
  expect(expected.filter((name) => !used.has(name))).toEqual([]);
});

test('programs keep, drop and fail in little memory: results equal those of cpu or say they were recycled', async () => {
  await runFuzz(interleavings, 1, 25);
}, 300_000);
