import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@microgpt/autograd';
import { saveCheckpoint } from '@microgpt/checkpoint';
import { GPT, train, type GPTConfig } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { createDataset, createTokenizer, type DataKind, type RunRecord, type Settings } from '@microgpt/run';
import { readCorpus } from '../src/data/corpus.ts';

/** What a small run is made of. */
export interface SmallRunOptions {
  readonly text: string;
  readonly kind: DataKind;
  readonly steps?: number;
  readonly tokenizer?: 'characters' | 'byte-pairs';
  readonly validation?: number;
  readonly config?: Partial<GPTConfig>;
}

/** A checkpoint of a short training on `cpu`, and the text beside it. */
export interface SmallRun {
  readonly folder: string;
  readonly file: string;
  readonly data: string;
  readonly model: GPT;
}

/** Trains a small model on a text, and saves it as a run does. */
export async function smallRun(options: SmallRunOptions): Promise<SmallRun> {
  const { text, kind, steps = 30, tokenizer: of = 'characters', validation = 0.1, config = {} } = options;
  const folder = await mkdtemp(join(tmpdir(), 'microgpt-test-'));
  const data = join(folder, 'data.txt');
  await writeFile(data, text);
  const corpus = await readCorpus(data);
  const tokenizer = await createTokenizer(
    { tokenizer: of, vocab: 300 },
    { corpus, kind, validation, rng: new Random(7) },
  );
  const rng = new Random(7);
  const dataset = await createDataset({ corpus, kind, tokenizer, validation, rng });
  const sizes = { blockSize: 8, nLayer: 1, nHead: 2, nEmbd: 16 };
  const full = { vocabSize: tokenizer.vocabSize, ...sizes, ...config };
  const model = new GPT(full, new Initializer(cpu, rng, { std: 0.1 }));
  const optimizer = new Adam(model.namedParameters(), { lr: 0.01 });
  const batches = dataset.trainingBatches({ blockSize: full.blockSize, batchSize: 4 }, rng);
  const losses: number[] = [];
  for await (const { loss } of train(model, optimizer, batches, { steps })) losses.push(loss);
  const extra: RunRecord = {
    run: 1,
    settings: { ...settings(kind, validation), data, steps, out: join(folder, 'run.safetensors') },
    data: {
      source: data,
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
      documents: dataset.documents,
      trainingTokens: dataset.trainingTokens,
      validationTokens: dataset.validationTokens,
    },
    progress: { step: steps, seconds: 1.5, tokens: steps * 32, done: true },
    history: {
      steps: Float64Array.from(losses, (_, i) => i + 1),
      losses: Float64Array.from(losses),
      evaluatedSteps: Float64Array.of(10, steps),
      validationLosses: Float64Array.of(3, 2.5),
      best: { step: steps, loss: 2.5 },
    },
  };
  const file = join(folder, 'run.safetensors');
  await writeFile(file, saveCheckpoint({ model, optimizer, tokenizer, batches, random: { rng }, extra }));
  return { folder, file, data, model };
}

function settings(kind: DataKind, validation: number): Settings {
  return {
    ...{ data: '', kind, validation, tokenizer: 'characters', vocab: 300, architecture: 'microgpt' },
    ...{ layers: 1, heads: 2, embd: 16, block: 8, bias: false, activation: 'relu', dropout: 0, tieHead: false },
    ...{ std: 0.1, parts: null, optimizer: 'adam', batch: 4, accumulate: 1, steps: null, time: null, lr: 0.01 },
    ...{ minLr: 0.01, schedule: 'constant', warmup: 0, beta1: 0.9, beta2: 0.999, momentum: 0, weightDecay: 0 },
    ...{ clip: 0, seed: 7, engine: 'cpu', out: '', saveEvery: 20, evalEvery: 10, evalBatches: 0, samples: 3 },
    temperature: 0.7,
  };
}
