import { expect, test } from 'vitest';
import type { RunState, RunStatus } from '../../src/run/run-state.ts';
import { withEarlierSteps } from '../../src/training/with-earlier-steps.ts';

/** What is kept of a run at a step, with some of its steps. */
function keptAt(step: number, status: RunStatus, steps: readonly number[], sha256 = 'text') {
  const kept = steps.map((each) => ({ step: each, bytes: 1 }));
  const state = { created: step, status, progress: { step }, data: { sha256 }, settings: { seed: 1 }, kept };
  return { state: state as unknown as RunState, version: String(step), checkpoint: new Uint8Array() };
}

function stepsOf({ kept }: RunState): number[] {
  return kept.map(({ step }) => step);
}

test('a run that is opened without its text, and then given it, keeps its earlier steps', () => {
  const trained = keptAt(20, 'paused', [0, 10, 20]);
  const { state: model, dropped } = withEarlierSteps(keptAt(30, 'model', [30]), trained);
  expect([stepsOf(model), dropped]).toEqual([[0, 10, 20, 30], []]);
  const attached = withEarlierSteps(keptAt(30, 'paused', [30]), { state: model, version: '' });
  expect(stepsOf(attached.state)).toEqual([0, 10, 20, 30]);
});

test('the step of a model that has no file but its checkpoint goes when the run comes further', () => {
  const opened = withEarlierSteps(keptAt(30, 'paused', [30]), keptAt(20, 'model', [20]));
  expect([stepsOf(opened.state), opened.dropped]).toEqual([[30], [20]]);
});

test('the steps of another run, or of a model whose text is not known, go', () => {
  expect(stepsOf(withEarlierSteps(keptAt(30, 'paused', [30], 'other'), keptAt(20, 'paused', [0, 20])).state)).toEqual([
    30,
  ]);
  expect(stepsOf(withEarlierSteps(keptAt(30, 'model', [30], ''), keptAt(20, 'model', [10, 20], '')).state)).toEqual([
    30,
  ]);
});
