import { cpu, scalar, type Tensor } from '@microgpt/autograd';
import { checkGradients } from '@microgpt/autograd/testing';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Block, CausalSelfAttention, FeedForward, GPT, type Documents, type GPTConfig } from '../../src/index.ts';

const config: GPTConfig = { vocabSize: 7, blockSize: 5, nLayer: 2, nHead: 2, nEmbd: 4 };
const ids = fc.array(fc.nat(6), { minLength: 1, maxLength: 5 });
const documentLists = fc.array(ids, { minLength: 1, maxLength: 4 });

function flat(tensor: Tensor | undefined): number[] {
  return Array.from(tensor?.toFlat() ?? []);
}

describe.each([scalar, cpu])('[$name] GPT', (engine) => {
  const init = new Initializer(engine, new Random(1));
  const make = (overrides: Partial<GPTConfig> = {}) =>
    new GPT({ ...config, ...overrides }, new Initializer(engine, new Random(5), { std: 0.4 }));

  test('gives one row of logits for each token of each document', () => {
    expect(make().forward([[0, 1, 2], [3], [4, 5]]).shape).toEqual([6, 7]);
  });

  test('packed documents give the logits, the loss and the gradients of the documents one by one', () => {
    fc.assert(
      fc.property(documentLists, (documents) => {
        const [together, apart] = [make(), make()];
        const targets = (document: readonly number[]) => document.map((id) => (id + 1) % 7);
        const rows = documents.flat().length;

        const logits = together.forward(documents);
        const loss = logits.crossEntropy(documents.flatMap(targets));
        loss.backward();

        const single = documents.map((document) => apart.forward([document]));
        expect(flat(logits)).toEqual(single.flatMap(flat));
        let sum = 0;
        single.forEach((x, d) => {
          const part = x.crossEntropy(targets(documents[d])).mul(documents[d].length / rows);
          part.backward();
          sum += part.item();
        });
        expect(loss.item()).toBeCloseTo(sum, 13);
        const expected = apart.namedParameters();
        for (const [name, parameter] of together.namedParameters()) {
          flat(parameter.grad).forEach((g, i) => {
            expect(g, name).toBeCloseTo(flat(expected.get(name)?.grad)[i], 13);
          });
        }
      }),
      { numRuns: 20 },
    );
  });

  test('with a cache, however the text is cut, gives the logits without', () => {
    fc.assert(
      fc.property(fc.array(ids, { minLength: 1, maxLength: 3 }), fc.nat(4), (documents, cut) => {
        const model = make();
        const cache = model.createCache(documents.length);
        // All documents start with as many tokens as the cut leaves, at least one; the rest follows one by one.
        const shortest = Math.min(...documents.map(({ length }) => length));
        const first = Math.min(shortest, cut + 1);
        const parts = [documents.map((document) => document.slice(0, first))];
        for (let t = first; t < shortest; t++) parts.push(documents.map((document) => [document[t]]));
        const last = parts.map((part) => model.forward(part, cache)).at(-1);
        const whole = documents.map((document) => model.forward([document.slice(0, shortest)]));
        const expected = whole.flatMap((logits) => flat(logits.slice(-1)));
        const rows = (last?.shape[0] ?? 0) / documents.length;
        const actual = documents.flatMap((_, d) => flat(last?.slice((d + 1) * rows - 1, (d + 1) * rows)));
        actual.forEach((x, i) => {
          expect(x).toBeCloseTo(expected[i], 12);
        });
        expect(cache.lengths).toEqual(documents.map(() => shortest));
      }),
      { numRuns: 20 },
    );
  });

  test('and all its parts pass finite differences', () => {
    const documents: Documents = [
      [1, 2, 3],
      [4, 0],
    ];
    const lengths = [3, 2];
    const model = make();
    checkGradients(() => model.forward(documents).crossEntropy([2, 3, 4, 0, 1]), model.namedParameters());
    const init = new Initializer(engine, new Random(1), { std: 0.5 });
    const x = init.normal([5, 4]);
    for (const part of [new Block(config, init), new CausalSelfAttention(config, init)]) {
      checkGradients(() => part.forward(x, lengths), [['x', x], ...part.namedParameters()]);
    }
    const mlp = new FeedForward(config, init);
    checkGradients(() => mlp.forward(x), [['x', x], ...mlp.namedParameters()]);
  });

  test('draws its parameters in the order of its fields', () => {
    expect([...make({ nLayer: 1 }).namedParameters().keys()]).toEqual([
      'wte.weight',
      'wpe.weight',
      'lmHead.weight',
      'layers.0.attn.wq.weight',
      'layers.0.attn.wk.weight',
      'layers.0.attn.wv.weight',
      'layers.0.attn.wo.weight',
      'layers.0.mlp.fc1.weight',
      'layers.0.mlp.fc2.weight',
    ]);
  });

  test.each<[string, () => unknown, string]>([
    ['a size of 0', () => make({ nLayer: 0 }), 'GPT: nLayer must be a positive integer, got 0'],
    ['a negative size', () => make({ blockSize: -1 }), 'GPT: blockSize must be a positive integer, got -1'],
    ['half a size', () => make({ nEmbd: 4.5 }), 'GPT: nEmbd must be a positive integer, got 4.5'],
    ['heads that do not divide', () => make({ nEmbd: 30, nHead: 4 }), 'GPT: nEmbd 30 is not divisible by nHead 4'],
    [
      'a long document',
      () => make().forward([[0, 0, 0, 0, 0, 0]]),
      'GPT.forward: document of 6 tokens exceeds blockSize 5; pass at most 5',
    ],
    ['an empty document', () => make().forward([[0], []]), 'GPT.forward: document 1 is empty'],
    ['no document', () => make().forward([]), 'GPT.forward: no documents'],
    ['an id out of range', () => make().forward([[0, 7]]), 'GPT.forward: token id 7 must be an integer from 0 to 6'],
    ['an id that is not an integer', () => make().forward([[0.5]]), 'GPT.forward: token id 0.5 must be'],
    ['a negative id', () => make().forward([[-1]]), 'GPT.forward: token id -1 must be'],
    [
      'documents that are ids',
      () => make().forward([0, 1] as never),
      'GPT.forward: document 0 is empty or not an array',
    ],
  ])('%s is an error that names it', (_, act, message) => {
    expect(act).toThrow(RangeError);
    expect(act).toThrow(message);
  });

  test.each<[string, readonly unknown[], string]>([
    ['a name from another library', [{ ...config, n_layer: 2 }], 'GPT: unknown option "n_layer"; did you mean nLayer?'],
    ['a part that does not exist', [{ ...config, attn: 1 }], 'GPT: unknown option "attn"; did you mean attention?'],
    ['a third argument', [config, 1, 2], 'GPT: expected at most 2 arguments, got 3'],
    ['no initializer', [config], 'GPT: expected an Initializer, got undefined'],
    ['a number for a part', [{ ...config, mlp: 1 }, init], 'GPT: expected a function for mlp, got 1'],
    ['null for a part', [{ ...config, norm: null }, init], 'GPT: expected a function for norm, got null'],
    ['no head', [{ ...config, head: false }, init], 'GPT: expected a function for head, got false'],
    [
      'true for a norm',
      [{ ...config, finalNorm: true }, init],
      'GPT: expected a function or false for finalNorm, got true',
    ],
    ['no argument', [], 'GPT: vocabSize must be a positive integer, got undefined'],
  ])('%s is an error that names it', (_, args, message) => {
    const Model = GPT as unknown as new (...given: readonly unknown[]) => GPT;
    expect(() => new Model(...args)).toThrow(message);
  });

  test('says its sizes, one or several', () => {
    expect(String(make({ nLayer: 1, nHead: 1 }))).toMatch(/^GPT\(1 layer, 1 head, width 4, block 5\)/);
    expect(String(make())).toMatch(/^GPT\(2 layers, 2 heads, width 4, block 5\)[^]*: CausalSelfAttention\(2 heads\)/);
  });

  test('its parts refuse wrong arguments', () => {
    const make = (Part: unknown, ...args: readonly unknown[]) =>
      new (Part as new (...given: readonly unknown[]) => unknown)(...args);
    expect(() => make(Block, config, init, undefined, 1)).toThrow('Block: expected at most 3 arguments, got 4');
    expect(() => make(CausalSelfAttention, config, init, 1)).toThrow(
      'CausalSelfAttention: expected options { bias }, got 1',
    );
    expect(() => make(CausalSelfAttention, config, init, {}, 1)).toThrow('expected at most 3 arguments, got 4');
    expect(() => make(FeedForward, config, init, {}, 1)).toThrow('FeedForward: expected at most 3 arguments, got 4');
    expect(() => make(FeedForward, config, init, { biases: true })).toThrow(
      'unknown option "biases"; did you mean bias?',
    );
    expect(() => make(FeedForward, config, init, { activation: 'gelu' })).toThrow(
      'FeedForward: expected a function for activation, got "gelu"',
    );
    for (const Part of [Block, CausalSelfAttention, FeedForward]) {
      expect(() => make(Part, config)).toThrow(`${Part.name}: expected an Initializer, got undefined`);
    }

    const call = (part: { forward(...given: never[]): unknown }, ...args: readonly unknown[]) =>
      part.forward(...(args as never[]));
    const x = init.normal([2, 4]);
    const attention = new CausalSelfAttention(config, init);
    expect(() => call(new Block(config, init), x, [2], undefined, 1)).toThrow('Block.forward: expected at most 3');
    expect(() => call(attention, x, [2], undefined, 1)).toThrow('CausalSelfAttention.forward: expected at most 3');
    expect(() => call(new FeedForward(config, init), x, [2])).toThrow('FeedForward.forward: expected one argument');
  });

  test('forward takes only documents and a cache, createCache only a number', () => {
    const model = make();
    const forward = model.forward.bind(model) as (...given: readonly unknown[]) => unknown;
    expect(() => forward(3)).toThrow(new TypeError('GPT.forward: expected documents, arrays of token ids, got 3'));
    expect(() => forward([[0]], [[1]])).toThrow(new TypeError('GPT.forward: expected a KVCache, got [[1]]'));
    const createCache = model.createCache.bind(model) as (...given: readonly unknown[]) => unknown;
    expect(() => forward([[0]], undefined, 1)).toThrow('GPT.forward: expected at most 2 arguments, got 3');
    expect(() => createCache(1, 2)).toThrow('createCache: expected one argument, got 2');
  });

  test('a cache that is full refuses another token, and stays as it was', () => {
    const model = make();
    const cache = model.createCache();
    model.forward([[0, 1, 2, 3, 4]], cache);
    expect(() => model.forward([[0]], cache)).toThrow('GPT.forward: document of 6 tokens exceeds blockSize 5');
    expect(cache.lengths).toEqual([5]);
  });
});
