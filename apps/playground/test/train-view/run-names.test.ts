import { expect, test } from 'vitest';
import { presets, resolveSettings, usualSettings, type GivenSettings } from '@microgpt/run';
import { runNames } from '../../src/views/train/runs/run-names.ts';

const published = { ...usualSettings, ...resolveSettings({}, { ...presets.names, validation: 0.1, samples: 20 }) };

let made = 0;

function run(change: GivenSettings = {}, dataName = 'names') {
  made++;
  const settings = { ...published, ...change } as typeof published;
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

test('runs of different texts have their names', () => {
  const tang = run({ data: 'tang', embd: 64 }, 'Tang poems');
  expect(namesOf(run(), run({ lr: 0.05 }), tang)).toEqual(['as published', 'names, rate 0.05', 'Tang poems, width 64']);
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
