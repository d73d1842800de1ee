import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { trainingFlops } from '@microgpt/gpt';
import { expect, test } from 'vitest';
import { benchCommand } from '../../src/commands/bench.ts';
import { runCommand } from '../run-command.ts';
import { smallRun } from '../small-run.ts';

const small = ['--layers', '1', '--heads', '2', '--embd', '16', '--block', '8', '--batch', '2'];

test('measures a step, its share of the peak, and a written token', async () => {
  const { stdout } = await runCommand(benchCommand, [...small, '--json']);
  const found = JSON.parse(stdout) as Record<string, number> & { readonly config: Parameters<typeof trainingFlops>[0] };
  expect(found.config).toMatchObject({ vocabSize: 65, nLayer: 1, nHead: 2, nEmbd: 16, blockSize: 8 });
  const windows = [Array<number>(8).fill(0), Array<number>(8).fill(0)];
  expect(found.flopsPerStep).toBe(trainingFlops(found.config, windows));
  expect(found.tokensPerSecond).toBeCloseTo(16 / found.secondsPerStep, 6);
  expect(found.mfu).toBeCloseTo(found.flopsPerStep / found.secondsPerStep / found.peak, 10);
  expect(found.mfu).toBeGreaterThan(0);
  expect(found.mfu).toBeLessThan(1);
  expect((found.steps / 2) * found.secondsPerStep).toBeLessThan(4); // half of the steps take at least the median
  expect(found.secondsPerToken).toBeLessThan(0.1);
}, 20_000);

test('measures the model of a checkpoint, and leaves the file as it is', async () => {
  const run = await smallRun({ text: 'she sells sea shells\n'.repeat(20), kind: 'text', steps: 1 });
  const { stdout } = await runCommand(benchCommand, [run.file]);
  expect(stdout).toMatch(/^model +1 layer, 2 heads, width 16, block 8: [\d,]+ parameters, on cpu$/m);
  expect(stdout).toMatch(/^training +[\d.]+ (µs|ms) a step of 4 × 8 tokens \(median of [\d,]+\), [\d,]+ tokens\/s$/m);
  expect(stdout).toMatch(/^arithmetic +[\d.]+ GFLOP\/s, \d+ % of the [\d.]+ of matrix products here \(MFU\)$/m);
  expect(stdout).toMatch(/^writing +[\d.]+ (µs|ms) a token, [\d,]+ tokens\/s$/m);
  await expect(runCommand(benchCommand, [run.file, '--layers', '2'])).rejects.toThrow(
    '--layers: the checkpoint says it',
  );
}, 20_000);

test('needs heads that divide the width', async () => {
  await expect(runCommand(benchCommand, ['--heads', '3', '--embd', '16'])).rejects.toThrow(
    '--embd: 16 is not divisible by --heads 3',
  );
});

test('a checkpoint with parts of its own finds them in their module', async () => {
  const { loadNetwork } = await import('../../src/checkpoints/load-model.ts');
  const { withCheckpoint } = await import('../../src/checkpoints/with-checkpoint.ts');
  const { saveCheckpoint } = await import('@microgpt/checkpoint');
  const run = await smallRun({ text: 'she sells sea shells\n'.repeat(20), kind: 'text', steps: 1 });
  const parts = join(run.folder, 'parts.mjs');
  await writeFile(parts, 'export const finalNorm = false;\n');
  await withCheckpoint(run.file, async ({ checkpoint, record }) => {
    const extra = { ...record, settings: { ...record?.settings, parts } };
    const model = { ...run.model.toJSON(), parts: ['finalNorm'] };
    run.model.toJSON = () => model;
    await writeFile(run.file, saveCheckpoint({ model: run.model, extra }));
    expect(checkpoint.hasOptimizer).toBe(true);
  });
  const loaded = await withCheckpoint(run.file, (opened) => loadNetwork(opened, 'cpu'));
  expect(loaded.forward([[1]]).toFlat()).toEqual(run.model.forward([[1]]).toFlat());
});
