import { expect, test } from 'vitest';
import { RunMeter } from '../../src/meter/run-meter.ts';
import { startOf, stepOf, type Story } from './story.ts';

function metered(story: Story, steps: number): RunMeter {
  let seconds = 0;
  const meter = new RunMeter(startOf(story), () => seconds);
  for (let step = 1; step <= steps; step++) {
    seconds += story.pace;
    meter.step(stepOf(step, story));
  }
  return meter;
}

const story: Story = { steps: 1000, pace: 0.12, evalEvery: Infinity };

test('the speed is that of the tokens and FLOPs of the steps', () => {
  const meter = metered(story, 100);
  expect(meter.stepsPerSecond).toBeCloseTo(1 / 0.12, 6);
  expect(meter.tokensPerSecond).toBeCloseTo(96 / 0.12, 6);
  expect(meter.utilization).toBeCloseTo(1e6 / 0.12 / 1e8, 9); // FLOPs of a step, per second, of the peak
});

test('the time left is that of the steps left, and of the evaluations at the price of a third of a step for a batch', () => {
  expect(metered(story, 100).secondsLeft).toBeCloseTo(900 * 0.12, 6);
  const evaluated = { ...story, evalEvery: 250, settings: { evalBatches: 30 } };
  expect(metered(evaluated, 100).secondsLeft).toBeCloseTo(900 * 0.12 + 4 * 10 * 0.12, 6);
});

test('all of the validation data are evaluated as many batches', () => {
  // 111,540 tokens in batches of 12 · 8 tokens are 1,162 batches, and as long as 387 steps; four times.
  const evaluated = { ...story, evalEvery: 250 };
  expect(metered(evaluated, 100).secondsLeft).toBeCloseTo(0.12 * (900 + (4 * 111_540) / (3 * 96)), 6);
});

test('a run by the clock has the rest of its time left', () => {
  expect(metered({ ...story, settings: { steps: null, time: 90 } }, 250).secondsLeft).toBeCloseTo(90 * 0.75, 9);
});

test('a resumed run goes on with the history of its losses', () => {
  const history = {
    steps: Float64Array.of(1, 2),
    losses: Float64Array.of(4, 3.9),
    evaluatedSteps: Float64Array.of(2),
    validationLosses: Float64Array.of(3.95),
    best: { step: 2, loss: 3.95 },
  };
  const meter = new RunMeter({ ...startOf(story), history }, () => 0);
  meter.step(stepOf(3, story));
  expect(meter.validationLoss).toBe(3.95);
  expect([...meter.curve.history.steps]).toEqual([1, 2, 3]);
});
