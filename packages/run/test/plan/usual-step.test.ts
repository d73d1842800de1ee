import { expect, test } from 'vitest';
import { usualStep } from '../../src/plan/usual-step.ts';

/** The times of the ends of steps that take these times. */
function endsOf(times: readonly number[]): number[] {
  const ends = [0];
  for (const time of times) ends.push(ends[ends.length - 1] + time);
  return ends;
}

test('the first half of the steps, in which the runtime compiles, does not count', () => {
  expect(usualStep(endsOf([40, 9, 5, 3, 2, 2, 2, 2, 2, 2]))).toBe(2);
});

test('a pause of the machine does not count, however long it is', () => {
  const times = Array.from({ length: 100 }, () => 2);
  times[80] = 10_000;
  expect(usualStep(endsOf(times))).toBe(2);
});

test('a clock that is coarser than a step gives the mean of many', () => {
  const times = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 0 : 1));
  expect(usualStep(endsOf(times))).toBe(0.5);
});

test('of one step it is its time', () => {
  expect(usualStep([0, 7])).toBe(7);
  expect(usualStep([0, 7, 10])).toBe(3);
});
