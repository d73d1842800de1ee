import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu, type Engine } from '@microgpt/autograd';
import type { RunRecord, Settings } from '@microgpt/run';
import { wasm } from '@microgpt/wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportToTorch } from '../../src/torch/export-to-torch.ts';
import { ended, note, python, runProcesses, runPython, startProcesses, startPython } from './python.ts';
import { SmallRun, withCheckpoint } from './small-run.ts';

/** Documents of 1 to 13 characters, some longer than a block. */
const lines = Array.from({ length: 60 }, (_, i) =>
  'the quick brown fox jumps over a lazy dog'.slice(i % 29, (i % 29) + 1 + ((7 * i) % 13)),
);

const gpt2 = {
  architecture: 'gpt2',
  bias: true,
  activation: 'gelu-tanh',
  tieHead: true,
  std: 0.02,
  layers: 2,
} as const;

interface Case {
  readonly name: string;
  readonly processes: readonly number[];
  readonly engine: 'cpu' | 'wasm';
  readonly settings: Partial<Settings>;
  readonly args?: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'a text with AdamW, warmup, cosine, clipping and accumulation',
    processes: [1, 2],
    engine: 'wasm',
    settings: {
      ...gpt2,
      kind: 'text',
      optimizer: 'adamw',
      schedule: 'cosine',
      warmup: 12 / 27,
      clip: 0.5,
      batch: 3,
      accumulate: 3,
    },
  },
  {
    name: 'documents with Adam and a rate that falls in a line',
    processes: [1, 2],
    engine: 'wasm',
    settings: { kind: 'lines', optimizer: 'adam', batch: 5, accumulate: 2 },
  },
  {
    name: 'one document at a time with SGD, in float64',
    processes: [2],
    engine: 'cpu',
    // By the clock until now: so it needs a number of steps.
    settings: { kind: 'lines', optimizer: 'sgd', batch: 1, clip: 1, schedule: 'constant', steps: null, time: 60 },
    args: ['--steps', '27'],
  },
];

const BEFORE = 7;
const IN_TORCH = 20;
const AFTER = 5;

