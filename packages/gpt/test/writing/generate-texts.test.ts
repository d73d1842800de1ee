import { cpu, scalar, type Tensor } from '@microgpt/autograd';
import { Initializer, Module } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { describe, expect, test } from 'vitest';
import {
  generateText,
  generateTexts,
  GPT,
  type Documents,
  type GenerateTextsOptions,
  type GenerativeModel,
} from '../../src/index.ts';

const tokenizer = CharTokenizer.train(['abcdef']);
const { bos, vocabSize } = tokenizer;
const config = { vocabSize, blockSize: 6, nLayer: 2, nHead: 2, nEmbd: 4 };

describe.each([scalar, cpu])('[$name] generateTexts', (engine) => {
  const model = new GPT(config, new Initializer(engine, new Random(5), { std: 0.6 }));
  const write = async (options: Partial<GenerateTextsOptions> = {}) => {
    const texts: string[] = [];
    for await (const text of generateTexts(model, tokenizer, { rng: new Random(1), count: 10, ...options })) {
      texts.push(text);
    }
    return texts;
  };

  test.each<Partial<GenerateTextsOptions>>([
    {},
    { prompt: 'ab' },
    { maxTokens: 15 },
    { prompt: 'fedcbafed', maxTokens: 8 },
    { temperature: 0.5, topK: 3, minP: 0.1 },
    { stop: [], maxTokens: 12 },
    { stop: tokenizer.encode('ab') },
  ])('with %o each text is that of generateText with its stream', async (options) => {
    const seeds = new Random(1);
    const { count, batchSize, ...one } = { count: 10, batchSize: 4, ...options };
    const expected: string[] = [];
    for (let i = 0; i < count; i++) {
      const rng = new Random(seeds.random() * 2 ** 53);
      expected.push(await generateText(model, tokenizer, { ...one, rng }));
    }
    expect(await write({ ...options, batchSize })).toEqual(expected);
  });

  test('greedy texts are all that of generateText', async () => {
    const one = await generateText(model, tokenizer, { rng: new Random(1), prompt: 'c', temperature: 0, maxTokens: 9 });
    expect(await write({ prompt: 'c', temperature: 0, maxTokens: 9, count: 3 })).toEqual([one, one, one]);
  });

  test('the texts do not depend on the batch size, and few are the first of many', async () => {
    const texts = await write({ maxTokens: 12 });
    expect(new Set(texts).size).toBeGreaterThan(2);
    for (const batchSize of [1, 3, 10]) expect(await write({ maxTokens: 12, batchSize })).toEqual(texts);
    expect(await write({ maxTokens: 12, count: 4 })).toEqual(texts.slice(0, 4));
  });

  test('without the cache the texts are the same', async () => {
    expect(await write({ maxTokens: 12, useCache: false })).toEqual(await write({ maxTokens: 12 }));
  });
});

describe('generateTexts', () => {
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
    const options = { rng: new Random(1), count: 5, batchSize: 3, stop: [], maxTokens: 4 };
    for await (const text of generateTexts(new Counting(), tokenizer, options)) expect(text).toBeTypeOf('string');
    expect(sizes).toEqual([3, 3, 3, 3, 2, 2, 2, 2]);
  });

  test('ends between two tokens when its signal is aborted', async () => {
    const options = { rng: new Random(1), count: 2, signal: AbortSignal.abort(new Error('enough')) };
    await expect(generateTexts(model, tokenizer, options).next()).rejects.toThrow('enough');
  });

  test.each<[string, readonly unknown[], string]>([
    ['no tokenizer', [model, { count: 1 }], 'generateTexts: expected a tokenizer, got an object'],
    ['no count', [model, tokenizer, { rng: new Random(1) }], 'generateTexts: count must be a positive integer'],
    ['a misspelt option', [model, tokenizer, { cout: 1 }], 'generateTexts: unknown option "cout"; did you mean count?'],
    ['a character that it does not know', [model, tokenizer, { rng: new Random(1), count: 1, prompt: 'x' }], '"x"'],
    [
      'an unknown stop',
      [model, tokenizer, { rng: new Random(1), count: 1, stop: bos + 1 }],
      'generateTexts: stop must',
    ],
    ['no random stream', [model, tokenizer, { count: 1 }], 'generateTexts: expected a Random, got undefined'],
  ])('refuses %s', async (_, args, message) => {
    const act = generateTexts as (...given: readonly unknown[]) => AsyncGenerator<string, void>;
    await expect(act(...args).next()).rejects.toThrow(message);
  });
});
