import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Engine } from '@microgpt/autograd';
import { openCheckpoint, saveCheckpoint, type Checkpoint } from '@microgpt/checkpoint';
import { documentBatches, evaluate, GPT, textBatches, toBatch, train, type Batches } from '@microgpt/gpt';
import { batchOptionsFrom, modelFrom } from '@microgpt/gpt/checkpoint';
import { Initializer } from '@microgpt/nn';
import {
  Adam,
  AdamW,
  constant,
  cosineDecay,
  join,
  linearDecay,
  SGD,
  warmup,
  weightDecayGroups,
  type Schedule,
} from '@microgpt/optim';
import { Random } from '@microgpt/random';
import type { RunRecord, Settings } from '@microgpt/run';
import { CharTokenizer, type Tokenizer } from '@microgpt/tokenizer';
import type { TorchData } from '../../src/torch/export-to-torch.ts';

/** The settings that a test does not choose. */
const usual: Settings = {
  data: 'names',
  kind: 'lines',
  validation: 0.1,
  tokenizer: 'characters',
  vocab: 512,
  architecture: 'microgpt',
  layers: 1,
  heads: 2,
  embd: 16,
  block: 8,
  bias: false,
  activation: 'relu',
  dropout: 0,
  tieHead: false,
  std: 0.08,
  parts: null,
  optimizer: 'adam',
  batch: 5,
  accumulate: 1,
  steps: 60,
  time: null,
  lr: 0.01,
  minLr: 0.001,
  schedule: 'linear',
  warmup: 0,
  beta1: 0.85,
  beta2: 0.99,
  momentum: 0.9,
  weightDecay: 0.1,
  clip: 0,
  seed: 42,
  engine: 'wasm',
  out: 'names.safetensors',
  saveEvery: 20,
  evalEvery: 20,
  evalBatches: 0,
  samples: 0,
  temperature: 0.5,
};

/** A run on a small text, made from the packages alone. */
export class SmallRun {
  readonly settings: Settings;
  readonly tokenizer: Tokenizer;
  readonly rng: Random;
  readonly model: GPT;
  readonly optimizer: Adam | AdamW | SGD;
  readonly batches: Batches<void>;
  readonly #lines: readonly string[];

  private constructor(settings: Settings, lines: readonly string[], tokenizer: Tokenizer, rng: Random, model: GPT) {
    this.settings = settings;
    this.#lines = lines;
    this.tokenizer = tokenizer;
    this.rng = rng;
    this.model = model;
    this.optimizer = optimizerOf(model, settings);
    this.batches = this.#batches(0);
  }

  static start(engine: Engine, lines: readonly string[], given: Partial<Settings>): SmallRun {
    const settings = { ...usual, ...given };
    const rng = new Random(settings.seed);
    const tokenizer = CharTokenizer.train([lines.join('\n')]);
    const { architecture, bias, activation, dropout, tieHead, layers, heads, embd, block } = settings;
    const sizes = {
      vocabSize: tokenizer.vocabSize,
      blockSize: block,
      nLayer: layers,
      nHead: heads,
      nEmbd: embd,
    };
    const model = new GPT(
      { ...sizes, architecture, bias, activation, dropout, tieHead },
      new Initializer(engine, rng, { std: settings.std }),
    );
    return new SmallRun(settings, lines, tokenizer, rng, model);
  }

