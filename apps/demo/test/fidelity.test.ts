import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile } from '../../../testing/shared-file.ts';
import { jsonLines, runDemo } from './run-demo.ts';

/** What the original program computed, written at full precision. */
interface Golden {
  readonly num_docs: number;
  readonly vocab_size: number;
  readonly num_params: number;
  readonly losses: readonly number[];
  readonly samples: readonly string[];
}

/** How far a loss may be from the original's: rounding of float64, and of float32. */
const tolerances = { scalar: 1e-9, cpu: 1e-9, wasm: 1e-3 };

const embedded = new URL('golden/microgpt-ssa2018-seed42.json', import.meta.url);
const originalGolden = sharedFile('golden/microgpt-names-seed42.json');
const originalNames = sharedFile('data/names.txt');
const missing = originalGolden.missing || originalNames.missing;
const note = originalGolden.note || originalNames.note;

describe.each(Object.entries(tolerances))('[%s] same seed, same run as the original', (engine, tolerance) => {
  test('every loss and every sample on the built-in names', async () => {
    await expectGolden(embedded, tolerance, ['--engine', engine]);
  });

  test.skipIf(missing)(`every loss and every sample on the original's names.txt${note}`, async () => {
    await expectGolden(originalGolden.path, tolerance, ['--engine', engine, '--data', originalNames.path]);
  });
});

async function expectGolden(file: string | URL, tolerance: number, args: readonly string[]): Promise<void> {
  const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;
  const result = await runDemo(['--json', ...args]);
  expect(result).toMatchObject({ code: 0, stderr: '' });
  const lines = jsonLines(result);
  expect(lines[0]).toMatchObject({
    type: 'config',
    documents: golden.num_docs,
    vocabSize: golden.vocab_size,
    parameters: golden.num_params,
  });
  const losses = lines.filter(({ type }) => type === 'step').map(({ loss }) => loss as number);
  expect(losses).toHaveLength(1000);
  const worst = Math.max(...losses.map((loss, i) => Math.abs(loss - golden.losses[i])));
  expect(worst).toBeLessThan(tolerance);
  expect(lines.filter(({ type }) => type === 'sample').map(({ text }) => text)).toEqual(golden.samples);
}
