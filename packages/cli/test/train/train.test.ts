import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentBatches, generateText, GPT, linesOf, train } from '@microgpt/gpt';
import { Initializer, Linear } from '@microgpt/nn';
import { cpu } from '@microgpt/autograd';
import { Adam, linearDecay } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import type { Choices } from '@microgpt/run';
import { CharTokenizer } from '@microgpt/tokenizer';
import { describe, expect, test } from 'vitest';
import { embeddedNames } from '../../src/data/embedded-names.ts';
import { defaultOut } from '../../src/train/train.ts';
import { contentsOfFile } from '../testing/contents-of-file.ts';
import { Recorder } from '../testing/recorder.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { trainWith } from '../testing/train-with.ts';
import { usualChoices } from '../testing/usual-settings.ts';

const folder = temporaryFolder();

function file(name: string, content = ''): string {
  const path = join(folder, name);
  if (content !== '') writeFileSync(path, content);
  return path;
}

const poem = 'The king shall not be so much to my lord, and the rest is silence. '.repeat(40);
const text = file('poem.txt', poem);
const other = file('other.txt', 'A different text, about the sea and its many ships. '.repeat(40));
const given = { kind: 'text', steps: 4, evalEvery: 2, samples: 1 } as const;

/** A run that was stopped after its second step. */
async function stopped(out: string): Promise<void> {
  const recorder = new Recorder();
  recorder.onStep = (step) => {
    if (step === 2) process.emit('SIGINT');
  };
  await trainWith(recorder, { ...given, out }, { text });
}

test("the original's settings give the losses and the names of the demo", async () => {
  const recorder = new Recorder();
  const settings = { optimizer: 'adam', lr: 0.01, beta1: 0.85, beta2: 0.99, clip: 0, embd: 16, heads: 4 } as const;
  const data = { kind: 'lines', validation: 0, batch: 1, steps: 60, samples: 5, temperature: 0.5 } as const;
  await trainWith(recorder, { ...settings, ...data, evalEvery: 25, out: file('demo.safetensors') });

  // The lines of apps/demo/src/main.ts, in their order.
  const rng = new Random(42);
  const documents = rng.shuffle(linesOf(readFileSync(embeddedNames(), 'utf8')));
  const tokenizer = CharTokenizer.train(documents);
  const config = { vocabSize: tokenizer.vocabSize, blockSize: 16, nLayer: 1, nHead: 4, nEmbd: 16 };
  const model = new GPT(config, new Initializer(cpu, rng));
  const optimizer = new Adam(model.parameters(), { lr: linearDecay(0.01, 60), beta1: 0.85, beta2: 0.99 });
  const batches = documentBatches(documents, tokenizer, { blockSize: 16, batchSize: 1 });
  const losses: number[] = [];
  for await (const { loss } of train(model, optimizer, batches, { steps: 60 })) losses.push(loss);
  const names: string[] = [];
  for (let i = 0; i < 5; i++) names.push(await generateText(model, tokenizer, { rng, temperature: 0.5 }));

  expect(recorder.steps.map(({ loss }) => loss)).toEqual(losses);
  expect(recorder.samples.at(-1)?.samples.map((sample) => sample.text)).toEqual(names);
});

test('the file has the name of the text, in the current folder', () => {
  expect(['names', 'poems.txt', '/a/b/poems.txt', 'poems/', 'two.parts.txt'].map(defaultOut)).toEqual(
    ['names', 'poems', 'poems', 'poems', 'two.parts'].map((name) => `${name}.safetensors`),
  );
});

test('it says what it chose and why, and what it left out', async () => {
  const lines = file('lines.txt', Array.from({ length: 40 }, (_, i) => 'x'.repeat(i + 1)).join('\n'));
  const recorder = new Recorder();
  await trainWith(recorder, { block: 30, steps: 1, out: file('lines.safetensors') }, { text: lines });
  expect(recorder.started?.reasons).toEqual({
    data: 'read as lines because each line stands alone; each a token',
    model: 'a small model; cuts off the end of 11 of 40 lines', // 30 … 40 letters, and the end
  });
});

test('of a short text, nothing is held out, and the block is short enough', async () => {
  const short = file('short.txt', 'A short text.\n\nThat is all.');
  const recorder = new Recorder();
  const end = await trainWith(recorder, { steps: 2, out: file('short.safetensors') }, { text: short });
  expect(end.reason).toBe('done');
  expect(recorder.started?.settings).toMatchObject({ validation: 0, kind: 'text' });
  expect(recorder.started?.reasons).toMatchObject({ validation: 'because 27 characters are few' });
  await expect(
    trainWith(recorder, { steps: 2, block: 64, out: file('x.safetensors') }, { text: short }),
  ).rejects.toThrow('--block 64: a window needs 65 tokens, but the text has 27 to train on; pass at most --block 26');
});

