import { beforeEach, expect, test } from 'vitest';
import type { RunState } from '../../src/run/run-state.ts';
import { chosenStep, currentId, newestStep, runs } from '../../src/session/signals.ts';

function show(status: string, step: number, kept: readonly number[]): void {
  const state = { id: 'a', status, progress: { step }, kept: kept.map((each) => ({ step: each, bytes: 1 })) };
  runs.value = [state as unknown as RunState];
  currentId.value = 'a';
}

beforeEach(() => {
  chosenStep.value = undefined;
});

test('the chosen step is one that is still kept after others were dropped', () => {
  show('training', 60, [0, 10, 20, 30, 40, 50, 60]);
  chosenStep.value = 30;
  expect(chosenStep.value).toBe(30);
  show('training', 70, [0, 20, 40, 60, 70]);
  expect(chosenStep.value).toBe(20);
  chosenStep.value = undefined;
  expect(chosenStep.value).toBeUndefined();
});

test('the newest step of a run that failed is one that was kept', () => {
  show('failed', 37, [0, 20]);
  expect(newestStep.value).toBe(20);
  show('paused', 37, [0, 20]);
  expect(newestStep.value).toBe(37);
});
