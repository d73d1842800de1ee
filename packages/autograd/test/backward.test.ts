import { expect, test } from 'vitest';
import { cpu, noGrad, scalar, topologicalOrder, Value, ValueTensor } from '../src/index.ts';
import { testBackward } from './backward.ts';

testBackward(scalar);
testBackward(cpu);

test('Value: backward on a number that was not computed adds 1', () => {
  const x = new Value(2);
  x.backward();
  x.mul(3).backward();
  x.backward();
  expect(x.grad).toBe(5);
});

test('inspecting a graph changes nothing', () => {
  const p = scalar.parameter([1, 2]);
  const y = p.mul(2);
  if (!(y instanceof ValueTensor)) throw new Error('scalar makes tensors of Values');
  topologicalOrder(y.values[0]);
  topologicalOrder(y);
  expect([p.hasGrad, p.grad, y.hasGrad]).toEqual([false, undefined, false]);
  y.sum().backward();
  topologicalOrder(y.values[0]);
  expect(p.grad?.toFlat()).toEqual(Float64Array.of(2, 2));
});

test('noGrad takes no longer if it returns many tensors, or the program has many engines', () => {
  const p = cpu.parameter([1]);
  const all = noGrad(() => Array.from({ length: 100_000 }, () => p.mul(2)));
  expect(all[99_999].item()).toBe(2);
});
