// pnpm --filter bench grid [text file] [--quick]
// Models of several sizes, each at several learning rates, trained for a minute: the table of docs/grid.md. Without a file
// it trains on the names of the demo. One row is what `microgpt train --time 60s` chooses.
//
// A minute is a number of steps here, so that the losses do not depend on what else the machine does: 58 seconds divided
// by the time of a step, which is processor time, measured beside nanoGPT's step and scaled so that that takes 125 ms, as
// on the machine of docs/speed.md. The other two seconds are for starting, evaluating and saving.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { choosePlan, rateAt, type Plan } from '@microgpt/run';
import { documentBatches, evaluate, GPT, linesOf, splitData, textBatches, train, type Batch } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { AdamW, weightDecayGroups } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { wasm } from '@microgpt/wasm';

/** What to train on. */
interface Data {
  readonly kind: 'lines' | 'text';
  readonly trainingTokens: number;
  readonly documents?: number;
  readonly longestDocument?: number;
  readonly vocabSize: number;
  readonly batches: (plan: Plan, rng: Random) => Iterable<Batch>;
  readonly validation: (plan: Plan) => Batch[];
}

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const SECONDS = values.quick ? 1 : 60; // quick shows that it works; its losses say nothing
const OVERHEAD = 1 / 30; // of the time, for starting, evaluating and saving
const REFERENCE_SECONDS = 0.125;
const SEED = 1;

const engine = await wasm();
const file = positionals.at(0);
const data = file === undefined ? names() : text(resolve(process.env.INIT_CWD ?? '.', file));
const chosen = choosePlan({ ...data, seconds: 60, speed: 1 });
const sizes = [
  { layers: 1, embd: 64 },
  ...(data.kind === 'lines' ? [{ layers: 2, embd: 48 }] : []),
  { layers: 2, embd: 64 },
  ...(data.kind === 'text' ? [{ layers: 2, embd: 96 }] : []),
  { layers: 3, embd: 64 },
];
const rates = data.kind === 'lines' ? [0.0025, 0.005, 0.01] : [0.002, 0.004, 0.008];

/** nanoGPT's model for a computer without a GPU, the unit of time. */
const nanoGPT: Plan = {
  ...chosen,
  ...{ architecture: 'gpt2', activation: 'gelu', tieHead: true, dropout: 0 },
  ...{ layers: 4, heads: 4, embd: 128, block: 64, batch: 12 },
};
const randomText = textData(
  Uint32Array.from({ length: 10_000 }, () => Math.floor(65 * Math.random())),
  65,
);

console.log('| layers | width | rate | parameters | ms a step | steps | loss | validation loss | |');
console.log('| -----: | ----: | ---: | ---------: | --------: | ----: | ---: | --------------: | - |');
for (const size of sizes) {
  const seconds = await scaledStepSeconds({ ...chosen, ...size });
  for (const lr of rates) await measure({ ...chosen, ...size, lr }, seconds);
}
const isInGrid = sizes.some(({ layers, embd }) => layers === chosen.layers && embd === chosen.embd);
if (!(isInGrid && rates.includes(chosen.lr))) await measure(chosen, await scaledStepSeconds(chosen));

