import { cpu, scalar, type Tensor } from '@microgpt/autograd';
import { Initializer, Module } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { GPT, Predictor, probabilities, type Documents, type GenerativeModel, type KVCache } from '../../src/index.ts';

const config = { vocabSize: 7, blockSize: 5, nLayer: 2, nHead: 2, nEmbd: 4 };

/** A model that notes the tokens of each forward. */
class Watched extends Module implements GenerativeModel {
  readonly config = config;
  readonly model: GPT;
  readonly seen: (readonly number[])[] = [];

  constructor(model: GPT) {
    super();
    this.model = model;
  }

  forward(documents: Documents, cache?: KVCache): Tensor {
    this.seen.push(...documents);
    return this.model.forward(documents, cache);
  }

  createCache(): KVCache {
    return this.model.createCache();
  }
}

describe.each([scalar, cpu])('[$name] a predictor', (engine) => {
  const model = new GPT(config, new Initializer(engine, new Random(5), { std: 0.6 }));
  /** The definition: all tokens anew. */
  const defined = (ids: readonly number[]) => {
    const logits = model.forward([ids.slice(-config.blockSize)]).toFlat();
    return Array.from(logits.subarray(-config.vocabSize), (x) => expect.closeTo(x, 12) as number);
  };
  // Appends, goes back, branches, repeats, begins again, and leaves the block and comes back.
  const walk = [[1], [1, 2, 3], [1, 2], [1, 4, 3, 2], [1, 4, 3, 2], [0, 4], [0, 4, 1, 2, 3, 5, 6], [0, 4, 2]];

  test.each([true, false])('gives the logits of a forward, wherever it goes; cache: %s', (useCache) => {
    const predictor = new Predictor(model, { useCache });
    for (const ids of walk) expect([...predictor.logits(ids)]).toEqual(defined(ids));
    predictor.dispose();
    expect([...predictor.logits([3])]).toEqual(defined([3]));
  });

  test('computes only the tokens that are new, at least the last', () => {
    const watched = new Watched(model);
    const predictor = new Predictor(watched);
    for (const ids of walk) predictor.logits(ids);
    expect(watched.seen).toEqual([[1], [2, 3], [2], [4, 3, 2], [2], [0, 4], [1, 2, 3, 5, 6], [2]]);
  });

  test('gives logits that stay as they are', () => {
    const predictor = new Predictor(model);
    const first = predictor.logits([1, 2]);
    const copy = [...first];
    predictor.logits([1, 3]);
    expect([...first]).toEqual(copy);
  });

  /** The definition: each token after those before it, anew. */
  const definedOf = (ids: readonly number[], from = 1) =>
    ids.slice(from).map((id, i) => {
      const logits = model.forward([ids.slice(0, from + i).slice(-config.blockSize)]).toFlat();
      return expect.closeTo(probabilities(logits.subarray(-config.vocabSize))[id], 12) as number;
    });

  test.each([true, false])('gives the probability of each token of a text; cache: %s', (useCache) => {
    const predictor = new Predictor(model, { useCache });
    for (const ids of walk) {
      expect(predictor.probabilities(ids)).toEqual(definedOf(ids));
      expect(predictor.probabilities(ids, 2)).toEqual(definedOf(ids, 2));
      expect([...predictor.logits(ids)]).toEqual(defined(ids));
      expect(predictor.probabilities([...ids, 6], ids.length)).toEqual(definedOf([...ids, 6], ids.length));
    }
  });

  test('computes a whole text at once for its probabilities, and then only what is new', () => {
    const watched = new Watched(model);
    const predictor = new Predictor(watched);
    predictor.probabilities([0, 4, 1, 2]);
    predictor.probabilities([0, 4, 1, 2, 3, 5], 4);
    expect(watched.seen).toEqual([
      [0, 4, 1],
      [2, 3],
    ]);
  });

  test('is right after a call that failed', () => {
    const predictor = new Predictor(model);
    predictor.logits([1, 2, 3]);
    expect(() => predictor.logits([1, 2, 9])).toThrow('token id 9 must be an integer from 0 to 6');
    expect([...predictor.logits([1, 2, 4])]).toEqual(defined([1, 2, 4]));
  });
});

test('probabilities need tokens of the model, a place that has tokens before it, and logits that are finite', () => {
  const model = new GPT(config, new Initializer(cpu, new Random(5)));
  const predictor = new Predictor(model);
  expect(() => predictor.probabilities([1, 7])).toThrow('token id 7 must be an integer from 0 to 6');
  expect(() => predictor.probabilities([1, 2], 0)).toThrow('from must be an integer from 1, got 0');
  expect(predictor.probabilities([1])).toEqual([]);
  model.wte.weight.assign(model.wte.weight.mul(NaN));
  expect(() => new Predictor(model).probabilities([1, 2])).toThrow('the logit of token 0 is NaN');
});

test('a predictor refuses no tokens, what is no model, and unknown options', () => {
  const model = new GPT(config, new Initializer(cpu, new Random(5)));
  expect(() => new Predictor(model).logits([])).toThrow('document 0 is empty');
  expect(() => new Predictor({} as never)).toThrow('Predictor: expected a model');
  expect(() => new Predictor(model, { cache: true } as never)).toThrow('Predictor: unknown option "cache"');
});
