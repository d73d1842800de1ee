import { cpu, scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { Dropout, Initializer, Module } from '@microgpt/nn';
import { SGD } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { evaluate, FeedForward, generate, GPT, trainStep, type Batch, type GPTConfig } from '../../src/index.ts';

class DroppingMlp extends Module {
  readonly inner: FeedForward;
  readonly dropout = new Dropout(0.5, new Random(9));
  constructor(config: GPTConfig, init: Initializer) {
    super();
    this.inner = new FeedForward(config, init);
  }
  forward(x: Tensor): Tensor {
    return this.dropout.forward(this.inner.forward(x));
  }
}

const config = { vocabSize: 9, blockSize: 8, nLayer: 2, nHead: 2, nEmbd: 8 };
const batch: Batch = { inputs: [[1, 2, 3]], targets: [[2, 3, 4]] };

function build(engine: Engine): GPT {
  const mlp = (sizes: GPTConfig, init: Initializer) => new DroppingMlp(sizes, init);
  return new GPT({ ...config, mlp }, new Initializer(engine, new Random(1), { std: 0.5 }));
}

function modes(model: Module): boolean[] {
  return Array.from(model.namedModules().values(), ({ training }) => training);
}

function streams(model: GPT): unknown[] {
  return model.layers.map((layer) => (layer as unknown as { mlp: DroppingMlp }).mlp.dropout.rng.save());
}

describe.each([scalar, cpu])('[$name] a model with dropout', (engine) => {
  const options = { prompt: [0], temperature: 0 };
  const write = async (model: GPT, useCache = true) => {
    const ids: number[] = [];
    for await (const { id } of generate(model, { ...options, rng: new Random(1), useCache })) ids.push(id);
    return ids;
  };

  test('generates and is evaluated without dropout, the same each time, with and without a cache', async () => {
    const model = build(engine);
    const before = streams(model);
    const ids = await write(model);
    expect(await write(model)).toEqual(ids);
    expect(await write(model, false)).toEqual(ids);
    expect(await write(model.eval())).toEqual(ids);
    model.train();
    const loss = await evaluate(model, [batch]);
    expect(await evaluate(model, [batch])).toBe(loss);
    expect(await evaluate(model.eval(), [batch])).toBe(loss);
    expect(streams(model)).toEqual(before);
  });

  test('keeps the mode of each module while it generates, and after it has finished, been stopped, or failed', async () => {
    const model = build(engine);
    model.layers[1].eval();
    const own = modes(model);
    expect(new Set(own)).toEqual(new Set([true, false]));
    const tokens = generate(model, { ...options, rng: new Random(1) });
    for (let i = 0; i < 3; i++) {
      await tokens.next();
      expect(modes(model)).toEqual(own);
    }
    await tokens.return();
    expect(modes(model)).toEqual(own);

    for await (const { id } of generate(model, { ...options, rng: new Random(1) })) if (id >= 0) break;
    expect(modes(model)).toEqual(own);

    await expect(generate(model, { ...options, rng: new Random(1), prompt: [99] }).next()).rejects.toThrow('99');
    expect(modes(model)).toEqual(own);

    await evaluate(model, [batch, batch]);
    expect(modes(model)).toEqual(own);
    await expect(evaluate(model, [{ inputs: [[99]], targets: [[0]] }])).rejects.toThrow('99');
    expect(modes(model)).toEqual(own);
  });

  test('keeps a mode set between two tokens or two batches', async () => {
    const model = build(engine);
    let training = true;
    for await (const { id } of generate(model, { ...options, rng: new Random(1) })) {
      expect(id).toBeLessThan(9);
      expect(model.training).toBe(training);
      training = !training;
      if (training) model.train();
      else model.eval();
    }
    expect(model.training).toBe(training);

    function* batches() {
      yield batch;
      model.eval();
      yield batch;
      model.train();
      yield batch;
      model.layers[0].eval();
    }
    await evaluate(model, batches(), { batches: 4 });
    expect([model.training, model.layers[0].training, model.layers[1].training]).toEqual([true, false, true]);
  });

  test('may be trained, be evaluated and generate a second text between two tokens of the first', async () => {
    const [model, alone] = [build(engine), build(engine)];
    const optimizers = [model, alone].map((each) => new SGD(each.parameters(), { lr: 0.1 }));
    const expected = await write(alone, false);
    const second: number[] = [];
    const other = generate(model, { ...options, rng: new Random(1) });
    for await (const { id } of generate(model, { ...options, rng: new Random(1) })) {
      const next = await other.next();
      if (!next.done) second.push(next.value.id);
      expect(await evaluate(model, [batch])).toBe(await evaluate(alone, [batch]));
      expect(id).toBe(second.at(-1));
    }
    expect(second).toEqual(expected);

    // Trained between two tokens, it continues with the new weights; this needs useCache: false.
    for await (const { id } of generate(model, {
      prompt: [0, 1],
      rng: new Random(1),
      useCache: false,
      temperature: 0,
    })) {
      const [next] = await collect(generate(alone, { prompt: [0, 1], rng: new Random(1), temperature: 0 }));
      expect(id).toBe(next);
      expect(trainStep(model, optimizers[0], batch)).toBe(trainStep(alone, optimizers[1], batch)); // with dropout
      break;
    }
    expect(modes(model)).toEqual(modes(alone));
  });
});

async function collect(tokens: AsyncIterable<{ readonly id: number }>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of tokens) ids.push(id);
  return ids;
}
