import { afterEach, expect, test, vi } from 'vitest';
import { keyOfOwn } from '../../src/layers/layers-key.ts';
import type { RunState } from '../../src/run/run-state.ts';
import type { StorageProblem } from '../../src/store/kept-values.ts';
import { MOST_RUNS, RunStore, thinned } from '../../src/store/run-store.ts';

// Node has no IndexedDB, as some private windows.

afterEach(() => {
  vi.useRealTimers();
});

const bytes = Uint8Array.of(1, 2, 3);

/** What the store looks at of a run. */
function stateOf(id: string, created: number, parts: string | null = null): RunState {
  return { id, created, settings: { parts }, data: { sha256: 'text' } } as unknown as RunState;
}

test('without a database, runs, steps and texts are kept in memory, and the problem is told once', async () => {
  const problems: (StorageProblem | undefined)[] = [];
  const store = new RunStore((problem) => problems.push(problem));
  await store.keepText('text', { source: 'a', name: 'a', bytes });
  const state = stateOf('a', 1);
  await store.save({ state, version: '1', checkpoint: bytes, steps: new Map([[0, bytes]]) });
  await store.save({ state, version: '2', checkpoint: bytes, steps: new Map([[5, bytes]]), dropped: [0] });
  expect(await store.run('a')).toEqual({ state, version: '2' });
  expect(await store.checkpoint('a')).toEqual(bytes);
  expect([await store.step('a', 0), await store.step('a', 5)]).toEqual([undefined, bytes]);
  expect(problems).toEqual(['missing']);
});

test('a run is saved with its text at once', async () => {
  const store = new RunStore();
  const text = { source: 'a', name: 'a', bytes };
  const saved = store.save({ state: stateOf('a', 1), version: '1', checkpoint: bytes, text });
  await store.keepText('other', text); // deletes the texts that no run has
  await saved;
  expect(await store.text('text')).toEqual(text);
});

test('a run is deleted with its steps, and with its text when no other run has it', async () => {
  const store = new RunStore();
  await store.keepText('text', { source: 'a', name: 'a', bytes });
  for (const id of ['a', 'b']) {
    await store.save({ state: stateOf(id, 1), version: '1', checkpoint: bytes, steps: new Map([[0, bytes]]) });
  }
  await store.remove('a');
  expect([await store.run('a'), await store.checkpoint('a'), await store.step('a', 0)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(await store.text('text')).toBeDefined();
  await store.remove('b');
  expect(await store.text('text')).toBeUndefined();
  expect(await store.runs()).toEqual([]);
});

test('own layers are found by their key and by the file that was kept last, and old ones go that no run has', async () => {
  const store = new RunStore();
  const [first, second, other] = ['a', 'b', 'c'].map((digit, i) => ({
    key: keyOfOwn({ sha256: digit.repeat(64), file: i < 2 ? 'mine.js' : 'other.js' }),
    source: `// ${digit}`,
  }));
  vi.useFakeTimers({ now: 0 });
  await store.keepLayers(first);
  await store.save({ state: stateOf('a', 1, first.key), version: '1', checkpoint: bytes });
  vi.setSystemTime(1);
  await store.keepLayers(second);
  expect(await store.layersIn('mine.js')).toMatchObject(second);
  vi.setSystemTime(25 * 60 * 60 * 1000);
  await store.keepLayers(other);
  expect(await store.layers(first.key)).toMatchObject(first);
  expect(await store.layers(second.key)).toBeUndefined();
  expect(await store.layersIn('none.js')).toBeUndefined();
});

test('the oldest runs make room for new ones, unless they are in use', async () => {
  const store = new RunStore();
  for (let i = 0; i < MOST_RUNS + 2; i++) {
    await store.save({ state: stateOf(`run ${i}`, i), version: '1', checkpoint: bytes });
  }
  expect(await store.removeOldest((id) => id === 'run 0')).toEqual(['run 1']);
  expect(await store.runs()).toHaveLength(MOST_RUNS + 1);
});

test('kept steps are thinned by every second one, but the first and the last stay', () => {
  const steps = [0, 10, 20, 30, 40, 50].map((step) => ({ step, bytes: 10 }));
  const stepsOf = (most: number, mostBytes: number) => thinned(steps, 10, most, mostBytes).map(({ step }) => step);
  expect(stepsOf(6, 60)).toEqual([0, 10, 20, 30, 40, 50]);
  expect(stepsOf(5, 60)).toEqual([0, 20, 40, 50]);
  expect(stepsOf(6, 30)).toEqual([0, 40, 50]);
  expect(stepsOf(6, 1)).toEqual([0, 50]);
});
