import type { Tensor } from '@microgpt/autograd';
import { openCheckpoint } from '@microgpt/checkpoint';
import type { Batch, GPTParts } from '@microgpt/gpt';
import { batchOptionsFrom } from '@microgpt/gpt/checkpoint';
import { Module, type Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { batchesOfStep, type DataPosition } from '../../src/data/batches-of-step.ts';
import { createRun } from '../../src/loop/create-run.ts';
import { resumeRun } from '../../src/loop/resume-run.ts';
import { runLoop } from '../../src/loop/run-loop.ts';
import { runRecordOf } from '../../src/loop/run-record-of.ts';
import type { Run } from '../../src/loop/run.ts';
import { longerSettings } from '../../src/settings/longer-settings.ts';
import type { GivenSettings } from '../../src/settings/settings.ts';
import { bytesOf, MemoryStore } from '../testing/memory-store.ts';
import { Recorder } from '../testing/recorder.ts';
import { smallOptions, smallRun } from '../testing/small-run.ts';

/** Notes each batch that a run takes. */
function record({ batches }: Run, taken: Batch[]): void {
  const next = batches.next.bind(batches);
  batches.next = () => {
    const result = next();
    taken.push(result.value as Batch);
    return result;
  };
}

/** The position of a run, as its checkpoint keeps it. */
async function savedPosition(run: Run): Promise<DataPosition> {
  const checkpoint = await openCheckpoint(await bytesOf(run));
  const rng = new Random(0);
  await checkpoint.load({ random: { rng } });
  return { step: run.progress.step, place: batchOptionsFrom(checkpoint).start, random: rng.save() };
}

/** Trains a run to its end with pauses. Returns what it trained on, step by step, and where it was at the pauses. */
async function trained(run: Run, pauses: readonly number[]) {
  const taken: Batch[] = [];
  record(run, taken);
  const recorder = new Recorder(pauses);
  const positions = [await savedPosition(run)];
  do {
    recorder.stop.count = 0;
    await runLoop(run, { listener: recorder, store: new MemoryStore(), stop: recorder.stop });
    positions.push(await savedPosition(run));
  } while (!run.progress.done);
  const { accumulate } = run.settings;
  const first = positions[0].step;
  const stepOf = (step: number) => taken.slice((step - 1 - first) * accumulate, (step - first) * accumulate);
  return { positions, stepOf };
}

function optionsOf({ dataset, model, settings: { batch, accumulate } }: Run) {
  return { dataset, model, batch, accumulate };
}

const steps = Array.from({ length: 12 }, (_, i) => i + 1);

describe('the batches of a step are those that the run trained on', () => {
  test.each([
    ['a line', { kind: 'lines', batch: 1 }],
    ['more lines than there are, so that they come again', { kind: 'lines', batch: 7, accumulate: 3, seed: 5 }],
    ['lines with dropout', { kind: 'lines', batch: 2, dropout: 0.2 }],
    ['a window', { kind: 'text', batch: 1 }],
    ['windows of several batches', { kind: 'text', batch: 3, accumulate: 2, seed: 5 }],
    ['windows with dropout', { kind: 'text', batch: 2, accumulate: 2, dropout: 0.2 }],
    ['windows of GPT-2 with dropout', { kind: 'text', batch: 2, dropout: 0.2, architecture: 'gpt2' }],
  ] as const)('%s', async (_, given: GivenSettings) => {
    const run = await smallRun({ steps: 12, evalEvery: 4, ...given });
    const { positions, stepOf } = await trained(run, [3, 4, 9]);
    expect(positions.map(({ step }) => step)).toEqual([0, 3, 4, 9, 12]);
    for (const position of positions) {
      for (const step of steps.filter((each) => each > position.step || run.settings.kind === 'lines')) {
        expect(batchesOfStep(step, optionsOf(run), position)).toEqual(stepOf(step));
      }
    }
  });
});

test.each(['lines', 'text'] as const)('a run of %s that goes on after its end is the same', async (kind) => {
  const given = { kind, steps: 6, batch: 2, accumulate: 2 } as const;
  const before = await smallRun(given);
  const { positions } = await trained(before, []);
  const checkpoint = await openCheckpoint(await bytesOf(before));
  const saved = runRecordOf(checkpoint.extra);
  if (saved === undefined) throw new Error('expected a run in the checkpoint');
  const { run: options } = await smallOptions(given);
  const settings = { ...options.settings, ...longerSettings(saved.settings, saved.progress) };
  const after = await resumeRun({ ...options, settings }, checkpoint, saved);
  const { stepOf } = await trained(after, []);
  expect(after.progress.step).toBe(12);
  for (const position of positions) {
    for (const step of steps.slice(6)) {
      expect(batchesOfStep(step, optionsOf(after), position)).toEqual(stepOf(step));
    }
  }
});

test('windows are found, too, if layers of your own draw numbers', async () => {
  const { run: options, rng } = await smallOptions({ kind: 'text', steps: 6, batch: 2 });
  const parts: Partial<GPTParts> = { mlp: (_, init) => new Noisy(init) };
  const run = await createRun({ ...options, parts }, rng);
  const { positions, stepOf } = await trained(run, [2]);
  for (const step of steps.slice(2, 6)) {
    for (const position of positions.slice(0, 2)) {
      expect(batchesOfStep(step, { ...optionsOf(run), parts }, position)).toEqual(stepOf(step));
    }
  }
});

/** A layer that draws three numbers. */
class Noisy extends Module {
  readonly scale: Tensor;
  readonly #rng: Random;

  constructor(init: Initializer) {
    super();
    this.scale = init.normal([8]);
    this.#rng = init.rng;
  }

  forward(x: Tensor): Tensor {
    const noise = this.training ? this.#rng.random() + this.#rng.random() + this.#rng.random() : 1;
    return x.mul(this.scale).mul(noise);
  }
}

test('more draws of dropout than allowed are an error, which says how many there were', async () => {
  const run = await smallRun({ kind: 'text', steps: 4, batch: 2, dropout: 0.2 });
  const { positions, stepOf } = await trained(run, []);
  const tokens = 2 * 8;
  const draws = tokens * 8 * 3 + 2 * 2 * 8 * 8; // the embeddings, attention and the MLP; and the weights of two heads
  const most = { ...optionsOf(run), mostDraws: 3 * draws };
  expect(batchesOfStep(4, most, positions[0])).toEqual(stepOf(4));
  expect(() => batchesOfStep(4, { ...most, mostDraws: 3 * draws - 1 }, positions[0])).toThrow(
    `batchesOfStep: dropout drew ${3 * draws} numbers from step 0 to step 4, more than ${3 * draws - 1}`,
  );
});

test('a step that cannot be found is an error', async () => {
  const lines = await smallRun({ kind: 'lines', steps: 4 });
  const text = await smallRun({ kind: 'text', steps: 4 });
  const [start, end] = (await trained(text, [])).positions;
  expect(() => batchesOfStep(4, optionsOf(text), end)).toThrow(
    'batchesOfStep: step 4 cannot be found from the position after step 4',
  );
  for (const step of [0, 1.5]) {
    expect(() => batchesOfStep(step, optionsOf(lines), start)).toThrow(`step ${step} cannot be found`);
  }
});