describe.skipIf(python === undefined)(`train.py${note}`, () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'microgpt-'));
  });
  afterAll(() => rm(root, { recursive: true }));

  describe.each(cases)('goes on with $name', ({ name, processes, engine: engineName, settings, args = [] }) => {
    const place = () => join(root, name.replace(/\W+/g, '-'));
    let engine: Engine;
    let run: SmallRun;
    let losses: number[];
    let validationLoss: number;
    beforeAll(async () => {
      engine = engineName === 'cpu' ? cpu : await wasm();
      run = SmallRun.start(engine, lines, { steps: BEFORE + IN_TORCH, ...settings });
      const before = await run.train(BEFORE);
      await run.save(`${place()}.safetensors`, before);
      losses = await run.train(IN_TORCH);
      validationLoss = await run.validate();
      losses.push(...(await run.train(AFTER)));
    });

    test.each(processes)('in %i process(es), with the losses of microgpt, which goes on in turn', async (count) => {
      const folder = `${place()}-${count}`;
      await exportToTorch(`${place()}.safetensors`, folder, { data: () => Promise.resolve(run.data) });
      const command = ['train.py', '--log', 'run.jsonl', ...args];
      const output = count === 1 ? await runPython(command, folder) : await runProcesses(count, command, folder);
      expect(output).toMatch(/^step 27 of 27 {3}loss /m);

      const events = (await readFile(join(folder, 'run.jsonl'), 'utf8')).trim().split('\n');
      const steps = events.map((line) => JSON.parse(line) as { step: number; loss?: number });
      const theirs = steps.flatMap(({ loss }) => loss ?? []);
      expectClose(theirs, losses.slice(0, IN_TORCH));

      await withCheckpoint(join(folder, 'checkpoint.safetensors'), async (checkpoint) => {
        const { progress, history, settings: saved } = checkpoint.extra as RunRecord;
        expect(progress).toMatchObject({ step: BEFORE + IN_TORCH, done: true });
        expect(history.steps).toHaveLength(BEFORE + IN_TORCH);
        expect(Array.from(history.losses).slice(BEFORE)).toEqual(theirs);
        expect(history.best?.step).toBe(BEFORE + IN_TORCH);
        expectClose([history.validationLosses.at(-1) ?? NaN], [validationLoss]);
        expect(saved.steps).toBe(BEFORE + IN_TORCH);
        const resumed = await SmallRun.resume(engine, lines, checkpoint);
        expectClose(await resumed.train(AFTER), losses.slice(IN_TORCH));
        expect(resumed.rng.save()).toEqual(run.rng.save());
        expect(resumed.batches.place).toBe(run.batches.place);
      });
    });
  });

  test('saves and stops on SIGTERM, even if only one of two processes gets it', async () => {
    const folder = join(root, 'stopped');
    const run = SmallRun.start(cpu, lines, { steps: 1_000_000 });
    await run.save(`${folder}.safetensors`, []);
    await exportToTorch(`${folder}.safetensors`, folder, { data: () => Promise.resolve(run.data) });
    const processes = await startProcesses(2, ['train.py'], folder);
    processes[0].stdout?.once('data', () => processes[1].kill('SIGTERM'));
    const [output] = await ended(processes, 130);
    const [, step] = /^stopped after step ([\d,]+); the same command goes on$/m.exec(output) ?? [];
    await withCheckpoint(join(folder, 'checkpoint.safetensors'), async (checkpoint) => {
      const { progress } = checkpoint.extra as RunRecord;
      expect(progress).toMatchObject({ step: Number(step.replace(',', '')), done: false });
      await SmallRun.resume(cpu, lines, checkpoint);
    });
  });

  const mistakes: readonly (readonly [string, Partial<Settings>, string])[] = [
    [
      'a run that ended by the clock',
      { steps: null, time: 1 },
      'ended by the clock, after 2 steps; for 1000 more, pass --steps 1002',
    ],
    ['a run that is done', { steps: 2 }, 'has done all of its 2 steps; for 1000 more, pass --steps 1002'],
    [
      'a rate that is too high',
      { ...gpt2, steps: 40, lr: 1e300, minLr: 1e300 },
      'checkpoint.safetensors is as it was before: go on from there with a lower --lr',
    ],
  ];
  test.each(mistakes)('says what to do about %s', async (name, settings, message) => {
    const folder = join(root, name.replace(/\W+/g, '-'));
    const run = SmallRun.start(cpu, lines, { ...settings, lr: 0.01, minLr: 0.01 });
    await run.train(2);
    Object.assign(run, { settings: { ...run.settings, ...settings } });
    await run.save(`${folder}.safetensors`, []);
    await exportToTorch(`${folder}.safetensors`, folder, { data: () => Promise.resolve(run.data) });
    const before = await readFile(join(folder, 'checkpoint.safetensors'));
    const output = await ended([startPython(['train.py'], folder)], 1);
    expect(output[0]).toContain(message);
    expect(await readFile(join(folder, 'checkpoint.safetensors'))).toEqual(before);
  });

  test('goes on if a checkpoint cannot be written, and leaves no part of one', async () => {
    const folder = join(root, 'unwritable');
    const run = SmallRun.start(cpu, lines, { steps: 4 });
    await run.save(`${folder}.safetensors`, []);
    await exportToTorch(`${folder}.safetensors`, folder, { data: () => Promise.resolve(run.data) });
    await mkdir(join(folder, 'checkpoint.best.safetensors'));
    const [output] = await ended([startPython(['train.py'], folder)]);
    expect(output).toContain(
      'checkpoint.best.safetensors cannot be saved: Is a directory; training goes on, and tries again',
    );
    expect((await readdir(folder)).filter((name) => name.endsWith('.new'))).toEqual([]);
    const file = join(folder, 'checkpoint.safetensors');
    const { progress } = await withCheckpoint(file, ({ extra }) => Promise.resolve(extra as RunRecord));
    expect(progress).toMatchObject({ step: 4, done: true });
  });

  test('refuses a damaged or missing checkpoint', async () => {
    const folder = join(root, 'damaged');
    const run = SmallRun.start(cpu, lines, {});
    await run.save(`${folder}.safetensors`, []);
    await exportToTorch(`${folder}.safetensors`, folder, { data: () => Promise.resolve(run.data) });
    const file = join(folder, 'checkpoint.safetensors');
    const bytes = await readFile(file);
    bytes[bytes.length - 200] ^= 1;
    await writeFile(file, bytes);
    const [output] = await ended([startPython(['train.py'], folder)], 1);
    expect(output).toContain('is damaged: a checksum differs; use another checkpoint');
    await writeFile(file, bytes.subarray(0, 300)); // a part of the header
    const [cut] = await ended([startPython(['train.py'], folder)], 1);
    expect(cut).toBe(`${file} is no checkpoint, or is damaged; use another one\n`);
    await rm(file);
    const [missing] = await ended([startPython(['train.py'], folder)], 1);
    expect(missing).toBe(`there is no file ${file}; copy a checkpoint there, under this name\n`);
  });
});

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  const differences = actual.map((x, i) => Math.abs(x - expected[i]));
  expect(Math.max(...differences)).toBeLessThan(1e-4);
}
