import { noGrad, type Engine } from '@microgpt/autograd';
import { GPT, generate, trainStep, type Batch, type LanguageModel } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { AdamW, clipGradNorm } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import type { Contestant, Trainer, Writer } from './contestant.ts';
import { NanoGPT } from './nano-gpt.ts';
import { initialWeights, type Weights } from './weights.ts';
import type { Recipe, Task } from './workloads/task.ts';
import { TEMPERATURE, writerFrom } from './writing.ts';

/** One of our engines as a contestant: models, optimizers and training from the packages, as a user would write it. */
export function ours(
  engine: Engine,
  { about, mostFlops = Infinity }: { about: string; mostFlops?: number },
): Contestant {
  const { name, dtype } = engine;
  return {
    name,
    engine,
    dtype,
    about,
    mostFlops,
    trainer: (task) => trainer(engine, task),
    writer: (task, weights, documents) => writer(engine, task, weights, documents),
    product: (n) => product(engine, n),
  };
}

function trainer(engine: Engine, task: Task): Trainer {
  const { architecture, config, recipe } = task;
  const init = new Initializer(engine, new Random(42));
  const model = architecture === 'nanoGPT' ? new NanoGPT(config, init) : new GPT(config, init);
  model.loadStateDict(initialWeights(task));
  const optimizer = optimizerOf(model, recipe);
  const { clip } = recipe;
  if (clip === null) return { step: (batch) => trainStep(model, optimizer, batch) };
  return { step: (batch) => clippedStep(model, optimizer, batch, clip) };
}

function optimizerOf(model: LanguageModel, { weightDecay, clip: _, ...options }: Recipe): AdamW {
  const parameters = model.parameters();
  const matrices = parameters.filter(({ shape }) => shape.length > 1);
  const gains = parameters.filter(({ shape }) => shape.length === 1);
  const groups = [{ parameters: matrices, weightDecay }, ...(gains.length > 0 ? [{ parameters: gains }] : [])];
  return new AdamW(groups, { ...options, weightDecay: 0 });
}

function clippedStep(model: LanguageModel, optimizer: AdamW, { inputs, targets }: Batch, clip: number): number {
  optimizer.zeroGrad();
  const loss = model.forward(inputs).crossEntropy(targets.flat());
  loss.backward();
  const value = loss.item();
  clipGradNorm(optimizer.parameters, clip);
  optimizer.step();
  return value;
}

function writer(engine: Engine, { config }: Task, weights: Weights, documents: number): Writer {
  const model = new GPT(config, new Initializer(engine, new Random(42)));
  model.loadStateDict(weights);
  return documents === 1 ? writerOfOne(model) : writerOfMany(model, documents);
}

/** One document at a time, by the package's own loop. */
function writerOfOne(model: GPT): Writer {
  const { vocabSize, blockSize } = model.config;
  const bos = vocabSize - 1;
  const rng = new Random(42);
  return async (tokens) => {
    const written: number[][] = [];
    for (let count = 0; count < tokens;) {
      const text: number[] = [];
      for await (const { id } of generate(model, { rng, prompt: [bos], stop: bos, temperature: TEMPERATURE }))
        text.push(id);
      if (text.length < blockSize) text.push(bos);
      written.push(text);
      count += text.length;
    }
    return written;
  };
}

/** Several documents side by side, with a cache of as many. */
function writerOfMany(model: GPT, documents: number): Writer {
  let cache = model.createCache(documents);
  const nextLogits = (ids: readonly number[], position: number) => {
    if (position === 0) {
      cache.dispose();
      cache = model.createCache(documents);
    }
    return noGrad(() =>
      model
        .forward(
          ids.map((id) => [id]),
          cache,
        )
        .toFlat(),
    );
  };
  return writerFrom(nextLogits, { ...model.config, documents });
}

/** A product that nothing can be left out of, because a number of it is read. */
function product(engine: Engine, n: number): (() => void) | undefined {
  if (engine.name === 'scalar') return undefined; // sixteen million objects for 256³
  const rng = new Random(1);
  const matrix = () =>
    engine.parameter(
      Float64Array.from({ length: n * n }, () => rng.random() - 0.5),
      [n, n],
    );
  const [a, b] = [matrix(), matrix()];
  return () => {
    noGrad(() => a.matmul(b).slice(-1).toFlat());
  };
}