  /** The run in a checkpoint. */
  static async resume(engine: Engine, lines: readonly string[], checkpoint: Checkpoint): Promise<SmallRun> {
    const { settings } = checkpoint.extra as RunRecord;
    const rng = new Random(0);
    const model = await modelFrom(checkpoint, { engine, rng });
    const run = new SmallRun(settings, lines, CharTokenizer.train([lines.join('\n')]), rng, model);
    await checkpoint.load({ model, optimizer: run.optimizer, random: { rng } });
    Object.assign(run, { batches: run.#batches(batchOptionsFrom(checkpoint).start) });
    return run;
  }

  /** The losses of the next steps. */
  async train(steps: number): Promise<number[]> {
    const { accumulate, clip } = this.settings;
    const options = { steps: this.optimizer.stepCount + steps, accumulate, ...(clip > 0 ? { clipNorm: clip } : {}) };
    const losses: number[] = [];
    for await (const { loss } of train(this.model, this.optimizer, this.batches, options)) losses.push(loss);
    return losses;
  }

  /** The loss on all of the data that is held out. */
  async validate(): Promise<number> {
    const { kind, block: blockSize, batch: batchSize } = this.settings;
    const { validation } = this.#parts();
    if (kind === 'lines') return evaluate(this.model, [toBatch(validation, this.tokenizer, blockSize)]);
    return evaluate(this.model, [...textBatches(this.#idsOf(validation)[0], { blockSize, batchSize })]);
  }

  /** Saves a checkpoint as `microgpt train` does. */
  async save(file: string, losses: readonly number[]): Promise<void> {
    const { settings, model, optimizer, tokenizer, batches, rng } = this;
    const step = optimizer.stepCount;
    const extra: RunRecord = {
      run: 1,
      settings,
      data: { source: 'names', bytes: 0, sha256: '', documents: 0, trainingTokens: 0, validationTokens: 0 },
      progress: { step, seconds: 1.5, tokens: 1000, done: false },
      history: {
        steps: Float64Array.from(losses, (_, i) => i + 1),
        losses: Float64Array.from(losses),
        evaluatedSteps: new Float64Array(),
        validationLosses: new Float64Array(),
        best: null,
      },
    };
    await pipeline(
      saveCheckpoint({ model, optimizer, tokenizer, batches, random: { rng }, extra }),
      createWriteStream(file),
    );
  }

  /** The data as a `Dataset` has it: the last tenth is held out. */
  get data(): TorchData {
    const { kind } = this.settings;
    const { training, validation } = this.#parts();
    return { kind, trainingIds: () => this.#idsOf(training), validationIds: () => this.#idsOf(validation) };
  }

  #batches(start: number): Batches<void> {
    const { kind, block: blockSize, batch: batchSize } = this.settings;
    const { training } = this.#parts();
    if (kind === 'lines') return documentBatches(training, this.tokenizer, { blockSize, batchSize, start });
    return textBatches(this.tokenizer.encode(training.join('\n')), { blockSize, batchSize, rng: this.rng });
  }

  #parts(): { training: readonly string[]; validation: readonly string[] } {
    const cut = Math.floor(0.9 * this.#lines.length);
    return { training: this.#lines.slice(0, cut), validation: this.#lines.slice(cut) };
  }

  #idsOf(lines: readonly string[]): number[][] {
    return (this.settings.kind === 'lines' ? lines : [lines.join('\n')]).map((line) => this.tokenizer.encode(line));
  }
}

/** Opens a checkpoint, and closes the file after a function has read it. */
export async function withCheckpoint<T>(file: string, read: (checkpoint: Checkpoint) => Promise<T>): Promise<T> {
  const handle = await open(file);
  try {
    return await read(await openCheckpoint(handle));
  } finally {
    await handle.close();
  }
}

function optimizerOf(model: GPT, settings: Settings): Adam | AdamW | SGD {
  const { optimizer, beta1, beta2, momentum, weightDecay } = settings;
  const lr = scheduleOf(settings);
  const parameters = model.namedParameters();
  if (optimizer === 'sgd') return new SGD(parameters, { lr, momentum, weightDecay });
  if (optimizer === 'adam') return new Adam(parameters, { lr, beta1, beta2 });
  return new AdamW(weightDecayGroups(parameters, weightDecay), { lr, beta1, beta2 });
}

/** The learning rate, by the schedules of `@microgpt/optim`; the warmup as in `apps/examples/src/shakespeare`. */
function scheduleOf({ schedule, lr, minLr, steps, warmup: share }: Settings): Schedule {
  if (schedule === 'constant' || steps === null) return constant(lr);
  const rising = Math.round(share * steps);
  const fall = schedule === 'linear' ? linearDecay : cosineDecay;
  const falling = fall(lr, steps - rising, minLr);
  return rising === 0 ? falling : join([warmup(lr, rising + 1), falling], [rising]);
}
