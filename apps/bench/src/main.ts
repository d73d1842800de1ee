// How long one training step of the original's model takes on each engine: published settings, batch 1, real names.
// Engines take turns within one process, so that a change in the machine's speed meets them alike.

import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { cpu, scalar, type Engine } from '@microgpt/autograd';
import { documentBatches, GPT, linesOf, trainStep } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Adam, linearDecay } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';

const WARM_UP_STEPS = 400;
const ROUNDS = 15;
const STEPS_PER_ROUND = 100;

const names = linesOf(readFileSync(new URL('../../demo/data/ssa-2018.txt', import.meta.url), 'utf8'));

/** A training run of which a number of steps can be taken at a time; returns the last loss, so that all is computed. */
function trainingRun(engine: Engine): (steps: number) => number {
  const rng = new Random(42);
  const docs = rng.shuffle([...names]);
  const tokenizer = CharTokenizer.train(docs);
  const config = { vocabSize: tokenizer.vocabSize, blockSize: 16, nLayer: 1, nHead: 4, nEmbd: 16 };
  const model = new GPT(config, new Initializer(engine, rng));
  const optimizer = new Adam(model.parameters(), { lr: linearDecay(0.01, 1000), beta1: 0.85, beta2: 0.99 });
  const batches = documentBatches(docs, tokenizer, config);
  return (steps) => {
    let loss = 0;
    for (let i = 0; i < steps; i++) loss = trainStep(model, optimizer, batches.next().value);
    return loss;
  };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

const contestants = [scalar, cpu].map((engine) => ({
  engine: engine.name,
  run: trainingRun(engine),
  times: [] as number[],
  loss: 0,
}));
for (const { run } of contestants) run(WARM_UP_STEPS);
for (let round = 0; round < ROUNDS; round++) {
  for (const contestant of contestants) {
    const start = performance.now();
    contestant.loss = contestant.run(STEPS_PER_ROUND);
    contestant.times.push(((performance.now() - start) / STEPS_PER_ROUND) * 1000);
  }
}

console.log(`${cpus()[0].model}, Node ${process.version}: width 16, 1 layer, 4 heads, block 16, batch 1`);
console.table(
  contestants.map(({ engine, times, loss }) => ({
    engine,
    'µs/step (median)': Math.round(median(times)),
    'µs/step (fastest round)': Math.round(Math.min(...times)),
    'last loss': Number(loss.toFixed(4)),
  })),
);
