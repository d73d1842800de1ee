import { cpu, isRecording, scalar, type Tensor } from '@microgpt/autograd';
import { Initializer, Module } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { generate, GPT, sample, type Documents, type GenerateOptions, type GenerativeModel } from '../src/index.ts';

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
  await expect(act(model, { rng: new Random(1), prompt: [6] }, 9).next()).rejects.toThrow(
    new TypeError('generate: expected at most 2 arguments, got 3'),
  );
});

test("a model of one's own writes, without a cache and within the tokens that it can look at", async () => {
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

describe('sample', () => {
  const logits = [1, 3, 2, 0].map((p) => Math.log(p + 1)); // probabilities 0.2 0.4 0.3 0.1
  const shares = (options: Parameters<typeof sample>[1]) => {
    const rng = new Random(2);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) counts[sample(logits, options, rng)]++;
    return counts.map((count) => count / 4000);
  };
  const near = (expected: readonly number[]) => expected.map((p) => expect.closeTo(p, 1) as number);

  test('draws by softmax of the logits over the temperature', () => {
    expect(shares({})).toEqual(near([0.2, 0.4, 0.3, 0.1]));
    // At temperature 1/2 probabilities are squared: 4 16 9 1 over 30.
    expect(shares({ temperature: 0.5 })).toEqual(near([4 / 30, 16 / 30, 9 / 30, 1 / 30]));
  });

  test('top-k keeps the k likeliest tokens', () => {
    expect(shares({ topK: 2 })).toEqual([0, expect.closeTo(4 / 7, 1), expect.closeTo(3 / 7, 1), 0]);
    expect(shares({ topK: 99 })).toEqual(near([0.2, 0.4, 0.3, 0.1]));
  });

  test('top-k comes before top-p, which takes a share of the rest', () => {
    // Of 0.4 and 0.3 the first alone has 0.571; of all four tokens it has 0.4.
    expect(shares({ topK: 2, topP: 0.57 })).toEqual([0, 1, 0, 0]);
    expect(shares({ topK: 2, topP: 0.58 })[2]).toBeGreaterThan(0);
    expect(shares({ topK: 3, topP: 1 }).map((p) => p > 0)).toEqual([true, true, true, false]);
  });

  test('among equally likely tokens the smaller id comes first', () => {
    expect(sample([1, 3, 3, 3], { temperature: 0 }, new Random(1))).toBe(1);
    const drawn = Array.from({ length: 50 }, (_, seed) => sample([1, 3, 3, 3], { topK: 2 }, new Random(seed)));
    expect(new Set(drawn)).toEqual(new Set([1, 2]));
  });

  test.each([(x: number[]) => x, (x: number[]) => Float32Array.from(x)])(
    'top-p takes only the tokens whose shares add up to exactly p, despite rounding',
    (kept) => {
      const drawn = (p: readonly number[], topP: number) =>
        Array.from({ length: 300 }, (_, seed) => sample(kept(p.map(Math.log)), { topP }, new Random(seed)));
      expect(new Set(drawn([0.1, 0.2, 0.7], 0.9))).toEqual(new Set([1, 2])); // 0.7 + 0.2 is 0.8999999999999999
      expect(new Set(drawn([0.1, 0.2, 0.7], 0.7))).toEqual(new Set([2]));
      expect(new Set(drawn([0.1, 0.2, 0.3, 0.4], 0.7))).toEqual(new Set([2, 3]));
      expect(new Set(drawn([0.25, 0.25, 0.25, 0.25], 0.75))).toEqual(new Set([0, 1, 2]));
      expect(new Set(drawn([0.1, 0.2, 0.7], 0.90001))).toEqual(new Set([0, 1, 2]));
    },
  );

  test('the smallest top-p takes the likeliest token', () => {
    expect(shares({ topP: Number.MIN_VALUE })).toEqual([0, 1, 0, 0]);
    expect(sample([1, 1, 1, 1], { topP: Number.MIN_VALUE, topK: 1 }, new Random(1))).toBe(0);
  });

  test('top-p keeps the likeliest tokens that together reach p', () => {
    expect(shares({ topP: 0.3 })).toEqual([0, 1, 0, 0]);
    expect(shares({ topP: 0.65 })).toEqual([0, expect.closeTo(4 / 7, 1), expect.closeTo(3 / 7, 1), 0]);
    expect(shares({ topP: 0.75 })[3]).toBe(0);
  });

  test.each<[string, readonly unknown[], string]>([
    ['no logits', [[], {}, new Random(1)], 'there are no logits to choose from'],
    ['a tensor', [cpu.tensor([1, 2]), {}, new Random(1)], 'there are no logits to choose from'],
    ['a logit that is NaN', [[0, NaN], {}, new Random(1)], 'the logit of token 1 is NaN; are all weights finite?'],
    ['a negative temperature', [[0], { temperature: -1 }, new Random(1)], 'temperature must be finite'],
    ['an infinite temperature', [[0], { temperature: Infinity }, new Random(1)], 'temperature must be finite'],
    ['half a token', [[0], { topK: 1.5 }, new Random(1)], 'topK must be a positive integer, got 1.5'],
    ['a share of 0', [[0], { topP: 0 }, new Random(1)], 'topP must be above 0 and at most 1, got 0'],
    ['a misspelt option', [[0], { top_p: 1 }, new Random(1)], 'unknown option "top_p"; did you mean topP?'],
    ['no random stream', [[0], {}], 'expected a Random, got undefined'],
    ['no options', [[0]], 'expected a Random, got undefined'],
    ['a fourth argument', [[0], {}, new Random(1), 1], 'expected at most 3 arguments, got 4'],
  ])('refuses %s, naming itself', (_, args, message) => {
    const act = sample as (...given: readonly unknown[]) => unknown;
    expect(() => act(...args)).toThrow(`sample: ${message}`);
  });

  test('takes the only token', () => {
    expect(sample([5], {}, new Random(1))).toBe(0);
    expect(sample([5], { topK: 1, topP: 0.5 }, new Random(1))).toBe(0);
  });

  test('needs no random stream at temperature 0', () => {
    expect(sample([1, 2], { temperature: 0 }, undefined as never)).toBe(1);
  });

  test('is finite for logits of 1e300 and for a temperature of 1e-320', () => {
    expect(sample([1e300, -1e300], {}, new Random(1))).toBe(0);
    expect(sample([1, 2, 1], { temperature: 1e-320 }, new Random(1))).toBe(1);
  });
});
