import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { schedule } from '../src/shakespeare/schedule.ts';
import { runCommand } from './run-example.ts';

const COMMAND = 'pnpm --filter examples shakespeare';
const SMALL = '--layers 1 --heads 2 --embd 16 --block 16 --batch 4 --validation 5 --length 60';

const folder = mkdtempSync(join(tmpdir(), 'shakespeare-'));
const file = join(folder, 'verse.txt');
writeFileSync(file, 'She sells sea shells by the sea shore.\n'.repeat(60));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the command', () => {
  test('learns a text, evaluates on its last tenth, and writes', async () => {
    const printed = await runCommand(`${COMMAND} --data ${file} --steps 100 --lr 0.01 ${SMALL}`);
    expect(printed).toMatch(/^2106 characters to train on, 234 to validate on, 15 tokens\n/);
    const losses = Array.from(printed.matchAll(/^step (\d+) \/ 100: loss [\d.]+, validation loss ([\d.]+)/gm));
    expect(losses.map(([, step]) => Number(step))).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(Number(losses[0][2])).toBeGreaterThan(2 * Number(losses[9][2]));
    const written = printed.slice(printed.lastIndexOf(' s\n\n') + 4, -1);
    expect(written).toHaveLength(60);
    expect(written).toContain('sea');
  });

  test('repeats a run with the same seed', async () => {
    const run = async (seed: number) => {
      const printed = await runCommand(`${COMMAND} --data ${file} --steps 5 --seed ${seed} ${SMALL}`);
      return printed.replaceAll(/\d+ s$/gm, '');
    };
    expect(await run(3)).toBe(await run(3));
    expect(await run(3)).not.toBe(await run(4));
  });

  test('says in one line that a text is too short for a window', async () => {
    const short = join(folder, 'short.txt');
    writeFileSync(short, 'to be or not to be');
    await expect(runCommand(`${COMMAND} --data ${short} ${SMALL}`)).rejects.toMatchObject({
      code: 1,
      stderr:
        'textBatches: a window of blockSize 16 needs 17 tokens, got 16; pass a longer text, or a smaller blockSize\n',
    });
  });
});

test('the learning rate is that of nanoGPT at every step', () => {
  // get_lr of https://github.com/karpathy/nanoGPT/blob/master/train.py, with the settings of its README for a computer:
  // learning_rate 1e-3, min_lr 1e-4, warmup_iters 100, lr_decay_iters 2000.
  const expected = (it: number) => {
    if (it < 100) return (1e-3 * (it + 1)) / (100 + 1);
    const ratio = (it - 100) / (2000 - 100);
    return 1e-4 + 0.5 * (1 + Math.cos(Math.PI * ratio)) * (1e-3 - 1e-4);
  };
  const lr = schedule(1e-3, 2000);
  for (let step = 0; step < 2000; step++) expect(lr(step) / expected(step)).toBeCloseTo(1, 14);
  expect([1, 2, 3].map((steps) => schedule(1, steps)(0))).toEqual([1, 0.5, 0.5]);
});

test('the losses in the README are at most 1.92', () => {
  const readme = readFileSync(new URL('../src/shakespeare/README.md', import.meta.url), 'utf8');
  const losses = Array.from(readme.matchAll(/^\| +\d+ \| +\d\.\d\d \| +(\d\.\d{3}) \|/gm), ([, loss]) => Number(loss));
  expect(losses.length).toBeGreaterThan(0);
  for (const loss of losses) expect(loss).toBeLessThanOrEqual(1.92);
});
