import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LossCurve, SmoothedLoss, usualSettings } from '@microgpt/run';
import { alignLines } from '../../src/views/train/curve/align-lines.ts';
import { lastStepOf, lossRange } from '../../src/views/train/curve/curve-range.ts';
import { lossAt } from '../../src/views/train/curve/loss-at.ts';
import { smoothLosses } from '../../src/views/train/curve/smooth-losses.ts';
import { spreadLabels } from '../../src/views/train/curve/spread-labels.ts';

const baselines = { uniform: 3.3, unigram: 2.85, bigram: 2.46 };

test('smoothLosses is SmoothedLoss where every point is one step', () => {
  const curve = new LossCurve();
  const smoothed = new SmoothedLoss();
  for (let step = 1; step <= 300; step++) {
    const loss = 2 + Math.sin(step);
    curve.add(step, loss);
    smoothed.add(loss);
    expect(smoothLosses(curve.history).at(-1)).toBeCloseTo(smoothed.value ?? NaN, 12);
  }
});

test('smoothLosses of points of many steps stays near SmoothedLoss', () => {
  const curve = new LossCurve();
  const smoothed = new SmoothedLoss();
  for (let step = 1; step <= 5000; step++) {
    const loss = 4 - step / 2500;
    curve.add(step, loss);
    smoothed.add(loss);
  }
  expect(smoothLosses(curve.history).at(-1)).toBeCloseTo(smoothed.value ?? NaN, 2);
});

test('smoothLosses leaves out what is not a number', () => {
  const steps = Float64Array.of(1, 2, 3);
  const smoothed = smoothLosses({ steps, losses: Float64Array.of(2, NaN, 2) });
  expect(smoothed[0]).toBeCloseTo(2);
  expect(smoothed[1]).toBeNaN();
  expect(smoothed[2]).toBeCloseTo(2);
});

test('alignLines puts every point of every line at its step', () => {
  const steps = fc.uniqueArray(fc.integer({ min: 0, max: 60 })).map((all) => Float64Array.from(all).sort());
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 5 }), (all) => {
      const lines = all.map((x, i) => ({ x, y: x.map((step) => step * 100 + i) }));
      const [x, ...columns] = alignLines(lines);
      expect([...x]).toEqual([...new Set(all.flatMap((one) => [...one]))].sort((a, b) => a - b));
      columns.forEach((column, i) => {
        column.forEach((value, at) => {
          expect(value).toBe(all[i].includes(x[at]) ? x[at] * 100 + i : undefined);
        });
      });
    }),
  );
});

test('alignLines makes a gap of a loss that is not finite', () => {
  const [, column] = alignLines([{ x: Float64Array.of(1, 2), y: Float64Array.of(NaN, 3) }]);
  expect(column).toEqual([null, 3]);
});

test('lossRange holds the reference lines and stays while a curve is inside', () => {
  const before = lossRange(baselines, []);
  expect(before).toEqual([2, 3.5]);
  expect(lossRange(baselines, [3.46, 2.3])).toEqual(before);
});

test('lossRange grows for a curve outside, and ignores what is not finite', () => {
  expect(lossRange(baselines, [4.2, 1.7, NaN, Infinity])).toEqual([1.5, 4.5]);
});

test('lossRange is a range even without reference lines and losses', () => {
  const [min, max] = lossRange(undefined, []);
  expect(max).toBeGreaterThan(min);
});

test('lastStepOf is the end of the run, or a round step for a run by the clock', () => {
  const of = (steps: number | null, step: number, done = false) =>
    lastStepOf({ settings: { ...usualSettings, steps }, progress: { step, done, seconds: 0, tokens: 0 } });
  expect(of(1000, 12)).toBe(1000);
  expect([of(null, 0), of(null, 101), of(null, 900), of(null, 1700)]).toEqual([100, 200, 1000, 2000]);
  expect(of(null, 1734, true)).toBe(1734);
});

test('lossAt is the last value at or before a step', () => {
  const steps = Float64Array.of(0, 50, 100);
  const losses = Float64Array.of(3, 2, 1);
  expect([-1, 0, 49, 50, 1000].map((step) => lossAt(steps, losses, step))).toEqual([undefined, 3, 3, 2, 1]);
});

test('spreadLabels leaves labels with room where they are', () => {
  expect(spreadLabels([10, 40, 90], 18)).toEqual([10, 40, 90]);
});

test('spreadLabels pushes labels apart around their middle', () => {
  expect(spreadLabels([50, 52], 18)).toEqual([42, 60]);
  expect(spreadLabels([50, 50, 50], 18)).toEqual([32, 50, 68]);
});

test('spreadLabels leaves no label below the lowest place', () => {
  expect(spreadLabels([100, 100, 100], 18, 100)).toEqual([64, 82, 100]);
});
