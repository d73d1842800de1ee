// A language model from beginning to end, in the order of the original: data, tokenizer, model, optimizer, training,
// inference. With the default settings it computes the original's numbers and prints the names the original would.
// https://karpathy.github.io/2026/02/12/microgpt/

import { documentBatches, generateText, GPT, train } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Adam, linearDecay } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { engines, exitWithMessage, loadDocuments, range, untilInterrupted } from '@microgpt/terminal';
import { CharTokenizer } from '@microgpt/tokenizer';
import { createReporter } from './create-reporter.ts';
import { settingsFromCommandLine } from './settings.ts';

process.on('uncaughtException', exitWithMessage);

const settings = settingsFromCommandLine();
const { block, steps, temperature } = settings;
const report = createReporter(settings);

// One stream of random numbers for everything that is left to chance: the same seed gives the same run.
const rng = new Random(settings.seed);

// Data: short documents, here names, in random order.
const documents = rng.shuffle(await loadDocuments(settings.data));

// Tokenizer: a token for each character, and one (BOS) that begins and ends a document.
const tokenizer = CharTokenizer.train(documents);
const { vocabSize } = tokenizer;

// Model: the tokens so far in, a score (logit) for each possible next token out. It starts out knowing nothing.
const config = { vocabSize, blockSize: block, nLayer: settings.layers, nHead: settings.heads, nEmbd: settings.embd };
const model = new GPT(config, new Initializer(await engines[settings.engine](), rng));

// Optimizer: Adam, in steps that get smaller and smaller.
const optimizer = new Adam(model.parameters(), { lr: linearDecay(settings.lr, steps), beta1: 0.85, beta2: 0.99 });

// Training: take some documents, see how badly the model predicts each next token (the loss), make it a little better.
const batches = documentBatches(documents, tokenizer, { blockSize: block, batchSize: settings.batch });
const lengthOf = (document: string) => 1 + tokenizer.encode(document, { maxTokens: block }).length; // with BOS
const longDocuments = documents.filter((document) => lengthOf(document) > block).length;
report.start({ documents: documents.length, longDocuments, vocabSize, model });
try {
  for await (const step of untilInterrupted(train(model, optimizer, batches, { steps }))) report.step(step);
} finally {
  report.trained();
}

// Inference: begin with BOS, add one token after another as the model finds likely, until it says BOS again.
for await (const n of untilInterrupted(range(settings.samples))) {
  report.sample(n, await generateText(model, tokenizer, { rng, temperature }));
}
report.done();
