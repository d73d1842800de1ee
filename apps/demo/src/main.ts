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

const settings = await settingsFromCommandLine();
const { block, steps, temperature } = settings;
const report = createReporter(settings);

// One random stream for shuffling, initial values and sampling: the same seed gives the same run.
const rng = new Random(settings.seed);

// Data: short documents, here names, in random order.
const documents = rng.shuffle(await loadDocuments(settings.data));

// Tokenizer: a token for each character, and one (BOS) that begins and ends a document.
const tokenizer = CharTokenizer.train(documents);
const { vocabSize } = tokenizer;

// Model: it maps the tokens so far to a score (logit) for each possible next token. Its initial parameters are random.
const config = { vocabSize, blockSize: block, nLayer: settings.layers, nHead: settings.heads, nEmbd: settings.embd };
const model = new GPT(config, new Initializer(await engines[settings.engine](), rng));

// Optimizer: Adam, with a learning rate that decays to 0.
const optimizer = new Adam(model.parameters(), { lr: linearDecay(settings.lr, steps), beta1: 0.85, beta2: 0.99 });

// Training: each step takes some documents, measures how badly the model predicts each next token (the loss), and improves it.
const batches = documentBatches(documents, tokenizer, { blockSize: block, batchSize: settings.batch });
const lengthOf = (document: string) => 1 + tokenizer.encode(document, { maxTokens: block }).length; // with BOS
const longDocuments = documents.filter((document) => lengthOf(document) > block).length;
report.start({ documents: documents.length, longDocuments, vocabSize, model });
try {
  for await (const step of untilInterrupted(train(model, optimizer, batches, { steps }))) report.step(step);
} finally {
  report.trained();
}

// Inference: begin with BOS, and sample one token after another until the model returns BOS.
for await (const n of untilInterrupted(range(settings.samples))) {
  report.sample(n, await generateText(model, tokenizer, { rng, temperature }));
}
report.done();
