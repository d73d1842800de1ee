import { cpu } from '@microgpt/autograd';
import { openCheckpoint } from '@microgpt/checkpoint';
import { modelFrom } from '@microgpt/gpt/checkpoint';
import { inference, trace } from '@microgpt/nn';
import type { GivenSettings, Run } from '@microgpt/run';
import { beforeAll, expect, test } from 'vitest';
import { ModelInspector } from '../../src/inspecting/model-inspector.ts';
import { modelBytes } from '../../src/training/model-bytes.ts';
import { names, partOf, trainedRun } from '../trained-run.ts';

const name = { run: 'a', made: 0, step: 30 };
const few = names.slice(0, 4000);

async function inspectorOf(run: Run, engine: 'wasm' | 'scalar' = 'wasm'): Promise<ModelInspector> {
  const inspector = new ModelInspector();
  await inspector.learnedFrom(partOf(run), few);
  await inspector.load(name, {
    settings: { ...run.settings, engine },
    part: partOf(run),
    bytes: await modelBytes(run),
  });
  return inspector;
}

const small: GivenSettings = { steps: 30, layers: 2, embd: 8, heads: 2, evalEvery: 30 };

let run: Run;
let inspector: ModelInspector;
beforeAll(async () => {
  run = await trainedRun(few, small);
  inspector = await inspectorOf(run);
});

test('an example is a text that the model learned from', () => {
  expect(new TextDecoder().decode(few).split('\n')).toContain(inspector.example(name));
});

test('what is shown is what trace hands out', () => {
  const { tokens, inspection } = inspector.inspect(name, 'emma');
  expect(tokens.map(({ text }) => text)).toEqual(['', 'e', 'm', 'm', 'a']);
  const { model, dataset } = run;
  const ids = [dataset.tokenizer.bos, ...dataset.tokenizer.encode('emma')];
  const { activations } = inference(() => trace(model, () => model.forward([ids])));
  const flat = (path: string) => [...(activations.get(path)?.toFlat() ?? [])];
  expect(inspection.stream.flatMap(({ values }) => [...values.data])).toEqual(
    ['embeddingNorm', 'layers.0.residual', 'layers.0', 'layers.1.residual', 'layers.1'].flatMap(flat),
  );
  expect(inspection.attention.flatMap(({ heads }) => heads.flatMap(({ data }) => [...data]))).toEqual(
    [0, 1].flatMap((i) => flat(`layers.${i}.attn.weights.0`)),
  );
  expect([...inspection.logits.data]).toEqual(flat('lmHead'));
});

test('a text that is longer than the block is cut at its beginning', () => {
  const { tokens } = inspector.inspect(name, 'maximilianaaaaaaaaaaaaa');
  expect(tokens).toHaveLength(run.settings.block);
  expect(tokens.at(-1)?.text).toBe('a');
});

test('a character that the model does not know is named', () => {
  expect(() => inspector.inspect(name, 'Émma')).toThrow('does not know “É”');
});

test('the contributions to a logit add up to it within 1e-6 on scalar', async () => {
  const exact = await inspectorOf(run, 'scalar');
  for (const token of [undefined, 3]) {
    const { parts, logit, guesses } = exact.explain(name, 'emma', 2, token);
    expect(Math.abs(parts.reduce((sum, { value }) => sum + value, 0) - logit)).toBeLessThan(1e-6);
    const { inspection } = exact.inspect(name, 'emma');
    const { columns, data } = inspection.logits;
    expect(logit).toBe(data[2 * columns + (token ?? guesses[0].id)]);
  }
});

test('units are dead if no example wakes them', () => {
  const { inspection, dead } = inspector.inspect(name, 'emma');
  for (const { path, values } of inspection.units) {
    const silent = dead.find((each) => each.path === path)?.units ?? [];
    for (const unit of silent) {
      for (let t = 0; t < values.rows; t++) expect(values.data[t * values.columns + unit]).toBe(0);
    }
  }
});

