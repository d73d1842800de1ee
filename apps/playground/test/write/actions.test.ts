import type { Run } from '@microgpt/run';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { RunState } from '../../src/run/run-state.ts';
import { currentId, live, runs } from '../../src/session/signals.ts';
import { modelBytes } from '../../src/training/model-bytes.ts';
import {
  beginAnew,
  isWriting,
  moveTo,
  problem,
  takeText,
  typeText,
  writeOn,
} from '../../src/views/write/state/actions.ts';
import { textBefore } from '../../src/views/write/state/tree.ts';
import { ModelWriter } from '../../src/writing/model-writer.ts';
import { StandInWorker } from '../worker/stand-in-worker.ts';
import { names, trainedRun } from '../trained-run.ts';

/** A trainer that has kept no step. */
const trainer = {
  listen: () => undefined,
  keptStep: () => {
    throw new RangeError('The model was not saved.');
  },
};

let run: Run;
let bytes: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  vi.stubGlobal(
    'Worker',
    class extends StandInWorker {
      constructor(_: URL, { name }: WorkerOptions) {
        super(name === 'writer' ? new ModelWriter() : trainer);
      }
    },
  );
  run = await trainedRun(names, { steps: 1 });
  bytes = await modelBytes(run);
  runs.value = [stateOf('first'), stateOf('second')];
  for (const { id } of runs.value) {
    await show(id);
    await typeText('a'); // so the writer holds the models of both
  }
  return () => vi.unstubAllGlobals();
});

beforeEach(async () => {
  for (const id of ['second', 'first']) {
    await show(id);
    beginAnew();
  }
});

test('what the model writes stays with its run when another one comes to the front', async () => {
  const writing = writeOn();
  expect(isWriting.value).toBe(true);
  await show('second');
  await writing;
  expect(isWriting.value).toBe(false);
  expect(written()).toBe('');
});

test('what is typed stays with its run when another one comes to the front', async () => {
  const typed = [typeText('ma'), typeText('r')];
  await Promise.resolve(); // the first is under way, the second waits
  await show('second');
  await Promise.all(typed);
  expect(written()).toBe('');
  await show('first');
  expect(written()).toBe('ma');
});

test('what is typed goes where the cursor was, also if that moves meanwhile', async () => {
  await typeText('a');
  const typed = typeText('m');
  await Promise.resolve();
  moveTo(undefined);
  await typed;
  expect(written()).toBe('am');
});

test('what is typed after something that is removed meanwhile is removed with it', async () => {
  await typeText('a');
  const typed = typeText('m');
  await Promise.resolve();
  beginAnew();
  await typed;
  expect(written()).toBe('');
});

test('the model writes on only as far as there is room for, and says so', async () => {
  await typeText('a'.repeat(500));
  expect(problem.value).toBeUndefined();
  await writeOn();
  expect(written()).toHaveLength(500);
  expect(problem.value).toContain('There is room for 500');
});

test('what is typed is weighed with the newest model, also if the one before is gone until it is loaded', async () => {
  live.value = { id: 'first', step: 2, bytes };
  const typed = typeText('ma');
  await Promise.resolve(); // it is asked
  live.value = { id: 'first', step: 3, bytes };
  await typed;
  expect(problem.value).toBeUndefined();
  expect(written()).toBe('ma');
});

test('of a text that is too long, what there is room for is taken, and the page says so', () => {
  const tokens = Array.from({ length: 501 }, () => ({ id: 1, kind: 'text', text: 'a', probability: 0.5 }) as const);
  takeText(tokens);
  expect(written()).toHaveLength(500);
  expect(problem.value).toContain('There is room for 500');
  takeText(tokens.slice(1));
  expect(written()).toHaveLength(500);
  expect(problem.value).toBeUndefined();
});

/** Brings a run to the front. */
async function show(id: string): Promise<void> {
  live.value = { id, step: 1, bytes };
  currentId.value = id;
  await typeText(''); // after all that was typed before
}

function written(): string {
  return textBefore.value.map(({ token }) => token.text).join('');
}

function stateOf(id: string): RunState {
  const { settings, data, progress } = run;
  return {
    ...{ id, created: 0, settings, data, progress, dataName: 'Names', vocabSize: 27, parameters: 0, status: 'paused' },
    ...{ loss: undefined, validationLoss: undefined, baselines: undefined, kept: [] },
    history: run.curve.history,
    speed: { stepsPerSecond: undefined, tokensPerSecond: undefined, secondsLeft: undefined },
  };
}
