import { noGrad, type Engine } from '@microgpt/autograd';
import { GPT, generate, trainStep, type LanguageModel } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { AdamW } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import type { Recipe, Task } from '../workloads/task.ts';
import { checkFlops, type Contestant, type Trainer, type Writer } from './contestant.ts';
import { nanoGPT } from './nano-gpt.ts';
import { initialWeights, type Weights } from './weights.ts';
import { oneByOne, sideBySide, TEMPERATURE } from './writing.ts';

/** One of our engines as a contestant: models, optimizers and training from the packages, as a user would write it. */
export function ours(engine: Engine, about: string, maxFlops: number): Contestant {
  return {
    engine,
    dtype: engine.dtype,
    about,
    trainer: (task) => trainer(engine, task, maxFlops),
    writer: (task, weights, documents) => writer(engine, task, weights, documents),
    // Not on scalar: sixteen million objects for 256³.
    ...(engine.name !== 'scalar' && { matmul: (n) => matmul(engine, n) }),
  };
}

function trainer(engine: Engine, task: Task, maxFlops: number): Trainer {
  checkFlops(task, maxFlops);
  const { architecture, config, recipe } = task;
  const init = new Initializer(engine, new Random(42));
  const model = architecture === 'nanoGPT' ? nanoGPT(config, init) : new GPT(config, init);
  model.loadStateDict(initialWeights(task));
  const optimizer = optimizerOf(model, recipe);
  const options = recipe.clipNorm === null ? {} : { clipNorm: recipe.clipNorm };
  return { step: (batch) => trainStep(model, optimizer, batch, options) };
}

function optimizerOf(model: LanguageModel, { weightDecay, clipNorm: _, ...options }: Recipe): AdamW {
  const parameters = model.parameters();
  const matrices = parameters.filter(({ shape }) => shape.length > 1);
  const gains = parameters.filter(({ shape }) => shape.length === 1);
  const groups = [{ parameters: matrices, weightDecay }, ...(gains.length > 0 ? [{ parameters: gains }] : [])];
  return new AdamW(groups, { ...options, weightDecay: 0 });
}

function writer(engine: Engine, { config }: Task, weights: Weights, documents: number): Writer {
  const model = new GPT(config, new Initializer(engine, new Random(42)));
  model.loadStateDict(weights);
  return documents === 1 ? writerOfOne(model) : writerOfMany(model, documents);
}

/** One document at a time, by the package's own loop. */
function writerOfOne(model: GPT): Writer {
  const bos = model.config.vocabSize - 1;
  const options = { rng: new Random(42), prompt: [bos], stop: bos, temperature: TEMPERATURE };
  return oneByOne(async () => {
    const text: number[] = [];
    for await (const { id } of generate(model, options)) text.push(id);
    return text;
  }, model.config);
}

/** Several documents side by side, with a cache of as many. */
function writerOfMany(model: GPT, documents: number): Writer {
  let cache = model.createCache(documents);
  const nextLogits = (ids: readonly number[], position: number) => {
    if (position === 0) {
      cache.dispose();
      cache = model.createCache(documents);
    }
    const tokens = ids.map((id) => [id]);
    return noGrad(() => model.forward(tokens, cache).toFlat());
  };
  return sideBySide(nextLogits, model.config, documents);
}

/** A product of which nothing can be left out, because a number of it is read. */
function matmul(engine: Engine, n: number): () => void {
  const rng = new Random(1);
  const matrix = () => {
    const numbers = Float64Array.from({ length: n * n }, () => rng.random() - 0.5);
    return engine.parameter(numbers, [n, n]);
  };
  const [a, b] = [matrix(), matrix()];
  return () => {
    noGrad(() => a.matmul(b).slice(-1).toFlat());
  };
}