test('a lowest rate above the rate that was chosen is an error', async () => {
  const out = file('rising.safetensors');
  await expect(trainWith(new Recorder(), { ...given, minLr: 0.05, out }, { text })).rejects.toThrow(
    '--min-lr 0.05 is above --lr 0.01',
  );
  await trainWith(new Recorder(), { ...given, minLr: 0.05, schedule: 'constant', out }, { text });
});

test('until the run is prepared, a signal ends the program as usual', async () => {
  const listeners = { before: process.listenerCount('SIGINT'), baselines: -1, peak: -1, start: -1 };
  const recorder = new Recorder();
  recorder.start = () => {
    listeners.start = process.listenerCount('SIGINT');
  };
  const tools = {
    baselinesOf: () => {
      listeners.baselines = process.listenerCount('SIGINT');
      return { uniform: 1, unigram: 1, bigram: 1 };
    },
    measurePeak: () => {
      listeners.peak = process.listenerCount('SIGINT');
      return Promise.resolve(1e9);
    },
  };
  await trainWith(recorder, { ...given, out: file('listening.safetensors') }, { text }, tools);
  const { before } = listeners;
  expect(listeners).toEqual({ before, baselines: before, peak: before, start: before + 1 });
});

test('it plans with the time that start-up leaves, and warns if that took more than half', async () => {
  const planned: number[] = [];
  const recorder = new Recorder();
  let now = 4;
  const choices: Choices = {
    ...usualChoices,
    plan: ({ elapsed }) => {
      planned.push(elapsed);
      return Promise.resolve({ settings: {} });
    },
  };
  const tools = { choices, now: () => (now += 0.01) };
  const run = (name: string) =>
    trainWith(recorder, { ...given, steps: undefined, time: 6, out: file(name) }, { text }, tools);
  await run('late.safetensors');
  expect(planned[0]).toBeCloseTo(4, 1);
  expect(recorder.warnings).toEqual([
    expect.stringMatching(
      /^start-up took 4\.0 s of 6\.0 s; half of the time is kept for training, so the run ends 1\.0 s late$/,
    ),
  ]);
  now = 2;
  await run('soon.safetensors');
  expect(recorder.warnings).toHaveLength(1);
});

test('it says that it makes tokens of a long text, which takes a while', async () => {
  const notes: string[] = [];
  const tools = { note: (message: string) => notes.push(message) };
  const out = file('long.safetensors');
  await trainWith(new Recorder(), { ...given, evalBatches: 1, out }, { text }, tools);
  expect(notes).toEqual([]);
  const long = file('long.txt', poem.repeat(800));
  await trainWith(new Recorder(), { ...given, evalBatches: 1, out }, { text: long, restart: true }, tools);
  expect(notes).toEqual(['making tokens of long.txt, 2.1 MB']);
});

test('a stop before the first step leaves every file as it is', async () => {
  const out = file('early.safetensors');
  await trainWith(new Recorder(), { ...given, out }, { text });
  const before = readFileSync(out);
  const recorder = new Recorder();
  recorder.start = () => {
    process.emit('SIGTERM');
  };
  const end = await trainWith(recorder, { ...given, seed: 5, out }, { text, restart: true });
  expect(end).toMatchObject({ reason: 'interrupted', file: null });
  expect(readFileSync(out).equals(before)).toBe(true);
});

