import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LossCurve, SmoothedLoss } from '@microgpt/run';
import { sharedFile } from '../../../../testing/shared-file.ts';
import { findingOf, type Learner } from '../../src/views/train/finding/finding-of.ts';

const words = { unit: 'letter', units: 'letters', texts: 'names' };
const baselines = { uniform: 3.3, unigram: 2.85, bigram: 2.46 };
const golden = sharedFile('golden/microgpt-ssa2018-seed42.json');

interface Given {
  readonly losses: readonly number[];
  /** [step, loss] of each evaluation. */
  readonly validation?: readonly (readonly [number, number])[];
  readonly done?: boolean;
  readonly evaluatedTokens?: number;
}

function learner({ losses, validation = [], done = false, evaluatedTokens = 20_000 }: Given): Learner {
  const curve = new LossCurve();
  const smoothed = new SmoothedLoss();
  for (const [i, loss] of losses.entries()) {
    curve.add(i + 1, loss);
    smoothed.add(loss);
  }
  for (const [step, loss] of validation) curve.addValidation(step, loss);
  return {
    progress: { step: losses.length, seconds: 1, tokens: 1, done },
    loss: smoothed.value,
    validationLoss: validation.at(-1)?.[1],
    history: curve.history,
    baselines,
    evaluatedTokens,
  };
}

/** Losses around a mean that changes with the step, with a scatter that has no drift: ±0.3, ±0.1. */
function around(count: number, mean: (step: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => mean(i + 1) + [0.3, -0.1, -0.3, 0.1][i % 4]);
}

const find = (given: Given) => findingOf(learner(given), words);

test('a run before its first step is about to begin', () => {
  expect(find({ losses: [], validation: [[0, 3.35]] })).toMatchObject({
    tone: 'wait',
    title: 'It has not started yet.',
  });
});

test('a model that begins with weights that have learned is not said to know nothing', () => {
  expect(find({ losses: [], validation: [[0, 2.5]] })).toMatchObject({ tone: 'normal' });
});

test('a run of a few steps is too early to judge', () => {
  expect(find({ losses: around(20, () => 3) })).toMatchObject({ tone: 'wait', title: 'Too early to tell.' });
});

test('a loss that is no longer a number comes before all else', () => {
  expect(find({ losses: [...around(200, () => 2.4), NaN] })).toMatchObject({ tone: 'trouble', title: 'It broke.' });
  expect(find({ losses: [3, Infinity] }).title).toBe('It broke.');
});

test('a loss above guessing that does not fall is trouble', () => {
  const { tone, title, text } = find({ losses: around(200, () => 3.9) });
  expect({ tone, title }).toEqual({ tone: 'trouble', title: 'Worse than guessing.' });
  expect(text).toContain('The loss is 3.90; guessing with every letter equally likely gives 3.30.');
});

test('a loss above guessing that falls is not trouble yet', () => {
  expect(find({ losses: around(100, (step) => 5 - step / 100) })).toMatchObject({
    tone: 'wait',
    title: 'Worse than guessing, but falling.',
  });
});

test('a loss that stays at guessing after 100 steps is stuck', () => {
  expect(find({ losses: around(150, () => 3.28) })).toMatchObject({ tone: 'trouble', title: 'It is stuck.' });
});

test('a loss near guessing that still falls is not stuck', () => {
  const losses = Array.from({ length: 150 }, (_, i) => 3.35 - i / 1000);
  expect(find({ losses }).title).toBe('Looks normal.');
});

test('a loss that rises by more than it scatters gets worse', () => {
  const { title, text } = find({ losses: around(400, (step) => (step <= 300 ? 2.4 : 2.8)) });
  expect(title).toBe('It is getting worse.');
  expect(text).toContain('risen by 0.40');
});

test('a loss that only scatters does not get worse', () => {
  expect(find({ losses: around(400, () => 2.4) }).title).toBe('Looks normal.');
});

test('validation that rises while training falls is learning by heart, with the best step', () => {
  const validation = [
    [0, 3.3],
    [100, 2.3],
    [200, 2.4],
    [300, 2.6],
  ] as const;
  const { title, text } = find({ losses: around(300, (step) => 2.6 - step / 300), validation });
  expect(title).toBe('It is learning by heart.');
  expect(text).toContain('On names it never saw, it was best at step 100 (2.30) and is now at 2.60');
});

test('one worse evaluation is not learning by heart', () => {
  const validation = [
    [0, 3.3],
    [100, 2.4],
    [200, 2.38],
    [300, 2.45],
  ] as const;
  expect(find({ losses: around(300, (step) => 2.6 - step / 3000), validation }).title).toBe('Looks normal.');
});

test('what lies below a line has been learned', () => {
  const textAt = (loss: number, done = false) => find({ losses: around(200, () => loss), done }).text;
  expect(textAt(2.95)).toContain('is learning which letters are common');
  expect(textAt(2.65)).toContain('has learned which letters are common; now it is learning which follow each other');
  expect(textAt(2.46)).toContain('its loss is about that of pairs of letters');
  expect(textAt(2.38)).toContain('now it is learning to look further back');
  expect(textAt(2.38, true)).toContain('it ended just below pairs of letters');
  expect(textAt(2.1)).toContain('well below pairs of letters');
});

test('the lines are compared with a recent validation loss, of whose data they are, rather than with training', () => {
  const validation = [
    [0, 3.3],
    [200, 2.65],
  ] as const;
  expect(find({ losses: around(200, () => 2.1), validation }).text).toContain(
    'now it is learning which follow each other',
  );
  expect(find({ losses: around(400, () => 2.1), validation }).text).toContain('well below pairs of letters');
});

test('an evaluation on a handful of names is no reason to say anything', () => {
  const validation = [
    [0, 3.3],
    [100, 2.3],
    [200, 2.5],
    [300, 2.7],
  ] as const;
  const { title, text } = find({ losses: around(300, (step) => 2.7 - step / 500), validation, evaluatedTokens: 60 });
  expect(title).toBe('Looks normal.');
  expect(text).toContain('well below pairs of letters');
});

test('a text whose next letter is always known has nothing to learn', () => {
  const given = learner({ losses: around(200, () => 0.5) });
  const same = { uniform: 0.69, unigram: 0.01, bigram: 0.01 };
  expect(findingOf({ ...given, baselines: same }, words).title).toBe('There is almost nothing to learn.');
});

test.skipIf(golden.missing)(
  `the published run looks normal from step 30 on, and ends near pairs of letters${golden.note}`,
  () => {
    const { losses } = JSON.parse(readFileSync(golden.path, 'utf8')) as { losses: number[] };
    for (let step = 30; step <= 1000; step += 10) {
      expect(find({ losses: losses.slice(0, step) }), `step ${step}`).toMatchObject({ title: 'Looks normal.' });
    }
    expect(find({ losses, validation: [[1000, 2.4]], done: true }).text).toContain(
      'it ended just below pairs of letters',
    );
  },
);

test('a finished run that is worse than guessing is trouble, also if it fell', () => {
  const losses = around(400, (step) => 9 - step / 100);
  expect(find({ losses }).tone).toBe('wait');
  expect(find({ losses, done: true })).toMatchObject({ tone: 'trouble', title: 'Worse than guessing.' });
});

test('without text that was held back, a low loss is not called normal', () => {
  const losses = around(400, () => 1.2);
  expect(find({ losses, evaluatedTokens: 0 }).title).toBe('It may know the text by heart.');
  expect(find({ losses, validation: [[400, 1.2]] }).title).toBe('Looks normal.');
});
