import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@microgpt/random';
import type { GivenSettings } from '@microgpt/run';
import { expect, test } from 'vitest';
import { contentsOfFile } from '../testing/contents-of-file.ts';
import { Recorder } from '../testing/recorder.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { trainWith } from '../testing/train-with.ts';

const folder = temporaryFolder();
const lines = join(folder, 'lines.txt');
const running = join(folder, 'running.txt');
const rng = new Random(11);
const word = () => Array.from({ length: 2 + rng.below(9) }, () => 'abcdefghij'[rng.below(10)]).join('');
writeFileSync(lines, Array.from({ length: 60 }, word).join('\n'));
writeFileSync(running, Array.from({ length: 300 }, word).join(' '));

/** Trains, and asks to stop after each of these steps; then gives the same command again. */
async function interrupted(stops: readonly number[], text: string, given: GivenSettings): Promise<Recorder[]> {
  const recorders: Recorder[] = [];
  for (const stop of [...stops, Infinity]) {
    const recorder = new Recorder();
    recorder.onStep = (step) => {
      if (step === stop) process.emit('SIGINT');
    };
    const { reason } = await trainWith(recorder, given, { text });
    expect(reason).toBe(stop === Infinity ? 'done' : 'interrupted');
    recorders.push(recorder);
  }
  return recorders;
}

const cases: [name: string, text: string, given: GivenSettings][] = [
  ['lines', lines, { kind: 'lines' }],
  ['lines with dropout and accumulation', lines, { kind: 'lines', dropout: 0.2, accumulate: 3 }],
  ['a text with dropout and accumulation', running, { kind: 'text', dropout: 0.2, accumulate: 2, evalBatches: 3 }],
  [
    "GPT-2's network on a text",
    running,
    { kind: 'text', architecture: 'gpt2', bias: true, tieHead: true, schedule: 'cosine', warmup: 0.2 },
  ],
  [
    'SGD on byte pairs',
    running,
    { kind: 'text', tokenizer: 'byte-pairs', vocab: 270, optimizer: 'sgd', momentum: 0.9 },
  ],
  ['Adam on lines, without validation', lines, { kind: 'lines', optimizer: 'adam', validation: 0 }],
];

for (const engine of ['cpu', 'wasm'] as const) {
  test.each(cases)(
    `[${engine}] %s: a run that was stopped four times is bit-equal to one that was not`,
    async (name, text, settings) => {
      const given = { ...settings, engine };
      const stem = join(folder, `${engine} ${name}`);
      const whole = new Recorder();
      await trainWith(whole, { ...given, out: `${stem}.safetensors` }, { text });
      const parts = await interrupted([3, 10, 11, 29], text, { ...given, out: `${stem} again.safetensors` });

      expect(
        parts.flatMap(({ steps }) => steps.map(({ step, loss, lr, gradNorm }) => ({ step, loss, lr, gradNorm }))),
      ).toEqual(whole.steps.map(({ step, loss, lr, gradNorm }) => ({ step, loss, lr, gradNorm })));
      expect(parts.flatMap(({ evaluations }) => evaluations)).toEqual(whole.evaluations);
      expect(parts.at(-1)?.samples.at(-1)).toEqual(whole.samples.at(-1));
      expect(await contentsOfFile(`${stem} again.safetensors`)).toEqual(await contentsOfFile(`${stem}.safetensors`));
      if (settings.validation === 0) return;
      expect(await contentsOfFile(`${stem} again.best.safetensors`)).toEqual(
        await contentsOfFile(`${stem}.best.safetensors`),
      );
    },
  );
}

test('it saves before it evaluates, and every few seconds, and keeps the checkpoint before', async () => {
  const recorder = new Recorder();
  const out = join(folder, 'order.safetensors');
  await trainWith(recorder, { out, kind: 'lines', saveEvery: 0, steps: 12, evalEvery: 2 }, { text: lines });
  const { order } = recorder;
  expect(order.slice(0, 4)).toEqual(['step 1', 'saved 1', 'step 2', 'saved 2']);
  expect(order.slice(order.indexOf('step 8'), order.indexOf('step 9'))).toEqual([
    'step 8',
    'saved 8',
    'evaluated 8',
    'sampled 8',
  ]);
  expect(order.slice(order.indexOf('step 12'))).toEqual([
    'step 12',
    'saved 12',
    'evaluated 12',
    'saved 12',
    'sampled 12',
  ]);
  const previous = (await contentsOfFile(join(folder, 'order.previous.safetensors'))) as {
    extra: { progress: { step: number } };
  };
  expect(previous.extra.progress.step).toBe(11);
});

test('the best and the previous checkpoint resume as well, in the file of the last one', async () => {
  const out = join(folder, 'family.safetensors');
  const whole = new Recorder();
  await trainWith(whole, { out, kind: 'lines', saveEvery: 0 }, { text: lines });
  const expected = await contentsOfFile(out);
  for (const kept of ['previous', 'best']) {
    const recorder = new Recorder();
    const file = join(folder, `family.${kept}.safetensors`);
    await trainWith(recorder, {}, { resume: file }).catch((error: unknown) => {
      expect(String(error)).toContain('has done 30 steps'); // the best may be the last
    });
    expect(await contentsOfFile(out)).toEqual(expected);
  }
});
