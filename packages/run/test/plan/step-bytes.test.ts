import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cpu, scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { GPT, textBatches, type Batch } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { wasm } from '@microgpt/wasm';
import { describe, expect, test } from 'vitest';
import { createOptimizer, type RunOptimizer } from '../../src/loop/create-optimizer.ts';
import { stepBytes } from '../../src/plan/step-bytes.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import type { GivenSettings } from '../../src/settings/settings.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const vocabSize = 65;

/** The bytes of all live objects and typed arrays, of which none is on the stack. */
async function liveBytes(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve));
  for (let i = 0; i < 5; i++) gc(); // memory of typed arrays is given back in a second pass
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A model, and what its training needs. */
class Training {
  readonly settings;
  readonly model: GPT;
  readonly batch: Batch;
  readonly #optimizer: RunOptimizer;

  constructor(engine: Engine, given: GivenSettings) {
    this.settings = resolveSettings({ kind: 'text', ...given }, {});
    const { architecture, layers: nLayer, heads: nHead, embd: nEmbd, block: blockSize, batch } = this.settings;
    const rng = new Random(1);
    const network = { architecture, vocabSize, nLayer, nHead, nEmbd, blockSize };
    this.model = new GPT(network, new Initializer(engine, rng));
    this.#optimizer = createOptimizer(this.model, this.settings, () => 1e-3);
    const text = Array.from({ length: 2000 }, () => rng.below(vocabSize));
    this.batch = textBatches(text, { blockSize, batchSize: batch, rng }).next().value;
  }

  /** Does a step. Returns its loss, whose graph lives as long. */
  step(): Tensor {
    this.#optimizer.zeroGrad();
    const loss = this.model.forward(this.batch.inputs).crossEntropy(this.batch.targets.flat());
    loss.backward();
    this.#optimizer.step();
    return loss;
  }
}

/** Has the runtime compile the code of a step. */
async function warmUp(engine: Engine, given: GivenSettings): Promise<void> {
  await Promise.resolve();
  const training = new Training(engine, { ...given, embd: 8, block: 8, batch: 1 });
  for (let i = 0; i < 20; i++) training.step();
}

const small = { layers: 2, heads: 4, embd: 32, block: 32, batch: 2 };

describe.each([
  ['cpu', cpu, { ...small, layers: 4, embd: 64, block: 64, batch: 4 }],
  ['cpu', cpu, { ...small, embd: 128, architecture: 'gpt2', optimizer: 'sgd', momentum: 0.9 }],
  ['cpu', cpu, { ...small, optimizer: 'sgd', momentum: 0 }],
  ['scalar', scalar, { ...small, batch: 1 }],
  ['scalar', scalar, { ...small, batch: 1, architecture: 'gpt2', optimizer: 'sgd', momentum: 0 }],
] as const)('[%s] stepBytes', (_, engine, given) => {
  test(`is what the live objects of a step take, within a quarter: ${JSON.stringify(given)}`, async () => {
    await warmUp(engine, given);
    const before = await liveBytes();
    const training = new Training(engine, given);
    training.step();
    const loss = training.step();
    const grown = (await liveBytes()) - before;
    expect(loss.item()).toBeGreaterThan(0); // and alive until here
    const bytes = stepBytes(training) ?? NaN;
    expect(bytes / grown).toBeGreaterThan(1 / 1.25);
    expect(bytes / grown).toBeLessThan(1.25);
  });
});

test('an engine with a memory of its own tells it itself', async () => {
  expect(stepBytes(new Training(await wasm(), small))).toBeUndefined();
});