describe('the same command again', () => {
  test('goes on with an unfinished run', async () => {
    const out = file('again.safetensors');
    await stopped(out);
    const recorder = new Recorder();
    await trainWith(recorder, { ...given, out }, { text });
    expect(recorder.steps.map(({ step }) => step)).toEqual([3, 4]);
    expect(recorder.started?.progress.step).toBe(2);
  });

  test('does not touch a finished run, and says how to train on', async () => {
    const out = file('finished.safetensors');
    await trainWith(new Recorder(), { ...given, out }, { text });
    const before = readFileSync(out);
    await expect(trainWith(new Recorder(), { ...given, out }, { text })).rejects.toThrow(
      `${out} holds a finished run of 4 steps; to train on: microgpt train --resume ${out} --steps 8; or to start over, pass --restart, or another file with --out`,
    );
    expect(readFileSync(out).equals(before)).toBe(true);
  });

  test('does not go on with other settings, or another text', async () => {
    const out = file('another.safetensors');
    await stopped(out);
    await expect(trainWith(new Recorder(), { ...given, weightDecay: 0.3, out }, { text })).rejects.toThrow(
      `${out} holds another run: --weight-decay is 0.3, but 0.1 in the file; to go on with this change: microgpt train --resume ${out} --weight-decay 0.3; or to start over`,
    );
    await expect(trainWith(new Recorder(), { ...given, seed: 3, steps: null, time: 5, out }, { text })).rejects.toThrow(
      `--steps is not set, but 4 in the file; --seed is 3`,
    );
    await expect(trainWith(new Recorder(), { ...given, out }, { text: other })).rejects.toThrow(
      `${out} holds a run on another text, ${text}`,
    );
  });

  test('says how to start over if the text has changed', async () => {
    const out = file('changed.safetensors');
    const changing = file('my poems.txt', poem);
    const run = (restart = false) => trainWith(new Recorder(), { ...given, out }, { text: changing, restart });
    const recorder = new Recorder();
    recorder.onStep = () => {
      process.emit('SIGINT');
    };
    await trainWith(recorder, { ...given, out }, { text: changing });
    writeFileSync(changing, `${poem} And more.`);
    await expect(run()).rejects.toThrow(
      `${changing} is not the text that ${out} was trained on, or has changed; to start over with it, pass --restart; or pass the file with the same text: microgpt train <text> --resume ${out}; or let the model learn this text: microgpt train '${changing}' --from ${out} --out another.safetensors`,
    );
    await expect(run(true)).resolves.toMatchObject({ reason: 'done' });
  });

  test('starts over with --restart, and keeps the old run as the previous one', async () => {
    const out = file('restarted.safetensors');
    await trainWith(new Recorder(), { ...given, out }, { text });
    const old = await contentsOfFile(out);
    const recorder = new Recorder();
    await trainWith(recorder, { ...given, seed: 7, out }, { text, restart: true });
    expect(recorder.steps.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect(await contentsOfFile(file('restarted.previous.safetensors'))).toEqual(old);
  });

  test('does not write over its text or a folder, even to start over', async () => {
    const run = (out: string) => trainWith(new Recorder(), { ...given, out }, { text, restart: true });
    await expect(run(text)).rejects.toThrow(`--out ${text} is the text to learn from`);
    await expect(run(folder)).rejects.toThrow(`--out ${folder} is a folder; pass a file, such as`);
    expect(readFileSync(text, 'utf8')).toBe(poem);
  });

  test('does not replace the model that the new run starts from', async () => {
    const out = file('source.safetensors');
    await trainWith(new Recorder(), { ...given, out }, { text });
    const again = trainWith(new Recorder(), { ...given, out }, { text, from: out, restart: true });
    await expect(again).rejects.toThrow(`--from ${out} is a file that the new run would replace`);
  });

  test('does not overwrite a file that is no run', async () => {
    const out = file('mine.safetensors', 'my own notes');
    await expect(trainWith(new Recorder(), { ...given, out }, { text })).rejects.toThrow(
      /mine\.safetensors is a text and not a checkpoint.*to start over, pass --restart, or another file with --out/,
    );
    expect(readFileSync(out, 'utf8')).toBe('my own notes');
  });
});

describe('--resume', () => {
  test('takes everything from the file, and settings that may change from the command', async () => {
    const out = file('resumed.safetensors');
    await stopped(out);
    const recorder = new Recorder();
    await trainWith(recorder, { steps: 6, lr: 0.003, batch: 2, engine: 'wasm' }, { resume: out });
    expect(recorder.started?.settings).toMatchObject({
      steps: 6,
      lr: 0.003,
      batch: 2,
      engine: 'wasm',
      data: text,
      embd: 8,
    });
    expect(recorder.steps.map(({ step }) => step)).toEqual([3, 4, 5, 6]);
  });

  test('refuses what cannot change', async () => {
    const out = file('fixed.safetensors');
    await stopped(out);
    await expect(trainWith(new Recorder(), { layers: 3, seed: 1 }, { resume: out })).rejects.toThrow(
      `${out}: --layers is 3, but 1 in the file; --seed is 1, but 42 in the file, which cannot change in a run; leave it out, or start another run with --out`,
    );
    await expect(trainWith(new Recorder(), { steps: 2 }, { resume: out })).rejects.toThrow(
      `${out} has done 2 steps; for as many more: microgpt train --resume ${out} --steps 4`,
    );
  });

  test('does not replace another file, but goes on in a new one or in its own', async () => {
    const [one, two] = [file('one.safetensors'), file('two.safetensors')];
    await stopped(one);
    await stopped(two);
    const before = readFileSync(two);
    await expect(trainWith(new Recorder(), { out: two }, { resume: one })).rejects.toThrow(
      `--out ${two}: there is such a file, which --resume ${one} would replace; pass another file; to go on with the run in it: microgpt train --resume ${two}`,
    );
    await expect(trainWith(new Recorder(), { out: text }, { resume: one })).rejects.toThrow('there is such a file');
    await expect(trainWith(new Recorder(), { out: folder }, { resume: one })).rejects.toThrow('is a folder');
    expect(readFileSync(two).equals(before)).toBe(true);
    const recorder = new Recorder();
    await trainWith(recorder, { out: file('three.safetensors') }, { resume: one });
    expect(recorder.ended).toMatchObject({ reason: 'done', file: file('three.safetensors') });
    await trainWith(recorder, { out: one }, { resume: one });
    expect(recorder.ended).toMatchObject({ reason: 'done', file: one });
    await trainWith(recorder, { steps: 6, out: one }, { resume: file('one.best.safetensors') });
    expect(recorder.ended).toMatchObject({ reason: 'done', file: one });
  });

  test('goes on in a file that is called .best because its text is', async () => {
    const stranger = file('the.safetensors', 'my own notes');
    const out = file('the.best.safetensors');
    await stopped(out);
    const recorder = new Recorder();
    await trainWith(recorder, {}, { resume: out });
    expect(recorder.ended?.file).toBe(out);
    expect(readFileSync(stranger, 'utf8')).toBe('my own notes');
  });

  test('keeps the ratio of the lowest rate to a new one, so that the rate never rises', async () => {
    const out = file('rate.safetensors');
    await trainWith(new Recorder(), { ...given, lr: 0.01, minLr: 0.001, out }, { text });
    const recorder = new Recorder();
    await trainWith(recorder, { steps: 6, lr: 0.0001 }, { resume: out });
    expect(recorder.started?.settings.minLr).toBeCloseTo(0.00001, 12);
    await expect(trainWith(new Recorder(), { steps: 8, minLr: 0.01 }, { resume: out })).rejects.toThrow(
      '--min-lr 0.01 is above --lr 0.0001, but the rate falls from lr to minLr; pass --min-lr 0.0001 or less, or a larger --lr',
    );
  });

  test('finds a text that has moved if it is named, and no other', async () => {
    const out = file('moved.safetensors');
    const here = file('here.txt', poem);
    await trainWith(new Recorder(), { ...given, out }, { text: here });
    renameSync(here, file('there.txt'));
    await expect(trainWith(new Recorder(), { steps: 5 }, { resume: out })).rejects.toThrow(
      `the text of ${out}: there is no file ${here}; pass the file with the same text: microgpt train <text> --resume ${out}`,
    );
    await expect(trainWith(new Recorder(), { steps: 5 }, { resume: out, text: other })).rejects.toThrow(
      `${other} is not the text that ${out} was trained on, or has changed`,
    );
    const recorder = new Recorder();
    await trainWith(recorder, { steps: 5 }, { resume: out, text: file('there.txt') });
    expect(recorder.ended?.progress.step).toBe(5);
    expect(recorder.started?.data.source).toBe(file('there.txt'));
  });

  test.each([
    ['a missing file', file('none.safetensors'), /^there is no file .*none\.safetensors; pass a checkpoint/],
    ['a text', text, /poem\.txt is a text and not a checkpoint; microgpt train .*poem\.txt trains a model on it/],
    ['a folder', folder, / is a folder; pass a /],
  ])('%s is an error', async (_, resume, message) => {
    await expect(trainWith(new Recorder(), {}, { resume })).rejects.toThrow(message);
  });
});

test('a run with parts of your own finds their module again, and another place of it if told so', async () => {
  const code = (name: string) => `
    import { Linear } from '@microgpt/nn';
    export const mlp = ({ nEmbd }, init) => new Linear(nEmbd, nEmbd, init); // ${name}`;
  const module = file('parts.ts', code('first'));
  const out = file('own.safetensors');
  const parts = { mlp: ({ nEmbd }: { nEmbd: number }, init: Initializer) => new Linear(nEmbd, nEmbd, init) };
  await trainWith(new Recorder(), { ...given, parts: module, out }, { text, parts });

  const resumed = new Recorder();
  await trainWith(resumed, { steps: 6 }, { resume: out });
  expect(resumed.steps.map(({ step }) => step)).toEqual([5, 6]);
  const tuned = new Recorder();
  await trainWith(tuned, { ...given, out: file('tuned own.safetensors') }, { text, from: out });
  expect(tuned.started?.settings.parts).toBe(module);

  renameSync(module, file('moved-parts.ts'));
  await expect(trainWith(new Recorder(), { steps: 8 }, { resume: out })).rejects.toThrow(/parts: there is no file/);
  await trainWith(new Recorder(), { steps: 8, parts: file('moved-parts.ts') }, { resume: out });
});

test('a run with layers of the guide goes on without being told them', async () => {
  const out = file('swiglu.safetensors');
  await trainWith(new Recorder(), { ...given, parts: 'swiglu', out }, { text });
  const resumed = new Recorder();
  await trainWith(resumed, { steps: 6 }, { resume: out });
  expect(resumed.steps.map(({ step }) => step)).toEqual([5, 6]);
  expect(resumed.started?.settings.parts).toBe('swiglu');
});

describe('--from', () => {
  test('starts a new run with the weights, the network and the tokenizer of a checkpoint', async () => {
    const base = file('base.safetensors');
    await trainWith(new Recorder(), { ...given, embd: 12, out: base }, { text });
    const poem2 = file('second.txt', 'to be much more silent, so that the lord is not king. '.repeat(40));
    const recorder = new Recorder();
    const out = file('tuned.safetensors');
    await trainWith(recorder, { ...given, out }, { text: poem2, from: base });
    expect(recorder.started?.settings).toMatchObject({ embd: 12, block: 16, data: poem2 });
    expect(recorder.steps[0].step).toBe(1);
    expect(recorder.steps[0].loss).toBeLessThan(3.2);

    // The same command goes on with the new run.
    rmSync(out);
    const again = new Recorder();
    again.onStep = (step) => {
      if (step === 2) process.emit('SIGINT');
    };
    await trainWith(again, { ...given, out }, { text: poem2, from: base });
    await trainWith(again, { ...given, out }, { text: poem2, from: base });
    expect(again.steps.map(({ loss }) => loss)).toEqual(recorder.steps.map(({ loss }) => loss));
  });

  test('takes another dropout, which is no part of the weights, and otherwise that of the model', async () => {
    const base = file('base3.safetensors');
    await trainWith(new Recorder(), { ...given, dropout: 0.2, out: base }, { text });
    const recorder = new Recorder();
    await trainWith(recorder, { ...given, out: file('same-dropout.safetensors') }, { text, from: base });
    expect(recorder.started?.settings.dropout).toBe(0.2);
    const out = file('more-dropout.safetensors');
    await trainWith(recorder, { ...given, dropout: 0.4, out }, { text, from: base });
    expect(recorder.started?.model.config.dropout).toBe(0.4);
    await trainWith(recorder, { steps: 6 }, { resume: out });
    expect(recorder.started?.model.config.dropout).toBe(0.4);
    await trainWith(recorder, { ...given, dropout: 0, out: file('no-dropout.safetensors') }, { text, from: base });
    expect(recorder.started?.model.config.dropout).toBe(0);
  });

  test('does not go on with a run that started otherwise', async () => {
    const [first, second] = [file('from1.safetensors'), file('from2.safetensors')];
    for (const base of [first, second]) await trainWith(new Recorder(), { ...given, out: base }, { text });
    const out = file('from3.safetensors');
    await stopped(out);
    const run = (from: string) => trainWith(new Recorder(), { ...given, out }, { text, from });
    await expect(run(first)).rejects.toThrow(
      `${out} holds a run that started from new weights, not from ${first}; to go on with it: microgpt train --resume ${out}; or to start over, pass --restart`,
    );
    await trainWith(new Recorder(), { ...given, out }, { text, from: first, restart: true });
    await trainWith(new Recorder(), { steps: 6 }, { resume: out });
    await expect(run(second)).rejects.toThrow(`${out} holds a run that started from ${first}, not from ${second}`);
    await expect(run(first)).rejects.toThrow('holds another run: --steps is 4, but 6 in the file');
  });

  test('refuses another network, and a text with characters that the model does not know', async () => {
    const base = file('base2.safetensors');
    await trainWith(new Recorder(), { ...given, out: base }, { text });
    const out = file('never.safetensors');
    await expect(trainWith(new Recorder(), { ...given, layers: 5, out }, { text, from: base })).rejects.toThrow(
      `--layers 5: the model in ${base} has 1; leave it out`,
    );
    const strange = file('strange.txt', 'ein längerer Satz mit ß und ü. '.repeat(40));
    await expect(trainWith(new Recorder(), { ...given, out }, { text: strange, from: base })).rejects.toThrow(
      /base2\.safetensors: .*strange\.txt has "ä" .*which the model does not know; it knows .*; pass a text without them, or leave out --from/,
    );
  });
});
