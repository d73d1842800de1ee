import { expect, test, vi } from 'vitest';
import { cost } from '../../src/cost/cost.ts';
import type { RunState } from '../../src/run/run-state.ts';
import { currentId, runs } from '../../src/session/signals.ts';

test('a measurement that cannot begin does not say that the settings are wrong', async () => {
  expect(cost.value).toBe('measuring');
  runs.value = [{ id: 'a', status: 'ready', kept: [], progress: { step: 0 } } as unknown as RunState];
  currentId.value = 'a'; // Node has no workers of the browser's kind
  await vi.waitFor(() => {
    expect(cost.value).not.toBe('measuring');
  });
  expect(cost.value).toBe('failed');
  runs.value = [];
});
