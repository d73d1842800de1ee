import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentsOfFile } from '../testing/contents-of-file.ts';
import { Recorder } from '../testing/recorder.ts';
import { smallDisk } from '../testing/small-disk.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { bundleChild, TrainingProcess } from '../testing/training-process.ts';
import { trainWith } from '../testing/train-with.ts';

const folder = temporaryFolder();
const disk = smallDisk(1000);
const note = disk === undefined ? ' (skipped: mounting a disk in memory needs Linux and root)' : '';
const text = join(folder, 'lines.txt');
let program = '';

beforeAll(async () => {
  program = await bundleChild(folder);
  writeFileSync(text, Array.from({ length: 50 }, (_, i) => (i ** 3).toString(5)).join('\n'));
});

afterAll(() => {
  disk?.unmount();
});

const given = { kind: 'lines', saveEvery: 0, steps: 12, evalEvery: 6 } as const;

test.skipIf(!disk)(
  `on a full disk, training goes on, keeps the last good file, and saves again when there is room${note}`,
  async () => {
    const at = disk?.folder ?? '';
    const out = join(at, 'full.safetensors');
    const best = join(at, 'full.best.safetensors');
    const filler = join(at, 'filler');
    const recorder = new Recorder();
    recorder.onStep = (step) => {
      if (step === 4) {
        expect(() => {
          writeFileSync(filler, Buffer.alloc(2_000_000));
        }).toThrow('ENOSPC');
      }
      if (step === 8) rmSync(filler);
    };
    await trainWith(recorder, { ...given, out }, { text });
    expect(recorder.ended?.reason).toBe('done');
    expect(recorder.saves.map(({ step }) => step).filter((step) => step > 3 && step < 8)).toEqual([]);
    expect(recorder.warnings).toEqual([
      `${out} cannot be saved: the disk is full; free some space. Training goes on, and tries again`,
      `${best} cannot be saved: the disk is full; free some space. Training goes on, and tries again`,
      `${out} could be saved again`,
      `${best} could be saved again`,
    ]);
    const straight = join(folder, 'straight.safetensors');
    await trainWith(new Recorder(), { ...given, out: straight }, { text });
    expect(await contentsOfFile(out)).toEqual(await contentsOfFile(straight));
    expect(readdirSync(at).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  },
);

test.skipIf(!disk)(
  `if the disk is still full at the end, the run is saved in the folder for temporary files${note}`,
  async () => {
    const at = disk?.folder ?? '';
    const out = join(at, 'never.safetensors');
    const recorder = new Recorder();
    recorder.onStep = (step) => {
      if (step !== 4) return;
      try {
        writeFileSync(join(at, 'filler'), Buffer.alloc(2_000_000));
      } catch {
        // now it is full
      }
    };
    const { reason, file, resume } = await trainWith(recorder, { ...given, out }, { text });
    rmSync(join(at, 'filler'));
    expect(reason).toBe('done');
    expect(file).not.toBe(out);
    expect(resume).toBe(`microgpt train --resume ${file ?? ''} --steps 24`);
    expect(recorder.warnings.at(-1)).toBe(
      `${out} holds step 3; the run is saved in ${file ?? ''} instead: move it to a place of your own`,
    );
    expect(((await contentsOfFile(out)) as { extra: { progress: object } }).extra.progress).toMatchObject({ step: 3 });
    expect(((await contentsOfFile(file ?? '')) as { extra: { progress: object } }).extra.progress).toMatchObject({
      step: 12,
    });
    rmSync(dirname(file ?? ''), { recursive: true });
  },
);

test.skipIf(!disk)(`a read-only disk is said at the beginning, and stops nothing${note}`, async () => {
  const out = join(disk?.folder ?? '', 'read-only.safetensors');
  const recorder = new Recorder();
  disk?.remount('ro');
  const { reason, file } = await trainWith(recorder, { ...given, out }, { text });
  disk?.remount('rw');
  expect(reason).toBe('done');
  expect(recorder.warnings[0]).toBe(
    `${out} cannot be saved: the disk is read-only; pass a file on another one with --out. Training goes on, and tries again; if it still fails at the end, the run is saved in ${tmpdir()}`,
  );
  expect(existsSync(out)).toBe(false);
  rmSync(dirname(file ?? ''), { recursive: true });
});

const isRoot = process.getuid?.() === 0;
test.skipIf(isRoot)(
  `a folder without permission stops nothing${isRoot ? ' (skipped: root may write anywhere)' : ''}`,
  async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o555);
    const recorder = new Recorder();
    const { reason, file } = await trainWith(recorder, { ...given, out: join(closed, 'a.safetensors') }, { text });
    chmodSync(closed, 0o755);
    expect(reason).toBe('done');
    expect(recorder.warnings[0]).toContain('you may not write there');
    rmSync(dirname(file ?? ''), { recursive: true });
  },
);

test('a loss that is not finite stops, keeps the last good file, and says what to try', async () => {
  const out = join(folder, 'diverged.safetensors');
  const first = new Recorder();
  await trainWith(first, { ...given, out, steps: 5, optimizer: 'sgd', clip: 0, lr: 0.01 }, { text });
  const good = await contentsOfFile(out);
  const recorder = new Recorder();
  const end = await trainWith(recorder, { steps: 500, lr: 1e30 }, { resume: out });
  expect(end.reason).toBe('not finite');
  expect(end.file).toBe(out);
  expect(end.resume).toBe(`microgpt train --resume ${out} --lr 3e+29 --clip 1`);
  expect(recorder.warnings.at(-1)).toContain(
    `${out} holds step ${recorder.saves.at(-1)?.step ?? 5}, before that. Try a lower learning rate, such as --lr 3e+29, and gradients limited with --clip 1`,
  );
  if (recorder.saves.length === 0) expect(await contentsOfFile(out)).toEqual(good);
});

