import { expect, test } from 'vitest';
import { usualSettings, type GivenSettings } from '@microgpt/run';
import { baseSettings } from '../../src/session/config.ts';
import { runNames } from '../../src/views/train/runs/run-names.ts';

let made = 0;

function run(change: GivenSettings = {}, dataName = 'names') {
  made++;
  const settings = { ...usualSettings, ...baseSettings(change.data ?? 'names'), ...change } as typeof usualSettings;
  return { id: `run ${made}`, created: made, settings, dataName };
}

function namesOf(...runs: ReturnType<typeof run>[]): string[] {
  const names = runNames(runs);
  return runs.map(({ id }) => names.get(id)?.text ?? '');
}

test('the published run is as published, alone and among others', () => {
  expect(namesOf(run())).toEqual(['as published']);
  expect(namesOf(run(), run({ lr: 0.05 }))).toEqual(['as published', 'rate 0.05']);
});

test('a run alone is named by what differs from the published settings', () => {
  expect(namesOf(run({ lr: 0.05, embd: 32 }))).toEqual(['width 32, rate 0.05']);
});

test('runs are named only by what differs between them', () => {
  expect(namesOf(run({ layers: 2, embd: 32 }), run({ layers: 2, embd: 64 }))).toEqual(['width 32', 'width 64']);
});

test('runs with the same settings are numbered, the oldest first', () => {
  const [first, second, third] = [run(), run(), run({ seed: 7 })];
  expect(namesOf(third, second, first)).toEqual(['seed 7', 'as published (2)', 'as published']);
});

test('a run with the usual settings of its text has the name of the text', () => {
  expect(namesOf(run({ data: 'tang' }, 'Tang couplets'))).toEqual(['Tang couplets']);
});

test('runs of different texts have the names of their texts', () => {
  const tang = run({ data: 'tang', embd: 64 }, 'Tang couplets');
  expect(namesOf(run(), run({ lr: 0.05 }), tang)).toEqual([
    'as published',
    'names, rate 0.05',
    'Tang couplets, width 64',
  ]);
});

test('runs of a text of the user differ from the first of them', () => {
  const own = { data: 'mine.txt', embd: 48 };
  expect(namesOf(run(own, 'mine.txt'))).toEqual(['mine.txt']);
  expect(namesOf(run(own, 'mine.txt'), run({ ...own, lr: 0.1 }, 'mine.txt'))).toEqual(['mine.txt', 'rate 0.1']);
});

test('a name with many differences is short, and full on demand', () => {
  const many = run({ layers: 2, embd: 32, heads: 2, lr: 0.05, seed: 7 });
  const name = runNames([run(), many]).get(many.id);
  expect(name?.text).toBe('2 layers, width 32, 2 heads …');
  expect(name?.full).toBe('2 layers, width 32, 2 heads, rate 0.05, seed 7');
});

test('settings that change nothing of what is learned are not in a name', () => {
  expect(namesOf(run(), run({ evalEvery: 50, temperature: 0.9 }))).toEqual(['as published', 'as published (2)']);
});

test('what all runs share is said if nothing else tells them from the usual one', () => {
  const medium = { layers: 4, embd: 64 };
  expect(namesOf(run(medium), run(medium))).toEqual(['4 layers, width 64', '4 layers, width 64 (2)']);
});
