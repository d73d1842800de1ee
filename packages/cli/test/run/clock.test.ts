import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunClock } from '../../src/run/run-clock.ts';
import { contentsOfFile } from '../testing/contents-of-file.ts';
import { Recorder } from '../testing/recorder.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { trainWith } from '../testing/train-with.ts';

const folder = temporaryFolder();
const text = join(folder, 'text.txt');
writeFileSync(text, 'The king shall not be so much to my lord, and the rest is silence. '.repeat(60));

const nothing = { step: 0, seconds: 0, tokens: 0, done: false };

test('the share that is done grows with the time since the first step, and never falls', () => {
  let now = 2;
  const clock = new RunClock(12, () => now, nothing, 0);
  const shares = [clock.fraction];
  for (now = 3; now < 11; now++) {
    clock.tick(0.01);
    shares.push(clock.fraction);
  }
  expect(shares[0]).toBe(0);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares[5]).toBeCloseTo(5 / (12 - 2), 1); // without the time reserved for the end
});

test('it ends early enough for the last evaluation and save, as long as they took so far', () => {
  let now = 0;
  const clock = new RunClock(60, () => now, nothing, 0);
  clock.took('evaluation', 3);
  clock.took('saving', 1);
  clock.took('samples', 0.5);
  now = 52;
  expect(clock.tick(0.1)).toBe(false);
  expect(clock.hasTimeToEvaluate).toBe(false);
  now = 60 - 3 - (2 * 1 + 0.5 - 0.6 - 0.25) - 0.01; // an evaluation; two saves and samples, less 1 % and 0.25 s
  expect(clock.tick(0.1)).toBe(false);
  now += 0.02;
  expect(clock.tick(0.1)).toBe(true);
});

test('a first step that takes long does not end it, although an evaluation would take many times as long', () => {
  let now = 1;
  const clock = new RunClock(6, () => now, nothing, 30);
  now = 1.3;
  expect(clock.tick(0.3)).toBe(false); // 30 evaluation steps of 0.3 s are more than all the time
  now = 1.31;
  expect(clock.tick(0.01)).toBe(false);
  expect(clock.left).toBeCloseTo(6 - 1.31 - 30 * 0.01, 9);
});

test('start-up takes no more than half of the time', () => {
  let now = 9;
  const clock = new RunClock(6, () => now, nothing, 0);
  expect(clock.left).toBe(3);
  now = 11.9;
  expect(clock.tick(0.01)).toBe(false);
  now = 12;
  expect(clock.tick(0.01)).toBe(true);
});

test('it leaves out evaluations once pauses took more than their share of the time', () => {
  let now = 0;
  const clock = new RunClock(60, () => now, nothing, 0);
  now = 10;
  expect(clock.hasTimeToEvaluate).toBe(true);
  clock.took('evaluation', 1);
  clock.took('saving', 1);
  expect(clock.hasTimeToEvaluate).toBe(false); // 2 of 10 seconds
  now = 20;
  expect(clock.hasTimeToEvaluate).toBe(true);
});

test('a run by the clock ends in its time, with a rate that has fallen to the lowest', { retry: 2 }, async () => {
  const recorder = new Recorder();
  const started = performance.now();
  const out = join(folder, 'clock.safetensors');
  await trainWith(
    recorder,
    { time: 2, lr: 0.01, minLr: 0.001, engine: 'wasm', out, evalEvery: 200 },
    { text, restart: true },
  );
  const seconds = (performance.now() - started) / 1000;
  expect(recorder.ended?.reason).toBe('done');
  expect(seconds).toBeGreaterThan(1.9);
  expect(seconds).toBeLessThan(2.5);
  expect(recorder.steps[0].lr).toBeGreaterThan(0.0099);
  expect(recorder.steps.at(-1)?.lr).toBeLessThan(0.0012);
  expect(recorder.steps.at(-1)?.fraction).toBeGreaterThan(0.97);
  expect(recorder.evaluations.at(-1)?.step).toBe(recorder.ended?.progress.step);
});

test('a run by the clock that was stopped goes on for the rest of its time', { retry: 2 }, async () => {
  const out = join(folder, 'rest.safetensors');
  rmSync(out, { force: true });
  const first = new Recorder();
  first.onStep = (step) => {
    if (step > 10 && (first.steps.at(-1)?.seconds ?? 0) > 0.8) process.emit('SIGINT');
  };
  const settings = { time: 2, engine: 'wasm', out, samples: 0, evalEvery: 1000 } as const;
  await trainWith(first, settings, { text });
  const { extra } = (await contentsOfFile(out)) as { extra: { progress: { done: boolean } } };
  expect(extra.progress.done).toBe(false);
  const started = performance.now();
  const second = new Recorder();
  await trainWith(second, settings, { text });
  expect((performance.now() - started) / 1000).toBeLessThan(1.5);
  expect(second.steps[0].lr).toBeLessThan(0.008);
  expect(second.steps.at(-1)?.fraction).toBeGreaterThan(0.95);
  expect(second.ended).toMatchObject({ reason: 'done', resume: `microgpt train --resume ${out} --time 4s` });
});
