import { openCheckpoint, type Checkpoint } from '@microgpt/checkpoint';
import { modelFrom, tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { describe, expect, test } from 'vitest';
import { resumeRun } from '../../src/loop/resume-run.ts';
import { runLoop } from '../../src/loop/run-loop.ts';
import { runRecordOf } from '../../src/loop/run-record-of.ts';
import type { RunRecord } from '../../src/loop/run-record.ts';
import type { Run } from '../../src/loop/run.ts';
import { writeSamples } from '../../src/loop/write-samples.ts';
import type { GivenSettings } from '../../src/settings/settings.ts';
import { bytesOf, MemoryStore } from '../testing/memory-store.ts';
import { Recorder } from '../testing/recorder.ts';
import { smallOptions, smallRun } from '../testing/small-run.ts';

/** Runs to the end, with a pause after each of some steps. */
async function trained(run: Run, pauses: readonly number[] = []) {
  const recorder = new Recorder(pauses);
  const store = new MemoryStore();
  const ends: string[] = [];
  do {
    recorder.stop.count = 0;
    ends.push(await runLoop(run, { listener: recorder, store, stop: recorder.stop }));
  } while (ends.at(-1) === 'interrupted');
  return { recorder, store, ends };
}

function recordOf({ extra }: Checkpoint): RunRecord {
  const record = runRecordOf(extra);
  if (record === undefined) throw new Error('expected a run in the checkpoint');
  return record;
}

/** The checkpoint of a run without the times, which no two runs share. */
function bytesWithoutTime(run: Run): Promise<Uint8Array> {
  run.progress = { ...run.progress, seconds: 0, elapsed: 0 };
  return bytesOf(run);
}

describe('a run that pauses goes on bit for bit', () => {
  const hard = { accumulate: 2, steps: 12, evalEvery: 4, dropout: 0.1 } as const;
  test.each([
    ['a text', { ...hard, kind: 'text' }],
    ['lines', { ...hard, kind: 'lines' }],
    ['random batches of an evaluation', { ...hard, kind: 'text', evalBatches: 3 }],
    [
      'a text without validation data, in a smaller network',
      { ...hard, kind: 'text', steps: 6, embd: 4, validation: 0 },
    ],
  ] as const)('%s', async (_, given: GivenSettings) => {
    const straight = await smallRun(given);
    const paused = await smallRun(given);
    const one = await trained(straight);
    const several = await trained(paused, [1, 3, 4, 5]); // 4 is evaluated
    expect(one.ends).toEqual(['done']);
    expect(several.ends).toEqual([...Array.from({ length: 4 }, () => 'interrupted'), 'done']);
    const losses = ({ recorder }: typeof one) => recorder.steps.map(({ step, loss, lr }) => ({ step, loss, lr }));
    expect(losses(several)).toEqual(losses(one));
    expect(await bytesWithoutTime(paused)).toEqual(await bytesWithoutTime(straight));
  });
});

test('two loops of one step each do what one loop of two steps does', async () => {
  const [one, two] = [await smallRun({ accumulate: 2 }), await smallRun({ accumulate: 2 })];
  const first = new Recorder([2]);
  await runLoop(one, { listener: first, store: new MemoryStore(), stop: first.stop });
  for (const step of [1, 2]) {
    const recorder = new Recorder([step]);
    await runLoop(two, { listener: recorder, store: new MemoryStore(), stop: recorder.stop });
    expect(recorder.steps.map((report) => report.step)).toEqual([step]);
  }
  expect(await bytesWithoutTime(two)).toEqual(await bytesWithoutTime(one));
});

test('a run that was saved goes on bit for bit from its checkpoint', async () => {
  const given = { steps: 12, evalEvery: 4, kind: 'lines' } as const;
  const straight = await smallRun(given);
  await trained(straight);

  const recorder = new Recorder([5]);
  const store = new MemoryStore();
  const before = await smallRun(given);
  expect(await runLoop(before, { listener: recorder, store, stop: recorder.stop })).toBe('interrupted');
  expect(store.savedStep).toBe(5);
  const checkpoint = await openCheckpoint(store.last ?? new Uint8Array());
  const { run: options } = await smallOptions(given);
  const after = await resumeRun(options, checkpoint, recordOf(checkpoint));
  expect(after.progress.step).toBe(5);
  await trained(after);
  expect(await bytesWithoutTime(after)).toEqual(await bytesWithoutTime(straight));
});

describe('a model is kept before the first step, at each multiple of evalEvery, and at the end', () => {
  test.each([
    ['with validation data', { validation: 0.2, steps: 10 }, [0, 4, 8, 10]],
    ['without validation data', { validation: 0, steps: 10 }, [0, 4, 8, 10]],
    ['once if the last step is such a multiple', { validation: 0.2, steps: 8 }, [0, 4, 8]],
  ])('%s', async (_, given, expected) => {
    const { recorder } = await trained(await smallRun({ ...given, evalEvery: 4, samples: 0 }));
    expect(recorder.kept).toEqual(expected);
  });

  test('after the evaluation, before the samples and the next step', async () => {
    const { recorder } = await trained(await smallRun({ steps: 5, evalEvery: 1, validation: 0.2 }));
    const { order } = recorder;
    expect(order.slice(order.indexOf('step 4'), order.indexOf('step 5'))).toEqual([
      'step 4',
      'evaluated 4',
      'kept 4',
      'sampled 4',
    ]);
    expect(order.slice(order.indexOf('step 5'))).toEqual(['step 5', 'evaluated 5', 'kept 5', 'sampled 5']);
  });

  test('a pause at an evaluation puts both off until the run goes on', async () => {
    const { recorder } = await trained(await smallRun({ steps: 10, evalEvery: 4, validation: 0.2 }), [4]);
    expect(recorder.kept).toEqual([0, 4, 8, 10]);
    expect(recorder.order.filter((event) => event.endsWith(' 4'))).toEqual(['step 4', 'evaluated 4', 'kept 4']);
  });

  test('by the clock, too', async () => {
    const given = { time: 0.4, evalEvery: 50, validation: 0.2, samples: 0 };
    const { recorder } = await trained(await smallRun(given));
    const last = recorder.steps.at(-1)?.step ?? 0;
    const multiples = Array.from({ length: Math.ceil(last / 50) }, (_, i) => 50 * i);
    expect(recorder.kept).toEqual([...multiples, last]);
  });
});

test('without a store, a run trains, pauses and goes on as with one, and knows its time', async () => {
  const given = { steps: 6, evalEvery: 2, validation: 0.2, kind: 'lines' } as const;
  const stored = await smallRun(given);
  await trained(stored);
  const run = await smallRun(given);
  const recorder = new Recorder([3]);
  expect(await runLoop(run, { listener: recorder, stop: recorder.stop })).toBe('interrupted');
  expect(run.progress.elapsed).toBeGreaterThan(0);
  recorder.stop.count = 0;
  expect(await runLoop(run, { listener: recorder, stop: recorder.stop })).toBe('done');
  expect(recorder.warnings).toEqual([]);
  expect(await bytesWithoutTime(run)).toEqual(await bytesWithoutTime(stored));
});

test('the weights and the stream of a kept model write the samples of the run', async () => {
  const run = await smallRun({ steps: 8, evalEvery: 8, kind: 'lines' });
  await trained(run);
  const checkpoint = await openCheckpoint(await bytesOf(run));
  const model = await modelFrom(checkpoint, { engine: run.model.wte.weight.engine });
  const tokenizer = tokenizerFrom(checkpoint);
  await checkpoint.load({ model });
  const copy = { ...run, model, dataset: { ...run.dataset, tokenizer } };
  const samples = await writeSamples(run, () => false);
  expect(samples).toHaveLength(3);
  expect(await writeSamples(copy, () => false)).toEqual(samples);
});

describe('a loss that is not finite ends the run, which is as it was before that step', () => {
  const wild = {
    optimizer: 'sgd',
    lr: 1e30,
    schedule: 'constant',
    warmup: 0,
    clip: 0,
    steps: 50,
    validation: 0,
  } as const;

  test('a warning names settings to change', async () => {
    const run = await smallRun(wild);
    const { ends, recorder } = await trained(run);
    expect(ends).toEqual(['not finite']);
    expect(run.progress).toMatchObject({ step: recorder.steps.length, done: false });
    expect(recorder.warnings).toHaveLength(1);
    expect(recorder.warnings[0]).toMatch(
      /\. Try a lower learning rate, such as lr 3e\+29, and gradients limited with clip 1$/,
    );
  });

  test('a listener that has its own advice hears only the problem', async () => {
    const problems: string[] = [];
    const recorder = new Recorder();
    const listener = Object.assign(recorder, { diverged: (problem: string) => problems.push(problem) });
    await runLoop(await smallRun(wild), { listener, store: new MemoryStore(), stop: recorder.stop });
    expect(problems).toEqual([expect.stringMatching(/^train: .*[^.]$/)]);
    expect(recorder.warnings).toEqual([]);
  });
});

test('the time of a run counts its loops and not the pauses between them', async () => {
  const run = await smallRun({ steps: 6 });
  const recorder = new Recorder([3]);
  const store = new MemoryStore();
  await runLoop(run, { listener: recorder, store, stop: recorder.stop });
  const { seconds, elapsed = 0 } = run.progress;
  expect(elapsed).toBeGreaterThan(seconds);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  recorder.stop.count = 0;
  await runLoop(run, { listener: recorder, store, stop: recorder.stop });
  expect(run.progress.seconds).toBeGreaterThan(seconds);
  expect(run.progress.elapsed).toBeLessThan(elapsed + 0.9);
  const times = recorder.steps.map((step) => step.seconds);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('a program may do something between two steps, for which the run waits, and writes no samples that nobody hears', async () => {
  const run = await smallRun({ steps: 4, evalEvery: 2, validation: 0.2 });
  const order: string[] = [];
  const listener = {
    step: ({ step }: { readonly step: number }) => order.push(`step ${step}`),
    evaluated: ({ step }: { readonly step: number }) => order.push(`evaluated ${step}`),
    warn: (message: string) => order.push(message),
    between: async ({ progress: { step } }: Run) => {
      await new Promise((resolve) => setTimeout(resolve));
      order.push(`between ${step}`);
    },
  };
  expect(await runLoop(run, { listener, store: new MemoryStore(), stop: { count: 0 } })).toBe('done');
  expect(order).toEqual([
    ...['step 1', 'between 1', 'step 2', 'evaluated 2', 'between 2', 'step 3', 'between 3', 'step 4', 'evaluated 4'],
  ]);
});
