import { cpu, scalar } from '@microgpt/autograd';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { describe, expect, test } from 'vitest';
import { generate, generateText, GPT, type GenerateTextOptions } from '../../src/index.ts';

const tokenizer = CharTokenizer.train(['abcdef']);
const { bos, vocabSize } = tokenizer;

describe.each([scalar, cpu])('[$name] generateText', (engine) => {
  const config = { vocabSize, blockSize: 6, nLayer: 1, nHead: 2, nEmbd: 4 };
  const model = new GPT(config, new Initializer(engine, new Random(5), { std: 0.6 }));
  const write = (options: Partial<GenerateTextOptions> = {}) =>
    generateText(model, tokenizer, { rng: new Random(1), ...options });

  test.each<Partial<GenerateTextOptions>>([
    {},
    { prompt: 'ab' },
    { prompt: 'ab', maxTokens: 20, temperature: 0.5, topK: 3 },
    { prompt: 'fedcba', topP: 0.9, minP: 0.1, useCache: false },
    { temperature: 0, maxTokens: 9 },
  ])('with %o returns the prompt and what generate adds until bos', async (options) => {
    const encoded = tokenizer.encode(options.prompt ?? '');
    const ids = [...encoded];
    const all = { ...options, rng: new Random(1), prompt: [bos, ...encoded], stop: bos };
    for await (const { id } of generate(model, all)) ids.push(id);
    expect(await write(options)).toBe(tokenizer.decode(ids));
  });

  test('ends at other stop tokens instead', async () => {
    const free = await write({ stop: [], maxTokens: 30 });
    const [stop] = tokenizer.encode(free[2]);
    expect(await write({ stop, maxTokens: 30 })).toBe(free.slice(0, free.indexOf(free[2])));
  });

  test('throws the reason of a signal that is aborted', async () => {
    await expect(write({ signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
  });

  test.each<[string, readonly unknown[], string]>([
    ['no tokenizer', [model, { rng: new Random(1) }], 'generateText: expected a tokenizer, got an object'],
    ['ids for a prompt', [model, tokenizer, { prompt: [1] }], 'generateText: expected a text for prompt, got [1]'],
    ['a misspelt option', [model, tokenizer, { top_k: 1 }], 'generateText: unknown option "top_k"; did you mean topK?'],
    ['a fourth argument', [model, tokenizer, {}, 1], 'generateText: expected at most 3 arguments, got 4'],
    ['a character that it does not know', [model, tokenizer, { prompt: 'xyz' }], 'CharTokenizer.encode: "x"'],
    ['no random stream', [model, tokenizer], 'generateText: expected a Random, got undefined'],
    ['no model', [tokenizer, tokenizer, { rng: new Random(1) }], 'generateText: expected a model, got a CharTokenizer'],
  ])('refuses %s', async (_, args, message) => {
    const act = generateText as (...given: readonly unknown[]) => Promise<string>;
    await expect(act(...args)).rejects.toThrow(message);
  });
});