/** Trains a model for the time, and prints its row. */
async function measure(plan: Plan, seconds: number): Promise<void> {
  const steps = Math.max(1, Math.round((SECONDS * (1 - OVERHEAD)) / seconds));
  const { model, optimizer, batches } = start(plan, data, steps);
  let smooth = NaN;
  for await (const { loss } of train(model, optimizer, batches, { steps, clipNorm: plan.clip })) {
    smooth = Number.isNaN(smooth) ? loss : 0.99 * smooth + 0.01 * loss;
  }
  const isChosen = plan.layers === chosen.layers && plan.embd === chosen.embd && plan.lr === chosen.lr;
  const cells = [
    ...[plan.layers, plan.embd, plan.lr],
    model.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0),
    (seconds * 1000).toFixed(2),
    steps,
    smooth.toFixed(3),
    (await evaluate(model, data.validation(plan))).toFixed(3),
    isChosen ? 'chosen' : '',
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

/** The time of a training step on the reference machine: measured twice, in turn with the step that is the unit. */
async function scaledStepSeconds(plan: Plan): Promise<number> {
  let [own, unit] = [Infinity, Infinity];
  for (let i = 0; i < 2; i++) {
    unit = Math.min(unit, await stepSeconds(nanoGPT, randomText));
    own = Math.min(own, await stepSeconds(plan, data));
  }
  return (REFERENCE_SECONDS * own) / unit;
}

/** The processor time of a training step here: the least of a few short measurements, after a warmup. */
async function stepSeconds(plan: Plan, data: Data): Promise<number> {
  const { model, optimizer, batches } = start(plan, data, 1e6);
  let best = Infinity;
  let first = { step: 3, time: Infinity }; // the first steps compile the code
  let rounds = 0;
  for await (const { step } of train(model, optimizer, batches, { steps: 1e6, clipNorm: plan.clip })) {
    if (step < first.step) continue;
    const time = processorSeconds();
    if (step > first.step && time - first.time < 0.1) continue;
    best = step > first.step ? Math.min(best, (time - first.time) / (step - first.step)) : Infinity;
    first = { step, time };
    if (++rounds > 6) break;
  }
  return best;
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function start(plan: Plan, { vocabSize, batches }: Data, steps: number) {
  const rng = new Random(SEED);
  const { architecture, bias, activation, dropout, tieHead, std } = plan;
  const sizes = { vocabSize, blockSize: plan.block, nLayer: plan.layers, nHead: plan.heads, nEmbd: plan.embd };
  const model = new GPT(
    { ...sizes, architecture, bias, activation, dropout, tieHead },
    new Initializer(engine, rng, { std }),
  );
  const lr = (step: number) => rateAt(plan, step / steps);
  const groups = weightDecayGroups(model.namedParameters(), plan.weightDecay);
  const optimizer = new AdamW(groups, { lr, beta1: plan.beta1, beta2: plan.beta2 });
  return { model, optimizer, batches: batches(plan, rng) };
}

/** The lines of the demo in random order, the last tenth for validation: all of it. */
function names(): Data {
  const lines = linesOf(readFileSync(new URL('../../demo/data/ssa-2018.txt', import.meta.url), 'utf8'));
  const { training, validation } = splitData(new Random(SEED).shuffle(lines));
  const tokenizer = CharTokenizer.train(lines);
  return {
    kind: 'lines',
    trainingTokens: training.join('\n').length + 1,
    documents: training.length,
    longestDocument: Math.max(...lines.map(({ length }) => length)),
    vocabSize: tokenizer.vocabSize,
    batches: ({ block, batch }) => documentBatches(training, tokenizer, { blockSize: block, batchSize: batch }),
    validation: ({ block }) => [
      documentBatches(validation, tokenizer, { blockSize: block, batchSize: validation.length }).next().value,
    ],
  };
}

/** The characters of a text. */
function text(path: string): Data {
  const content = readFileSync(path, 'utf8');
  const tokenizer = CharTokenizer.train([content]);
  return textData(Uint32Array.from(tokenizer.encode(content)), tokenizer.vocabSize);
}

/** The last tenth is for validation: 200 batches of 12 random windows of 64 tokens, or as many tokens in longer windows. */
function textData(tokens: Uint32Array, vocabSize: number): Data {
  const { training, validation } = splitData(tokens);
  return {
    kind: 'text',
    trainingTokens: training.length,
    vocabSize,
    batches: ({ block, batch }, rng) => textBatches(training, { blockSize: block, batchSize: batch, rng }),
    validation: ({ block }) => {
      const windows = textBatches(validation, { blockSize: block, batchSize: 12, rng: new Random(SEED) });
      return Array.from({ length: Math.round((200 * 64) / block) }, () => windows.next().value);
    },
  };
}
