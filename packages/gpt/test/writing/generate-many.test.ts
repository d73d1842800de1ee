import { cpu, scalar, type Tensor } from '@microgpt/autograd';
import { Initializer, Module } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import {
  generate,
  generateMany,
  GPT,
  type Documents,
  type GenerateManyOptions,
  type GenerativeModel,
} from '../../src/index.ts';

const config = { vocabSize: 7, blockSize: 6, nLayer: 2, nHead: 2, nEmbd: 4 };

describe.each([scalar, cpu])('[$name] generateMany', (engine) => {
  const model = new GPT(config, new Initializer(engine, new Random(5), { std: 0.6 }));
  const write = async (options: Partial<GenerateManyOptions> = {}) => {
    const texts: number[][] = [];
    const all = { rng: new Random(1), prompt: [6], count: 10, ...options };
    for await (const ids of generateMany(model, all)) texts.push(ids);
    return texts;
  };

  test.each<Partial<GenerateManyOptions>>([
    {},
    { prompt: [6, 0, 1], stop: 6 },
    { maxTokens: 15, stop: 6 },
    { prompt: [5, 4, 3, 2, 1, 0, 5, 4, 3], maxTokens: 8 },
    { temperature: 0.5, topK: 3, minP: 0.1 },
    { stop: [0, 1], maxTokens: 12 },
  ])('with %o each text is that of generate with its stream', async (options) => {
    const seeds = new Random(1);
    const expected: number[][] = [];
    for (let i = 0; i < 10; i++) {
      const ids: number[] = [];
      const rng = new Random(seeds.random() * 2 ** 53);
      for await (const { id } of generate(model, { prompt: [6], ...options, rng })) ids.push(id);
      expected.push(ids);
    }
    expect(await write({ ...options, batchSize: 4 })).toEqual(expected);
  });

  test('greedy texts are all that of generate', async () => {
    const one: number[] = [];
    const options = { rng: new Random(1), prompt: [6, 2], temperature: 0, maxTokens: 9 };
    for await (const { id } of generate(model, options)) one.push(id);
    expect(await write({ ...options, count: 3 })).toEqual([one, one, one]);
  });

  test('a text does not depend on the batch size, and few are the first of many', async () => {
    const texts = await write({ maxTokens: 12, temperature: 2 });
    expect(new Set(texts.map(String)).size).toBeGreaterThan(5);
    for (const batchSize of [1, 3, 10])
      expect(await write({ maxTokens: 12, temperature: 2, batchSize })).toEqual(texts);
    expect(await write({ maxTokens: 12, temperature: 2, count: 4 })).toEqual(texts.slice(0, 4));
  });

  test('without the cache the texts are the same', async () => {
    expect(await write({ maxTokens: 12, stop: 6, useCache: false })).toEqual(await write({ maxTokens: 12, stop: 6 }));
  });
});

describe('generateMany', () => {
  const model = new GPT(config, new Initializer(cpu, new Random(5), { std: 0.6 }));

  test('runs the model once for each token of all texts', async () => {
    const sizes: number[] = [];
    class Counting extends Module implements GenerativeModel {
      readonly config = config;
      forward(documents: Documents): Tensor {
        sizes.push(documents.length);
        return model.forward(documents);
      }
    }
    const options = { rng: new Random(1), prompt: [6], count: 5, batchSize: 3, maxTokens: 4 };
    for await (const ids of generateMany(new Counting(), options)) expect(ids).toHaveLength(4);
    expect(sizes).toEqual([3, 3, 3, 3, 2, 2, 2, 2]);
  });

  test('ends between two tokens when its signal is aborted', async () => {
    const options = { rng: new Random(1), prompt: [6], count: 2, signal: AbortSignal.abort(new Error('enough')) };
    await expect(generateMany(model, options).next()).rejects.toThrow('enough');
  });

  test.each<[string, readonly unknown[], string]>([
    ['no count', [model, { rng: new Random(1), prompt: [6] }], 'generateMany: count must be a positive integer'],
    ['a misspelt option', [model, { cout: 1 }], 'generateMany: unknown option "cout"; did you mean count?'],
    ['an unknown stop', [model, { rng: new Random(1), prompt: [6], count: 1, stop: 7 }], 'generateMany: stop must'],
    ['an empty prompt', [model, { rng: new Random(1), prompt: [], count: 1 }], 'generateMany: the prompt is empty'],
    ['no random stream', [model, { prompt: [6], count: 1 }], 'generateMany: expected a Random, got undefined'],
    ['a third argument', [model, { prompt: [6], count: 1 }, 1], 'generateMany: expected at most 2 arguments, got 3'],
  ])('refuses %s', async (_, args, message) => {
    const act = generateMany as (...given: readonly unknown[]) => AsyncGenerator<number[], void>;
    await expect(act(...args).next()).rejects.toThrow(message);
  });
});

describe('KVCache.keep', () => {
  const model = new GPT(config, new Initializer(cpu, new Random(5), { std: 0.6 }));

  test('drops documents, and the others continue as before', () => {
    const cache = model.createCache(3);
    model.forward(
      [
        [6, 1],
        [6, 2],
        [6, 3],
      ],
      cache,
    );
    expect(cache.keep([0, 2])).toBe(true);
    expect(cache.lengths).toEqual([2, 2]);
    const logits = model.forward([[4], [5]], cache);
    const alone = model
      .forward([
        [6, 1, 4],
        [6, 3, 5],
      ])
      .take([2, 5]);
    expect(logits.toFlat()).toEqual(alone.toFlat());
  });

  test('changes nothing if a layer has a state, which belongs to all documents', () => {
    const cache = model.createCache(2);
    cache.layers[0].setState('h', cpu.zeros([2, 1]));
    cache.layers[0].advance();
    expect(cache.keep([1])).toBe(false);
    expect(cache.lengths).toHaveLength(2);
  });
});