test('the sizes of matrices say how far they are from an earlier step', async () => {
  const earlier = { ...name, step: 0 };
  const start = await trainedRun(few, { ...small, steps: 1, lr: 1e-9, minLr: 0 });
  await inspector.load(earlier, { settings: start.settings, part: partOf(run), bytes: await modelBytes(start) });
  const sizes = inspector.sizes(name, earlier);
  expect(sizes.map(({ path }) => path)).toEqual([...run.model.namedParameters().keys()]);
  for (const { weights, gradient, update } of sizes) {
    expect(weights).toBeGreaterThan(0);
    expect(gradient).toBeGreaterThan(0);
    expect(update).toBeGreaterThan(0.01);
  }
  expect(inspector.sizes(name).every(({ update }) => update === undefined)).toBe(true);
});

test('the graph of a step: its loss is that of the model, and its gradients are those of cpu', async () => {
  const { loss, size, tensors, tokens, targets } = inspector.step(name, 'emma');
  expect(tokens.map(({ text }) => text)).toEqual(['', 'e', 'm', 'm', 'a']);
  expect(targets.map(({ text }) => text)).toEqual(['e', 'm', 'm', 'a', '']);
  const { dataset, model } = run;
  const ids = [dataset.tokenizer.bos, ...dataset.tokenizer.encode('emma'), dataset.tokenizer.bos];
  const exact = await modelFrom(await openCheckpoint(await modelBytes(run)), { engine: cpu });
  exact
    .forward([ids.slice(0, -1)])
    .crossEntropy(ids.slice(1))
    .backward();
  for (const [path, parameter] of exact.namedParameters()) {
    const tensor = tensors.find((each) => each.parameter === path);
    const { grad } = inspector.tensor(name, 'emma', tensor?.id ?? -1);
    const expected = parameter.grad?.toFlat() ?? [];
    expect(grad).toHaveLength(expected.length);
    grad.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 9);
    });
  }
  expect(loss).toBeCloseTo(
    model
      .forward([ids.slice(0, -1)])
      .crossEntropy(ids.slice(1))
      .item(),
    4,
  );
  const [last] = inspector.values(name, 'emma', [size - 1]);
  expect(last).toMatchObject({ data: loss, grad: 1 });
});

test('a path leads from the loss to a weight, and numbers have names', () => {
  const { tensors, size } = inspector.step(name, 'emma');
  const tensor = tensors.find(({ parameter }) => parameter === 'layers.0.attn.wq.weight');
  const { ids } = inspector.tensor(name, 'emma', tensor?.id ?? -1);
  const path = inspector.path(name, 'emma', ids[9]);
  expect(path.at(0)?.id).toBe(size - 1);
  expect(path.at(-1)?.name).toBe('layers.0.attn.wq.weight[1, 1]');
  const full = inspector.gradientsAt(name, 'emma', [ids[9]], 0);
  expect(full[0]).toBeCloseTo(path.at(-1)?.grad ?? NaN, 12);
  expect(inspector.gradientsAt(name, 'emma', [ids[9]], size - 1)).toEqual([0]);
});

test('the explained token is told with its probability, even if it is unlikely', () => {
  const { inspection } = inspector.inspect(name, 'emma');
  const { columns, data } = inspection.logits;
  const row = Array.from(data.subarray(2 * columns, 3 * columns));
  const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
  const least = row.indexOf(Math.min(...row));
  const { explained, guesses } = inspector.explain(name, 'emma', 2, least);
  expect(explained.id).toBe(least);
  expect(explained.probability).toBeCloseTo(Math.exp(row[least]) / total, 9);
  expect(guesses.map(({ id }) => id)).not.toContain(least);
  expect(inspector.explain(name, 'emma', 2).explained).toEqual(guesses[0]);
});

test('the documents come in the order of training, as many in a step as the run reads', async () => {
  const [first, second, third] = [0, 1, 2].map((step) => inspector.documentAt(name, step));
  expect(new Set([first, second, third]).size).toBe(3);
  const { documents } = await inspector.trainedOn(name, name, 2);
  expect(documents.map(({ text }) => text)).toEqual([second]);
  const pairs = await inspectorOf(await trainedRun(few, { ...small, batch: 2 }));
  expect(pairs.documentAt(name, 1)).toBe(third);
});
