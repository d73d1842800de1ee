import { readFileSync } from 'node:fs';
import { cpu, scalar, type Engine } from '@microgpt/autograd';
import type { GPTParts } from '@microgpt/gpt';
import { Linear } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { createWasm, memoryBytes, wasm } from '@microgpt/wasm';
import { describe, expect, test } from 'vitest';
import { createDataset, type Dataset } from '../../src/data/dataset.ts';
import { countParameters } from '../../src/plan/count-parameters.ts';
import { measureCost } from '../../src/plan/measure-cost.ts';
import { presets } from '../../src/settings/presets.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import type { DataKind, GivenSettings } from '../../src/settings/settings.ts';

const file = new URL('../../../../apps/demo/data/ssa-2018.txt', import.meta.url);
const names = readFileSync(file, 'utf8');
const published = resolveSettings(presets.names, {});

function datasetOf(text: string, kind: DataKind): Promise<Dataset> {
  const tokenizer = CharTokenizer.train([text.replaceAll('\n', '')]);
  return createDataset({ corpus: { source: 'text', text }, kind, tokenizer, validation: 0, rng: new Random(42) });
}

const dataset = await datasetOf(names, 'lines');
const settings = (given: GivenSettings) => resolveSettings(given, published);

describe('measureCost', () => {
  test('gives the exact parameters, the tokens of a step, and a time that training takes', async () => {
    const cost = await measureCost({ settings: published, dataset, engine: await wasm() });
    expect(cost).toMatchObject({ parameters: 4192, isMeasured: true, bytes: undefined });
    // The names have 228,032 letters in 32,257 lines, and a token that ends each.
    expect(cost.tokensPerStep).toBeGreaterThan(6);
    expect(cost.tokensPerStep).toBeLessThan(8.5);
    expect(cost.secondsPerStep).toBeGreaterThan(1e-5);
    expect(cost.secondsPerStep).toBeLessThan(0.02);
  });

  test('measures a network with parts of your own', async () => {
    const parts: Partial<GPTParts> = { mlp: ({ nEmbd }, init) => new Linear(nEmbd, nEmbd, init) };
    const cost = await measureCost({ settings: published, dataset, engine: await wasm(), parts });
    expect(cost.parameters).toBe(4192 - 8 * 16 ** 2 + 16 ** 2); // one matrix in place of two of 16 · 64
    const long = settings({ embd: 128, layers: 2, batch: 512 });
    const { parameters, isMeasured } = await measureCost({ settings: long, dataset, engine: scalar, parts });
    expect(isMeasured).toBe(false);
    expect(parameters).toBe(countParameters(long, dataset.tokenizer.vocabSize) - 2 * 7 * 128 ** 2);
  });

  test('takes about a third of a second', async () => {
    const start = performance.now();
    await measureCost({ settings: published, dataset, engine: await wasm() });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('counts all batches of a step', async () => {
    const engine = await wasm();
    const one = await measureCost({ settings: settings({ batch: 64 }), dataset, engine });
    const four = await measureCost({ settings: settings({ batch: 64, accumulate: 4 }), dataset, engine });
    expect(four.secondsPerStep).toBeGreaterThan(one.secondsPerStep);
    expect(four.tokensPerStep / one.tokensPerStep).toBeCloseTo(4, 0);
  });

  test('tells the memory after the steps, if it can', async () => {
    const engine = await createWasm();
    const before = memoryBytes(engine);
    const cost = await measureCost({
      settings: settings({ embd: 128, layers: 2, batch: 32 }),
      dataset,
      engine,
      memory: () => memoryBytes(engine),
    });
    expect(cost.bytes).toBe(memoryBytes(engine));
    // Weights, gradients and the two means of Adam, each of four bytes.
    expect((cost.bytes ?? 0) - before).toBeGreaterThan(16 * cost.parameters);
  });

  test('counts the memory of the largest step on engines without a memory of their own', async () => {
    const given = settings({ embd: 32, batch: 4 });
    const bytesOn = async (engine: Engine) => (await measureCost({ settings: given, dataset, engine })).bytes ?? 0;
    const { parameters } = await measureCost({ settings: given, dataset, engine: cpu });
    // Weights, gradients and the two means of Adam, each of eight bytes, and less than a megabyte for four names.
    const most = await bytesOn(cpu);
    expect(most).toBeGreaterThan(32 * parameters);
    expect(most).toBeLessThan(32 * parameters + 2 ** 20);
    expect(await bytesOn(scalar)).toBeGreaterThan(5 * most); // an object for each number
  });

  test('measures on every engine', async () => {
    const times = [scalar, cpu, await wasm()].map(async (engine) =>
      measureCost({ settings: published, dataset, engine }),
    );
    const [slow, middle] = (await Promise.all(times)).map(({ secondsPerStep }) => secondsPerStep);
    expect(slow).toBeGreaterThan(middle);
  });

  test('measures windows of a running text', async () => {
    const text = await datasetOf(names.replaceAll('\n', ' ').slice(0, 20_000), 'text');
    const cost = await measureCost({
      settings: settings({ kind: 'text', block: 8, batch: 3 }),
      dataset: text,
      engine: cpu,
    });
    expect(cost.tokensPerStep).toBe(24);
  });

  test('makes one step if a step takes longer than the time', async () => {
    const cost = await measureCost({ settings: settings({ batch: 512, accumulate: 4 }), dataset, engine: cpu });
    expect(cost.isMeasured).toBe(true);
    expect(cost.tokensPerStep).toBeGreaterThan(4 * 512 * 6);
  });

  test('estimates a step that would take too long, without making the model', async () => {
    const huge = settings({ layers: 12, embd: 512, heads: 8, batch: 512 });
    const start = performance.now();
    const cost = await measureCost({ settings: huge, dataset, engine: scalar, memory: () => 1 });
    expect(performance.now() - start).toBeLessThan(3000);
    expect(cost).toMatchObject({
      isMeasured: false,
      bytes: undefined,
      parameters: 12 * 12 * 512 ** 2 + (27 + 16 + 27) * 512,
    });
    expect(cost.secondsPerStep).toBeGreaterThan(5);
    expect(cost.tokensPerStep / 512).toBeCloseTo(dataset.trainingTokens / dataset.documents, 5);
  });

  test('leaves the data as it was', async () => {
    const first = () => dataset.trainingBatches({ blockSize: 16, batchSize: 1 }, new Random(1)).next().value;
    const before = first();
    await measureCost({ settings: published, dataset, engine: cpu });
    expect(first()).toEqual(before);
  });

  test('ends when its signal says so', async () => {
    const controller = new AbortController();
    const measured = measureCost({ settings: published, dataset, engine: cpu, signal: controller.signal });
    setTimeout(() => {
      controller.abort(new Error('the settings changed'));
    });
    await expect(measured).rejects.toThrow('the settings changed');
  });
});
