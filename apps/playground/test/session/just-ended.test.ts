import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunState, RunStatus } from '../../src/run/run-state.ts';
import { justEnded } from '../../src/session/just-ended.ts';
import { currentId, runs } from '../../src/session/signals.ts';

/** Puts a run with a status in front. */
function show(id: string, status: RunStatus): void {
  runs.value = [{ id, status, kept: [], progress: { step: 1 } } as unknown as RunState];
  currentId.value = id;
}

beforeEach(() => {
  vi.useFakeTimers();
  show('a', 'training');
});

afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  runs.value = [];
});

test.each(['done', 'failed'] as const)('a run that trained and is %s has just ended, for half a second', (status) => {
  show('a', status);
  vi.advanceTimersByTime(499);
  expect(justEnded.value).toBe('a');
  show('a', status); // as it is told again
  vi.advanceTimersByTime(1);
  expect(justEnded.value).toBeUndefined();
});

test('a run that was paused has not ended', () => {
  show('a', 'paused');
  expect(justEnded.value).toBeUndefined();
});

test('a finished run that comes to the front has not just ended', () => {
  show('b', 'done');
  expect(justEnded.value).toBeUndefined();
});
