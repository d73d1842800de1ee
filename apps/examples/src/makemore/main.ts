// pnpm --filter examples makemore --type gru --steps 5000
// Trains one of eight kinds of character models on names, evaluates it on others, and makes up more.
// After https://github.com/karpathy/makemore

import { documentBatches, evaluate, generateText, toBatch, train } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { AdamW, linearDecay } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { engines, exitWithMessage, loadDocuments, printable, range, untilInterrupted } from '@microgpt/terminal';
import { CharTokenizer } from '@microgpt/tokenizer';
import { models } from './models/index.ts';
import { noveltyOf } from './novelty.ts';
import { settingsFromCommandLine } from './settings.ts';
import { split } from './split.ts';

process.on('uncaughtException', exitWithMessage);

const settings = await settingsFromCommandLine();
const { steps, temperature } = settings;
const rng = new Random(settings.seed);

// Data: most documents are for training, the others for testing.
const documents = rng.shuffle(await loadDocuments(settings.data));
const sets = split(documents);
const tokenizer = CharTokenizer.train(documents);
const { vocabSize } = tokenizer;
const blockSize = 1 + documents.reduce((most, document) => Math.max(most, tokenizer.encode(document).length), 0);
console.log(`${documents.length} documents: ${sets.train.length} to train on, ${sets.test.length} to test on`);
console.log(`${vocabSize} tokens, at most ${blockSize} in a row\n`);

// Model.
const { type, embd: nEmbd, hidden: nHidden, heads: nHead, layers: nLayer } = settings;
const config = { vocabSize, blockSize, nLayer, nHead, nEmbd, nHidden };
const model = models[type](config, new Initializer(await engines[settings.engine](), rng));
console.log(`${String(model)}\n`);

// Training.
const optimizer = new AdamW(model.parameters(), { lr: linearDecay(settings.lr, steps), beta2: 0.99 });
const batches = documentBatches(sets.train, tokenizer, { blockSize, batchSize: settings.batch });
const tested = toBatch(sets.test, tokenizer, blockSize);
const interval = Math.ceil(steps / 10);
let losses: number[] = []; // since the last report
for await (const { step, loss } of untilInterrupted(train(model, optimizer, batches, { steps }))) {
  losses.push(loss);
  if (step % interval === 0) await report();
}
if (losses.length > 0) await report(); // training ended between two reports

async function report(): Promise<void> {
  const trainLoss = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const testLoss = await evaluate(model, [tested]);
  losses = [];
  console.log(
    `step ${optimizer.stepCount} / ${steps}: train loss ${trainLoss.toFixed(4)}, test loss ${testLoss.toFixed(4)}`,
  );
}

// Inference.
const topK = settings.topK || vocabSize;
const samples: string[] = [];
for await (const n of untilInterrupted(range(settings.samples))) {
  samples[n - 1] = await generateText(model, tokenizer, { rng, temperature, topK });
}
for (const [where, found] of Object.entries(noveltyOf(samples, sets))) {
  console.log(`\n--- ${where}: ${found.length} of ${samples.length} samples ---`);
  for (const sample of found) console.log(printable(sample) || '(nothing)');
}
