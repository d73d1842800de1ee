import { cpu, isRecording, scalar, type Tensor } from '@microgpt/autograd';
import { Initializer, Module } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import {
  generate,
  GPT,
  probabilities,
  type Documents,
  type GenerateOptions,
  type GenerativeModel,
} from '../../src/index.ts';

const config = { vocabSize: 7, blockSize: 5, nLayer: 2, nHead: 2, nEmbd: 4 };

describe.each([scalar, cpu])('[$name] generate', (engine) => {
  const model = new GPT(config, new Initializer(engine, new Random(5), { std: 0.6 }));
  const run = async (options: Partial<GenerateOptions> = {}) => {
    const ids: number[] = [];
    for await (const { id } of generate(model, { rng: new Random(1), prompt: [6], ...options })) ids.push(id);
    return ids;
  };

  test('with the cache equals generate without it, also beyond the block', async () => {
    for (const options of [
      {},
      { maxTokens: 12 },
      { prompt: [6, 1, 2] },
      { prompt: [1, 2, 3, 4, 5, 6, 0], maxTokens: 3 },
    ]) {
      expect(await run({ ...options, useCache: true })).toEqual(await run({ ...options, useCache: false }));
    }
  });

  test('fills the block and stops there', async () => {
    expect(await run()).toHaveLength(5);
    expect(await run({ prompt: [6, 0, 0] })).toHaveLength(3);
    expect(await run({ prompt: [6, 0, 0, 0, 0, 0, 0] })).toHaveLength(1);
    expect(await run({ maxTokens: 2 })).toHaveLength(2);
  });

  test('ends at the stop token, which it keeps to itself', async () => {
    const free = await run({ maxTokens: 40 });
    const stop = free[3];
    expect(await run({ maxTokens: 40, stop })).toEqual(free.slice(0, free.indexOf(stop)));
  });

  test('ends at any of several stop tokens', async () => {
    const free = await run({ maxTokens: 40 });
    const stop = [free[5], free[3]];
    const first = Math.min(...stop.map((id) => free.indexOf(id)));
    expect(await run({ maxTokens: 40, stop })).toEqual(free.slice(0, first));
    expect(await run({ maxTokens: 40, stop: [] })).toEqual(free);
  });

  test('tells how sure the model was of each token, whatever the options', async () => {
    const options = { rng: new Random(1), prompt: [6], maxTokens: 12, temperature: 0.3, topK: 2 };
    const text = [6];
    for await (const { id, probability } of generate(model, options)) {
      const logits = model
        .forward([text.slice(-config.blockSize)])
        .toFlat()
        .subarray(-config.vocabSize);
      expect(probability).toBeCloseTo(probabilities(logits)[id], 12);
      text.push(id);
    }
    expect(text).toHaveLength(13);
  });

  test('never writes a token that a model bans with a logit of -Infinity', async () => {
    const free = await run({ maxTokens: 40 });
    const [banned] = free;
    const mask = engine.tensor(Array.from({ length: 7 }, (_, id) => (id === banned ? -Infinity : 0)));
    class Banning extends Module implements GenerativeModel {
      readonly config = config;
      forward(documents: Documents): Tensor {
        return model.forward(documents).add(mask);
      }
    }
    const ids: number[] = [];
    const options = { rng: new Random(1), prompt: [6], maxTokens: 40 };
    for await (const { id } of generate(new Banning(), options)) ids.push(id);
    expect(ids).toHaveLength(40);
    expect(ids).not.toContain(banned);
  });

  test('throws the reason of a signal that is aborted, before the next token', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const ids: number[] = [];
    const write = async () => {
      const options = { rng: new Random(1), prompt: [6], maxTokens: 40, signal: controller.signal };
      for await (const { id } of generate(model, options)) if (ids.push(id) === 3) controller.abort(reason);
    };
    await expect(write()).rejects.toBe(reason);
    expect(ids).toEqual((await run({ maxTokens: 40 })).slice(0, 3));
    await expect(run({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('the same seed gives the same tokens', async () => {
    expect(await run()).toEqual(await run());
  });

  test('temperature 0 and top-k 1 both take the likeliest token', async () => {
    const greedy = await run({ temperature: 0, maxTokens: 8 });
    expect(await run({ topK: 1, maxTokens: 8 })).toEqual(greedy);
    const logits = model.forward([[6]]).toFlat();
    expect(logits[greedy[0]]).toBe(Math.max(...logits));
  });

  test('records no graph', async () => {
    class Watched extends GPT {
      override forward(...args: Parameters<GPT['forward']>): Tensor {
        expect(isRecording()).toBe(false);
        return super.forward(...args);
      }
    }
    const watched = new Watched(config, new Initializer(engine, new Random(5)));
    for await (const { id } of generate(watched, { rng: new Random(1), prompt: [6] })) {
      expect(id).toBeLessThan(7);
      expect(isRecording()).toBe(true);
    }
    expect.assertions(15);
  });

  test.each<[string, Partial<GenerateOptions>, string]>([
    ['an empty prompt', { prompt: [] }, 'generate: the prompt is empty'],
    ['a token out of range', { prompt: [7] }, 'token id 7 must be an integer from 0 to 6'],
    ['a negative temperature', { temperature: -1 }, 'generate: temperature must be finite and not negative, got -1'],
    ['a temperature that is NaN', { temperature: NaN }, 'got NaN'],
    ['topK 0', { topK: 0 }, 'generate: topK must be a positive integer, got 0'],
    ['topP 0', { topP: 0 }, 'generate: topP must be above 0 and at most 1, got 0'],
    ['topP 2', { topP: 2 }, 'got 2'],
    ['no tokens', { maxTokens: 0 }, 'generate: maxTokens must be a positive integer, got 0'],
    ['a stop that is no token', { stop: 7 }, 'generate: stop must be a token id from 0 to 6, got 7'],
    ['a negative stop', { stop: [1, -1] }, 'generate: stop must be a token id from 0 to 6, got -1'],
    ['half a stop', { stop: 0.5 }, 'generate: stop must be a token id from 0 to 6, got 0.5'],
    ['a stop in text', { stop: 'a' as never }, 'generate: stop must be a token id from 0 to 6, got "a"'],
    ['minP 2', { minP: 2 }, 'generate: minP must be from 0 to 1, got 2'],
    ['a controller', { signal: new AbortController() as never }, 'expected an AbortSignal, got an AbortController'],
    ['no random stream', { rng: undefined as never }, 'generate: expected a Random, got undefined'],
    ['a misspelt option', { topk: 1 } as never, 'generate: unknown option "topk"; did you mean topK?'],
    ['a name from another library', { max_new_tokens: 9 } as never, 'generate: unknown option "max_new_tokens"'],
  ])('refuses %s', async (_, options, message) => {
    await expect(run(options)).rejects.toThrow(message);
  });

  test('refuses logits that are not finite', async () => {
    const broken = new GPT(config, new Initializer(engine, new Random(5)));
    broken.wte.weight.assign(new Float64Array(28).fill(NaN));
    await expect(generate(broken, { rng: new Random(1), prompt: [6] }).next()).rejects.toThrow(
      'generate: the logit of token 0 is NaN; are all weights finite?',
    );
  });
});

test('generate takes only a model and options', async () => {
  const model = new GPT(config, new Initializer(cpu, new Random(5)));
  const act = generate as (...args: readonly unknown[]) => AsyncGenerator;
  for (const [options, got] of [
    [undefined, 'undefined'],
    [{ rng: new Random(1) }, 'undefined'],
    [{ rng: new Random(1), prompt: 'anna' }, '"anna"'],
  ])
    await expect(act(model, options).next()).rejects.toThrow(
      new TypeError(`generate: expected a prompt, an array of token ids, got ${got as string}`),
    );
  for (const notAModel of [undefined, {}, 'gpt'])
    await expect(act(notAModel).next()).rejects.toThrow('expected a model');
  await expect(act({ forward: () => cpu.zeros([1]) }, { rng: new Random(1), prompt: [6] }).next()).rejects.toThrow(
    new TypeError('generate: expected a model with a config { vocabSize, blockSize }, got undefined'),
  );
  expect(() => act(model, { rng: new Random(1), prompt: [6] }, 9)).toThrow(
    new TypeError('generate: expected at most 2 arguments, got 3'),
  );
});

test('your own model writes, without a cache and within the tokens that it can look at', async () => {
  /** Says that the next token is one more than the last; throws if it is given more than it can look at. */
  class Counter extends Module implements GenerativeModel {
    readonly config = { vocabSize: 10, blockSize: 3 };

    forward(documents: Documents): Tensor {
      for (const document of documents) expect(document.length).toBeLessThanOrEqual(3);
      const rows = documents.flat().map((id) => Array.from({ length: 10 }, (_, next) => (next === id + 1 ? 9 : 0)));
      return cpu.tensor(rows);
    }
  }
  const ids: number[] = [];
  const options = { rng: new Random(1), prompt: [0], temperature: 0, maxTokens: 6 };
  for await (const { id } of generate(new Counter(), options)) ids.push(id);
  expect(ids).toEqual([1, 2, 3, 4, 5, 6]);
});