test('an evaluation that fails is a warning, and training goes on', async () => {
  const recorder = new Recorder();
  const out = join(folder, 'no-evaluation.safetensors');
  let calls = 0;
  recorder.evaluated = () => {
    calls++;
    throw new Error('the plot broke');
  };
  const { reason } = await trainWith(recorder, { ...given, out }, { text });
  expect(reason).toBe('done');
  expect(calls).toBe(2);
  expect(recorder.warnings).toContain('the evaluation at step 6 failed: the plot broke. Training continues');
});

test('if only the best checkpoint cannot be written, that is said once', async () => {
  const out = join(folder, 'half.safetensors');
  mkdirSync(join(folder, 'half.best.safetensors', 'in-the-way'), { recursive: true });
  const recorder = new Recorder();
  await trainWith(recorder, { ...given, evalEvery: 1, out }, { text });
  expect(recorder.warnings).toHaveLength(1);
  expect(recorder.warnings[0]).toMatch(/half\.best\.safetensors cannot be saved: /);
});

test('a best checkpoint that could not be written is written after the next evaluation, even of a higher loss', async () => {
  const out = join(folder, 'late.safetensors');
  const best = join(folder, 'late.best.safetensors');
  mkdirSync(join(best, 'in-the-way'), { recursive: true });
  const recorder = new Recorder();
  recorder.onStep = (step) => {
    if (step === 7) rmSync(best, { recursive: true });
  };
  const tooFast = { ...given, schedule: 'constant', warmup: 0.9, lr: 1 } as const; // so the loss rises in the end
  const { bestFile } = await trainWith(recorder, { ...tooFast, out }, { text });
  expect(recorder.evaluations.map(({ isBest }) => isBest)).toEqual([true, false]);
  expect(((await contentsOfFile(best)) as { extra: { progress: object } }).extra.progress).toMatchObject({ step: 12 });
  expect(bestFile).toBeNull();
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s saves, says how to go on, and ends with 130',
  async (signal) => {
    const out = join(folder, `${signal}.safetensors`);
    const training = new TrainingProcess(
      program,
      folder,
      { ...given, saveEvery: 1000, steps: 1e7, evalEvery: 1e7, out },
      { text },
    );
    await training.until('"step":50,');
    training.child.kill(signal);
    const { code, lines, errors } = await training.outcome;
    expect(errors).toBe('');
    expect(code).toBe(130);
    expect(lines.at(-1)).toEqual({ end: 'interrupted', file: out, resume: `microgpt train --resume ${out}` });
    const steps = lines.filter(({ step }) => step !== undefined);
    expect(((await contentsOfFile(out)) as { extra: { progress: object } }).extra.progress).toMatchObject({
      step: steps.at(-1)?.step,
      done: false,
    });
  },
);

test('a pipe that is closed early saves and ends, without a word', async () => {
  const out = join(folder, 'pipe.safetensors');
  const training = new TrainingProcess(
    program,
    folder,
    { ...given, saveEvery: 1000, steps: 1e7, evalEvery: 1e7, out },
    { text },
  );
  await training.until('"step":5,');
  training.child.stdout?.destroy();
  const { code, errors } = await training.outcome;
  expect(errors).toBe('');
  expect(code).toBe(130);
  expect(((await contentsOfFile(out)) as { extra: { progress: object } }).extra.progress).toMatchObject({
    done: false,
  });
});

test('Ctrl-C in the middle of an evaluation ends it, and the next start does it again', async () => {
  const out = join(folder, 'mid-evaluation.safetensors');
  const long = join(folder, 'long.txt');
  writeFileSync(long, Array.from({ length: 10_000 }, (_, i) => (i ** 3).toString(5)).join('\n'));
  const slow = {
    ...given,
    out,
    engine: 'wasm',
    embd: 64,
    layers: 2,
    steps: 40,
    evalEvery: 20,
    evalBatches: 0,
    validation: 0.9,
  } as const;
  const training = new TrainingProcess(program, folder, slow, { text: long });
  await training.until('"at":20'); // it saves before it evaluates
  training.child.kill('SIGINT');
  const { lines, code } = await training.outcome;
  expect(code).toBe(130);
  expect(lines.filter(({ evaluation }) => evaluation !== undefined)).toEqual([]);
  expect(lines.at(-1)).toMatchObject({ end: 'interrupted', file: out });

  const next = new TrainingProcess(program, folder, slow, { text: long });
  await next.until('"evaluation"');
  next.child.kill('SIGKILL');
  expect((await next.outcome).lines[0]).toMatchObject({ evaluation: { step: 20 } });
});

test('a checkpoint that was cut off is an error that names it', async () => {
  const out = join(folder, 'cut.safetensors');
  await trainWith(new Recorder(), { ...given, out }, { text });
  truncateSync(out, 3000);
  await expect(trainWith(new Recorder(), { ...given, out }, { text })).rejects.toThrow(
    /cut\.safetensors is damaged: .*; use another checkpoint, such as .*cut\.previous\.safetensors; to start over, pass --restart, or another file with --out/,
  );
});
