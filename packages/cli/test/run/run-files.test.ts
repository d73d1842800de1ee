import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunFiles } from '../../src/run/run-files.ts';
import { contentsOfFile } from '../testing/contents-of-file.ts';
import { Recorder } from '../testing/recorder.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { trainWith } from '../testing/train-with.ts';

const folder = temporaryFolder();
const text = join(folder, 'lines.txt');
writeFileSync(text, Array.from({ length: 50 }, (_, i) => (i ** 3).toString(5)).join('\n'));

const given = { kind: 'lines', saveEvery: 0, steps: 12, evalEvery: 6 } as const;

async function stepIn(file: string): Promise<number> {
  return ((await contentsOfFile(file)) as { extra: { progress: { step: number } } }).extra.progress.step;
}

const filesOf = (name: string) => readdirSync(folder).filter((file) => file.startsWith(name));

test('a run that starts over keeps the run before as the previous one, and removes its best checkpoint', async () => {
  const out = join(folder, 'over.safetensors');
  await trainWith(new Recorder(), { ...given, out }, { text });
  expect(filesOf('over')).toEqual(['over.best.safetensors', 'over.previous.safetensors', 'over.safetensors']);
  const once = { ...given, out, validation: 0, steps: 1, saveEvery: 1000 };
  await trainWith(new Recorder(), once, { text, restart: true });
  expect(filesOf('over')).toEqual(['over.previous.safetensors', 'over.safetensors']);
  expect(await stepIn(join(folder, 'over.previous.safetensors'))).toBe(12);
  expect(await stepIn(out)).toBe(1);
});

test('a run that starts over replaces the best checkpoint of the run before by its own, though its loss is higher', async () => {
  const out = join(folder, 'worse.safetensors');
  await trainWith(new Recorder(), { ...given, out }, { text });
  await trainWith(new Recorder(), { ...given, out, steps: 2, evalEvery: 1, lr: 1e-9 }, { text, restart: true });
  expect(await stepIn(join(folder, 'worse.best.safetensors'))).toBeLessThanOrEqual(2);
});

test('the files of the run before stay until the new one has been saved', async () => {
  const out = join(folder, 'until.safetensors');
  await trainWith(new Recorder(), { ...given, out }, { text });
  const recorder = new Recorder();
  recorder.onStep = () => {
    expect(filesOf('until')).toHaveLength(3);
    throw new Error('the machine broke');
  };
  await expect(trainWith(recorder, { ...given, out }, { text, restart: true })).rejects.toThrow('the machine broke');
});

test.runIf(process.platform !== 'win32')('a symbolic link stays one, and all files are where it leads', async () => {
  const disk = join(folder, 'disk');
  const out = join(folder, 'link.safetensors');
  mkdirSync(disk);
  symlinkSync(join('disk', 'real.safetensors'), out); // which does not exist yet
  const { file, bestFile } = await trainWith(new Recorder(), { ...given, out }, { text });
  expect(readdirSync(disk)).toEqual(['real.best.safetensors', 'real.previous.safetensors', 'real.safetensors']);
  expect(filesOf('link')).toEqual(['link.safetensors']);
  expect(lstatSync(out).isSymbolicLink()).toBe(true);
  expect(await stepIn(out)).toBe(12);
  expect(file).toBe(out);
  expect(existsSync(bestFile ?? '')).toBe(true);
});

test('a file that cannot be written is known before the first step, and where the run is saved instead', async () => {
  const recorder = new Recorder();
  const out = join(text, 'in-a-file.safetensors');
  await new RunFiles(out, recorder).prepare();
  expect(recorder.warnings).toEqual([
    `${out} cannot be saved: a file is in the place of its folder; pass a file in another folder with --out. Training goes on, and tries again; if it still fails at the end, the run is saved in ${tmpdir()}`,
  ]);
});

test('a file that another program writes is said once', async () => {
  const out = join(folder, 'both.safetensors');
  const one = new Recorder();
  one.onStep = (step) => {
    if (step === 4 || step === 8) writeFileSync(out, `another run ${step}`);
  };
  await trainWith(one, { ...given, out }, { text });
  expect(one.warnings).toEqual([
    `another program has written ${out}, and this run replaces what it wrote; if that is another training, stop one of them, and start it with another file with --out`,
  ]);
  const other = new Recorder();
  await trainWith(other, { steps: 20 }, { resume: out });
  expect(other.warnings).toEqual([]);
});
