import { Random } from '@microgpt/random';
import { expect, test } from 'vitest';
import { LossCurve } from '../../src/loop/loss-curve.ts';

test('up to 1,000 steps, each is a point', () => {
  const curve = new LossCurve();
  for (let step = 1; step <= 1000; step++) curve.add(step, step / 2);
  const { steps, losses } = curve.history;
  expect(steps).toHaveLength(1000);
  expect(losses[999]).toBe(500);
});

test('beyond, each point is the mean of the steps since the one before', () => {
  const curve = new LossCurve();
  for (let step = 1; step <= 2503; step++) curve.add(step, step);
  const { steps, losses } = curve.history;
  expect(steps).toHaveLength(626); // 625 of 4 steps, and one of 3
  expect([...steps.slice(0, 2), ...steps.slice(-2)]).toEqual([4, 8, 2500, 2503]);
  expect(losses[0]).toBe(2.5); // (1 + 2 + 3 + 4)/4
  expect(losses[625]).toBeCloseTo(2502, 9); // (2501 + 2502 + 2503)/3
});

test('a curve that goes on from its history at any step is bit-equal to one that was not interrupted', () => {
  const rng = new Random(5);
  const losses = Array.from({ length: 4500 }, () => rng.uniform(1, 4));
  const whole = new LossCurve();
  let interrupted = new LossCurve();
  losses.forEach((loss, i) => {
    whole.add(i + 1, loss);
    interrupted.add(i + 1, loss);
    if (rng.below(7) === 0) interrupted = new LossCurve(interrupted.history);
  });
  expect(interrupted.history).toEqual(whole.history);
});

test('the best validation loss is the first of the lowest', () => {
  const curve = new LossCurve();
  expect([3, 2, 2, 2.5].map((loss, i) => curve.addValidation(i, loss))).toEqual([true, true, false, false]);
  expect(curve.history.best).toEqual({ step: 1, loss: 2 });
});
