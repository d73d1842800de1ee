import { join } from 'node:path';
import { presets } from '@microgpt/run';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { trainCommandOf } from '../../src/train/train-command.ts';
import type { TrainFlags } from '../../src/train/train-flags.ts';
import { folderWith } from './folder.ts';

/** A current folder with files. */
function inFolderWith(files: Readonly<Record<string, string>>): string {
  const folder = folderWith(files);
  const spy = vi.spyOn(process, 'cwd').mockReturnValue(folder);
  onTestFinished(() => {
    spy.mockRestore();
  });
  return folder;
}

test('without flags nothing is given', async () => {
  inFolderWith({});
  expect(await trainCommandOf({}, undefined)).toEqual({ text: undefined, given: {}, restart: false, json: false });
});

test('the preset, the config file of the folder, and the flags are merged', async () => {
  const folder = inFolderWith({ 'microgpt.config.json': '{ "preset": "names", "layers": 2, "data": "poems.txt" }' });
  expect(await trainCommandOf({ heads: 8, noSamples: true }, undefined)).toMatchObject({
    text: join(folder, 'poems.txt'),
    given: { ...presets.names, layers: 2, heads: 8, samples: 0 },
  });
  expect(await trainCommandOf({ preset: 'shakespeare-char' }, 'other.txt')).toMatchObject({
    text: 'other.txt',
    given: { ...presets['shakespeare-char'], layers: 2 },
  });
});

test('--config reads another file', async () => {
  const folder = inFolderWith({ 'microgpt.config.json': '{ "layers": 2 }', 'big.json': '{ "layers": 12 }' });
  const { given } = await trainCommandOf({ config: join(folder, 'big.json') }, undefined);
  expect(given.layers).toBe(12);
});

test('a run that goes on takes nothing from the config file', async () => {
  inFolderWith({ 'microgpt.config.json': '{ "layers": 2 }' });
  const command = await trainCommandOf({ resume: 'a.safetensors', steps: 10 }, undefined);
  expect(command).toMatchObject({ resume: 'a.safetensors', given: { steps: 10 } });
  expect(command.given.layers).toBeUndefined();
});

test('parts are loaded from the module that a config file names', async () => {
  const files = { 'microgpt.config.json': '{ "parts": "./parts.ts" }', 'parts.ts': 'export const finalNorm = false;' };
  const folder = inFolderWith(files);
  const { parts, given } = await trainCommandOf({}, undefined);
  expect(parts).toEqual({ finalNorm: false });
  expect(given.parts).toBe(join(folder, 'parts.ts'));
});

describe('flags that contradict each other are errors', () => {
  test.each<[TrainFlags, string | undefined, string]>([
    [{ resume: 'a', from: 'b' }, undefined, '--resume goes on with a run, --from starts a new one; pass one of them'],
    [{ resume: 'a', restart: true }, undefined, '--resume goes on with a run, --restart starts over; pass one of them'],
    [
      { resume: 'a', preset: 'names' },
      undefined,
      '--resume takes all settings from the checkpoint; leave out --preset',
    ],
    [{ resume: 'a', config: 'c' }, undefined, '--resume takes all settings from the checkpoint; leave out --config'],
    [{ data: 'a.txt' }, 'b.txt', '"b.txt" and --data a.txt: there is one text to learn from; pass one of them'],
    [{ samples: 3, noSamples: true }, undefined, '--samples 3 and --no-samples: pass one of them'],
    [{ steps: 3, time: 60 }, undefined, '--steps 3 and --time 60: a run ends after a number of steps or after a time'],
  ])('%j %s', async (flags, text, message) => {
    inFolderWith({});
    await expect(trainCommandOf(flags, text)).rejects.toThrow(message);
  });
});
