import type { Engine } from '@microgpt/autograd';
import { openCheckpoint, saveCheckpoint } from '@microgpt/checkpoint';
import { Initializer } from '@microgpt/nn';
import { Adam, AdamW, SGD, type Optimizer, type OptimizerOptions, type ParameterList } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { CharTokenizer, type Tokenizer } from '@microgpt/tokenizer';
import { batchOptionsFrom, modelFrom, tokenizerFrom } from '../../src/checkpoint.ts';
import {
  documentBatches,
  generateText,
  GPT,
  textBatches,
  train,
  type Batches,
  type BatchOptions,
} from '../../src/index.ts';

const lr = (step: number): number => 0.02 * (1 - step / 2000);

const optimizers = {
  sgd: (parameters: ParameterList) => new SGD(parameters, { lr, momentum: 0.9 }),
  adam: (parameters: ParameterList) => new Adam(parameters, { lr }),
  adamw: (parameters: ParameterList) => new AdamW(parameters, { lr, weightDecay: 0.1 }),
};

/** The kind of a run: its data, documents or a text, and its optimizer. */
export interface Kind {
  readonly data: 'documents' | 'text';
  readonly optimizer: keyof typeof optimizers;
}

const names = Object.keys(optimizers) as Kind['optimizer'][];

/** All kinds. */
export const kinds: readonly Kind[] = (['documents', 'text'] as const).flatMap((data) =>
  names.map((optimizer) => ({ data, optimizer })),
);

const documents = ['anna', 'bob', 'otto', 'hannah', 'eve', 'ada', 'elle'];
const text = documents.join(' ').repeat(5);

/** The outcome of a run, which must be equal bit for bit. */
export interface Outcome {
  readonly losses: readonly number[];
  readonly weights: Readonly<Record<string, readonly number[]>>;
  readonly samples: readonly string[];
}

/** A training run with dropout, accumulation and clipping, whose random numbers all come from one stream. */
export class Run {
  readonly #rng: Random;
  readonly #tokenizer: Tokenizer;
  readonly #model: GPT;
  readonly #optimizer: Optimizer<OptimizerOptions>;
  readonly #batches: Batches<void>;

  private constructor(kind: Kind, rng: Random, tokenizer: Tokenizer, model: GPT, batchOptions: BatchOptions) {
    this.#rng = rng;
    this.#tokenizer = tokenizer;
    this.#model = model;
    this.#optimizer = optimizers[kind.optimizer](model.namedParameters());
    this.#batches =
      kind.data === 'documents'
        ? documentBatches(documents, tokenizer, batchOptions)
        : textBatches(tokenizer.encode(text), { ...batchOptions, rng });
  }

  /** A run from the beginning. */
  static begin(kind: Kind, engine: Engine): Run {
    const rng = new Random(11);
    const tokenizer = CharTokenizer.train(kind.data === 'documents' ? documents : [text]);
    const sizes = { vocabSize: tokenizer.vocabSize, blockSize: 5, nLayer: 1, nHead: 2, nEmbd: 4, dropout: 0.1 };
    const model = new GPT(sizes, new Initializer(engine, rng));
    return new Run(kind, rng, tokenizer, model, { blockSize: 5, batchSize: 1 });
  }

  /** A run that resumes from a checkpoint. */
  static async resume(kind: Kind, engine: Engine, bytes: Uint8Array): Promise<Run> {
    const checkpoint = await openCheckpoint(bytes);
    const rng = new Random(0);
    const model = await modelFrom(checkpoint, { engine, rng });
    const run = new Run(kind, rng, tokenizerFrom(checkpoint), model, batchOptionsFrom(checkpoint));
    await checkpoint.load({ optimizer: run.#optimizer, random: { rng } });
    return run;
  }

  /** A checkpoint of the current state of the run. */
  async save(): Promise<Uint8Array> {
    const [model, optimizer, tokenizer, batches, rng] = [
      this.#model,
      this.#optimizer,
      this.#tokenizer,
      this.#batches,
      this.#rng,
    ];
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of saveCheckpoint({ model, optimizer, tokenizer, batches, random: { rng } })) {
      chunks.push(chunk);
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  }

  /** Trains to the given step; returns the losses. */
  async trainTo(steps: number): Promise<number[]> {
    const losses: number[] = [];
    const options = { steps, accumulate: 2, clipNorm: 1 };
    for await (const { loss } of train(this.#model, this.#optimizer, this.#batches, options)) losses.push(loss);
    return losses;
  }

  /** Trains to the given step, then generates; returns everything that must be equal. */
  async finish(steps: number): Promise<Outcome> {
    const losses = await this.trainTo(steps);
    const samples: string[] = [];
    for (let i = 0; i < 5; i++) {
      samples.push(await generateText(this.#model, this.#tokenizer, { rng: this.#rng }));
    }
    const weights = Object.fromEntries(
      Object.entries(this.#model.stateDict()).map(([name, { data }]) => [name, Array.from(data)]),
    );
    return { losses, weights, samples };
  }
}
