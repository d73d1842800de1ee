// pnpm --filter examples shakespeare
// Trains a GPT on the characters of Shakespeare, as nanoGPT does on a computer without a GPU, and writes more.
// After https://github.com/karpathy/nanoGPT#quick-start

import { evaluate, generate, GPT, splitData, textBatches, train } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { AdamW, weightDecayGroups } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import {
  checkHeads,
  engines,
  exitWithMessage,
  loadText,
  printable,
  readCommandLine,
  untilInterrupted,
} from '@microgpt/terminal';
import { CharTokenizer } from '@microgpt/tokenizer';
import { flags } from './flags.ts';
import { schedule } from './schedule.ts';

process.on('uncaughtException', exitWithMessage);

const settings = await readCommandLine(flags, {
  about: "Trains nanoGPT's model for a computer without a GPU on a text, and writes more of it.",
  command: 'pnpm --filter examples shakespeare',
});
checkHeads(settings);
const { steps, temperature } = settings;
const rng = new Random(settings.seed);

// Data: the first nine tenths of the text are for training, the rest for validation.
const text = await loadText(settings.data);
const tokenizer = CharTokenizer.train([text]);
const { vocabSize } = tokenizer;
const { training, validation } = splitData(Uint32Array.from(tokenizer.encode(text)));
console.log(`${training.length} characters to train on, ${validation.length} to validate on, ${vocabSize} tokens\n`);

// Model: GPT-2 without biases, and with the exact GELU, as nanoGPT has it.
const { embd: nEmbd, heads: nHead, layers: nLayer, block: blockSize, batch: batchSize } = settings;
const sizes = { vocabSize, blockSize, nLayer, nHead, nEmbd };
const init = new Initializer(await engines[settings.engine](), rng, { std: 0.02 });
const model = new GPT({ ...sizes, architecture: 'gpt2', bias: false, activation: 'gelu' }, init);
console.log(`${String(model)}\n`);

// Training: matrices decay, gains do not.
const lr = schedule(settings.lr, steps);
const optimizer = new AdamW(weightDecayGroups(model.namedParameters(), 0.1), { lr, beta2: 0.99 });
const batches = textBatches(training, { blockSize, batchSize, rng });
const interval = Math.ceil(steps / 10);
const started = performance.now();
for await (const report of untilInterrupted(train(model, optimizer, batches, { steps, clipNorm: 1 }))) {
  const { step, loss, gradNorm = NaN } = report;
  if (step % interval > 0 && step < steps) continue;
  const validationLoss = await validate();
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(
    `step ${step} / ${steps}: loss ${loss.toFixed(4)}, validation loss ${validationLoss.toFixed(4)}, ` +
      `gradient norm ${gradNorm.toFixed(2)}, ${seconds} s`,
  );
}

/** The loss on random windows. A separate stream draws them: the same each time, and without effect on training. */
function validate(): Promise<number> {
  const windows = textBatches(validation, { blockSize, batchSize, rng: new Random(settings.seed) });
  return evaluate(model, windows, { batches: settings.validation });
}

// Inference: continues after the last character of the text, usually the end of a line.
const ids: number[] = [];
const options = { rng, prompt: [...validation.subarray(-1)], maxTokens: settings.length, temperature };
for await (const { id } of untilInterrupted(generate(model, options))) ids.push(id);
console.log(`\n${tokenizer.decode(ids).split('\n').map(printable).join('\n')}`);
