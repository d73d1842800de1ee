import { describe, expect, test } from 'vitest';
import { TimeLeft } from '../../src/meter/time-left.ts';

/** A machine that trains: the duration of each thing it does, in seconds. */
interface Machine {
  readonly steps: number;
  readonly step: (step: number) => number;
  readonly evalEvery?: number;
  readonly evaluation?: number;
  /** The assumed duration of an evaluation, in steps. */
  readonly evaluationCost?: number;
  /** The duration of samples, after every fourth evaluation and at the end. */
  readonly samples?: number;
  readonly save?: number;
  readonly saveEvery?: number;
}

/** What is told at each share of the run's whole duration, divided by what is true. */
function told(machine: Machine, shares: readonly number[]): number[] {
  const { steps, evalEvery = Infinity, evaluationCost = 0 } = machine;
  const left = new TimeLeft({ steps, evalEvery, evaluationCost });
  const history = run(machine, left);
  const end = history[history.length - 1].now;
  return shares.map((share) => {
    const at = history.findLast(({ now }) => now <= share * end) ?? history[0];
    return (at.left ?? NaN) / (end - at.now);
  });
}

function run(machine: Machine, left: TimeLeft): { now: number; left: number | undefined }[] {
  const { steps, evalEvery = Infinity, evaluation = 0, samples = 0, save = 0, saveEvery = Infinity } = machine;
  const history = [];
  let now = 3;
  let seconds = 0;
  let savedAt = 0;
  for (let step = 1; step <= steps; step++) {
    seconds += machine.step(step);
    now += machine.step(step);
    left.mark(step, seconds, now);
    history.push({ now, left: left.left });
    if (now - savedAt > saveEvery) {
      savedAt = now;
      now += save;
    }
    if (step % evalEvery === 0 || (step === steps && evalEvery !== Infinity)) {
      const isForSamples = step === steps || step % (4 * evalEvery) === 0;
      now += evaluation + (isForSamples ? samples : 0);
      left.evaluated();
    }
  }
  history.push({ now, left: 0 });
  return history;
}

/** Noise that is the same in every run: a factor from 0.8 to 1.2. */
function noise(step: number): number {
  return 0.8 + 0.4 * ((step * 0.618034) % 1);
}

const shares = [0.1, 0.5, 0.9];

describe('at 10 %, 50 % and 90 % of a run of about two minutes the time left is right within 15 %', () => {
  test.each<[string, Machine]>([
    ['steady', { steps: 1200, step: () => 0.1 }],
    ['steady, 50,000 steps a second', { steps: 1_000_000, step: () => 0.00012 }],
    ['slow steps', { steps: 40, step: () => 3 }],
    ['noisy', { steps: 1200, step: (step) => 0.1 * noise(step) }],
    ['with a slow start', { steps: 1200, step: (step) => (step < 20 ? 0.4 : 0.1) }],
    ['with a first step of 5 s', { steps: 1200, step: (step) => (step === 1 ? 5 : 0.1) }],
    ['with evaluations', { steps: 900, step: () => 0.1, evalEvery: 50, evaluation: 1.6 }],
    ['with rare evaluations', { steps: 900, step: () => 0.1, evalEvery: 300, evaluation: 10, evaluationCost: 95 }],
    ['with saving', { steps: 1000, step: () => 0.1, save: 2, saveEvery: 10 }],
  ])('%s', (_, machine) => {
    for (const ratio of told(machine, shares)) expect(Math.abs(ratio - 1)).toBeLessThan(0.15);
  });
});

describe('a fifth of the run after the machine has changed its speed, and later, the time left is right within 15 %', () => {
  test.each<[string, Machine]>([
    ['twice as slow', { steps: 780, step: (step) => (step < 360 ? 0.1 : 0.2) }],
    ['twice as fast', { steps: 1020, step: (step) => (step < 180 ? 0.2 : 0.1) }],
  ])('%s from 30 %% of the time on', (_, machine) => {
    for (const ratio of told(machine, [0.5, 0.9])) expect(Math.abs(ratio - 1)).toBeLessThan(0.15);
  });
});

test('near the end, the last evaluation and the samples after it are in the time left', () => {
  // 89 s with 20 evaluations, as in a run of a small model; what comes after the last step takes 0.5 s.
  const machine = { steps: 880, step: () => 0.094, evalEvery: 44, evaluation: 0.2, samples: 0.3 };
  for (const ratio of told(machine, [0.89, 0.96, 0.99])) expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
});

test('ten seconds after the machine has become twice as slow, the time left is right', () => {
  // 80 s of steps of 0.1 s, then 40 s of steps of 0.2 s: the change is at two thirds.
  const [before, after] = told({ steps: 1000, step: (step) => (step <= 800 ? 0.1 : 0.2) }, [0.66, 0.75]);
  expect(before).toBeLessThan(0.6); // nobody could know
  expect(after).toBeCloseTo(1, 1);
});

test('a pause of ten minutes changes nothing', () => {
  const [ratio] = told({ steps: 1200, step: (step) => (step === 300 ? 600 : 0.1) }, [0.9]);
  expect(ratio).toBeCloseTo(1, 1);
});

test('nothing is told after a single step, which is slow', () => {
  const left = new TimeLeft({ steps: 10, evalEvery: Infinity, evaluationCost: 0 });
  left.mark(1, 3, 3);
  expect(left.left).toBeUndefined();
});
