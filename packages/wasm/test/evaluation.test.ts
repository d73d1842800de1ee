import { cpu, scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { evaluate, FeedForward, GPT, textBatches, train, type GPTConfig } from '@microgpt/gpt';
import { Dropout, Initializer, Module } from '@microgpt/nn';
import { AdamW } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { wasm } from '../src/index.ts';

class DroppingMlp extends Module {
  readonly inner: FeedForward;
  readonly dropout: Dropout;

  constructor(config: GPTConfig, init: Initializer) {
    super();
    this.inner = new FeedForward(config, init);
    this.dropout = new Dropout(0.3, init.rng);
  }

  forward(x: Tensor): Tensor {
    return this.dropout.forward(this.inner.forward(x));
  }
}

const sizes = { vocabSize: 9, blockSize: 8, nLayer: 1, nHead: 2, nEmbd: 8 };
const drawn = new Random(5);
const text = Uint8Array.from({ length: 200 }, () => drawn.below(9));
const [training, validation] = [text.subarray(0, 160), text.subarray(160)];

/** Trains with windows and dropout from one stream; returns all losses and norms, the weights, and the stream state. */
async function trainOn(engine: Engine, evaluations: number) {
  const rng = new Random(1);
  const mlp = (config: GPTConfig, init: Initializer) => new DroppingMlp(config, init);
  const model = new GPT({ ...sizes, mlp }, new Initializer(engine, rng, { std: 0.3 }));
  const optimizer = new AdamW(model.namedParameters(), { lr: 0.01 });
  const batches = textBatches(training, { ...sizes, batchSize: 2, rng });
  const fixed = [...textBatches(validation, { ...sizes, batchSize: 2 })];
  const steps: unknown[] = [];
  const losses: number[] = [];
  for await (const step of train(model, optimizer, batches, { steps: 12, accumulate: 2, clipNorm: 1 })) {
    steps.push(step);
    for (let i = 0; i < evaluations; i++) {
      const windows = textBatches(validation, { ...sizes, batchSize: 2, rng: new Random(2) });
      losses.push(await evaluate(model, i % 2 === 0 ? fixed : windows, { batches: 3 }));
    }
  }
  return { trained: { steps, weights: model.stateDict(), state: optimizer.stateDict(), rng: rng.save() }, losses };
}

describe.each([scalar, cpu, await wasm()])('[$name] evaluating between the steps', (engine) => {
  test('changes nothing: every loss and norm, the weights, the optimizer and the random stream are bit-identical', async () => {
    const { trained } = await trainOn(engine, 0);
    const evaluated = await trainOn(engine, 2);
    expect(evaluated.trained).toEqual(trained);
    expect(evaluated.losses).toHaveLength(24);
  });

  test('gives the same number when it is repeated', async () => {
    const { losses } = await trainOn(engine, 4);
    for (let i = 0; i < losses.length; i += 4) {
      expect(losses[i + 2]).toBe(losses[i]);
      expect(losses[i + 3]).toBe(losses[i + 1]);
      expect(losses[i + 4]).not.toBe(losses[i]); // the model has learned since
    }
  });
});
