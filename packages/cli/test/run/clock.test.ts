import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentsOfFile } from '../testing/contents-of-file.ts';
import { Recorder } from '../testing/recorder.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { trainWith } from '../testing/train-with.ts';

const folder = temporaryFolder();
const text = join(folder, 'text.txt');
writeFileSync(text, 'The king shall not be so much to my lord, and the rest is silence. '.repeat(60));

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
