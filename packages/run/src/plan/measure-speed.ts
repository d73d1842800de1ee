import type { Engine } from '@microgpt/autograd';
import { GPT, textBatches, trainStep } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { AdamW } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { stepSeconds } from './step-time.ts';

/** The sizes to measure with. Each model is a multiple of the work of the one before. */
const models = [
  { layers: 1, heads: 2, embd: 16, block: 16, batch: 2 },
  { layers: 1, heads: 2, embd: 32, block: 32, batch: 4 },
  { layers: 2, heads: 4, embd: 64, block: 64, batch: 8 },
];
const VOCAB_SIZE = 65;

/** The time for each model, in seconds. */
const TIME = 0.12;

/** The fewest steps of a model whose time is worth something: the first compiles the code. */
const STEPS = 3;

/**
 * The speed of this machine with an engine: 1 for the reference machine of docs/grid.md, 2 for one that trains in
 * half the time.
 *
 * It trains up to three small models, as large as the engine does in the time, for less than half a second. The speed is
 * that of the fastest step of the largest, because other programs only ever make a step slower.
 */
export async function measureSpeed(engine: Engine): Promise<number> {
  let speed = NaN;
  for (const model of models) {
    const reference = stepSeconds({ ...model, length: model.block, vocabSize: VOCAB_SIZE });
    if ((STEPS * reference) / speed > TIME) break;
    speed = reference / fastestStep(engine, model);
    await new Promise((resolve) => setTimeout(resolve)); // lets the program hear Ctrl-C
  }
  return speed;
}

/** The least time of a training step, in seconds. */
function fastestStep(engine: Engine, { layers, heads, embd, block, batch }: (typeof models)[number]): number {
  const rng = new Random(1);
  const sizes = { vocabSize: VOCAB_SIZE, blockSize: block, nLayer: layers, nHead: heads, nEmbd: embd };
  const model = new GPT(sizes, new Initializer(engine, rng));
  const optimizer = new AdamW(model.namedParameters(), { lr: 0.001 });
  const text = Array.from({ length: 10 * block }, () => rng.below(VOCAB_SIZE));
  const batches = textBatches(text, { blockSize: block, batchSize: batch, rng });
  const start = performance.now();
  let fastest = Infinity;
  for (let step = 1, before = start; step <= STEPS || before - start < 1000 * TIME; step++) {
    trainStep(model, optimizer, batches.next().value, { clipNorm: 1 });
    const now = performance.now();
    fastest = Math.min(fastest, now - before);
    before = now;
  }
  return fastest / 1000;
}
