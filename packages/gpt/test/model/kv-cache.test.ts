import { cpu, scalar, ShapeError, Tensor, type Engine } from '@microgpt/autograd';
import { Initializer, Linear, Module, type Layer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import {
  Block,
  CausalSelfAttention,
  generate,
  GPT,
  KVCache,
  type GPTConfig,
  type GPTParts,
  type LayerCache,
} from '../../src/index.ts';

const config: GPTConfig = { vocabSize: 7, blockSize: 6, nLayer: 2, nHead: 2, nEmbd: 4 };

function build(parts: Partial<GPTParts> = {}, engine: Engine = cpu, sizes: Partial<GPTConfig> = {}): GPT {
  return new GPT({ ...config, ...sizes, ...parts }, new Initializer(engine, new Random(5), { std: 0.5 }));
}

/** The last row of logits of each document. */
function lastRows(logits: Tensor, lengths: readonly number[]): number[][] {
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return Array.from(logits.slice(end - 1, end).toFlat());
  });
}

function expectClose(got: readonly number[][], expected: readonly number[][]): void {
  got.flat().forEach((x, i) => {
    expect(x).toBeCloseTo(expected.flat()[i], 12);
  });
}

/** The mean of all tokens so far: an attention that ignores the cache. */
class CausalMean extends Module {
  readonly wo: Linear;
  constructor({ nEmbd }: GPTConfig, init: Initializer) {
    super();
    this.wo = new Linear(nEmbd, nEmbd, init);
  }

  forward(x: Tensor, lengths: readonly number[]): Tensor {
    return this.wo.forward(meanSoFar(x, lengths));
  }
}

function meanSoFar(x: Tensor, lengths: readonly number[]): Tensor {
  const nothing = x.engine.zeros(x.shape);
  return nothing.causalAttention(nothing, x, { heads: 1, lengths });
}

/** The same, with a cache. */
class CachedMean extends CausalMean {
  override forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    const { keys, values, ...where } = cache?.append(x.mul(0), x, lengths) ?? { keys: x.mul(0), values: x };
    return this.wo.forward(x.mul(0).causalAttention(keys, values, { heads: 1, lengths, ...where }));
  }
}

/** Looks at no other token. */
class TokenWise extends CausalMean {
  override forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    cache?.skip(lengths);
    return this.wo.forward(x.tanh());
  }
}

/** h = tanh(W · [x, h]), token by token; keeps h, a row for each document. */
class Recurrent extends Module {
  readonly cell: Linear;
  constructor({ nEmbd }: GPTConfig, init: Initializer) {
    super();
    this.cell = new Linear(2 * nEmbd, nEmbd, init);
  }

  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    const before = cache?.state('h') ?? x.engine.zeros([lengths.length, x.shape[1]]);
    const outputs: Tensor[] = [];
    const last = lengths.map((length, d) => {
      let h = before.slice(d, d + 1);
      for (let t = 0; t < length; t++) {
        const token = x.slice(outputs.length, outputs.length + 1);
        h = this.cell.forward(Tensor.concat([token, h], 1)).tanh();
        outputs.push(h);
      }
      return h;
    });
    cache?.setState('h', Tensor.concat(last));
    return Tensor.concat(outputs); // (N, C)
  }
}

const TAPS = 3;

/** A convolution over the last 3 tokens; keeps two of each document, zeros before its first. */
class Convolution extends Module {
  readonly taps: Linear;
  constructor({ nEmbd }: GPTConfig, init: Initializer) {
    super();
    this.taps = new Linear(TAPS * nEmbd, nEmbd, init);
  }

  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    const before = cache?.state('last') ?? x.engine.zeros([lengths.length * (TAPS - 1), x.shape[1]]);
    let end = 0;
    const documents = lengths.map((length, d) => {
      end += length;
      return Tensor.concat([before.slice(2 * d, 2 * d + 2), x.slice(end - length, end)]);
    });
    cache?.setState('last', Tensor.concat(documents.map((rows) => rows.slice(-2))));
    const windows = documents.map((rows, d) =>
      Tensor.concat([rows.slice(0, lengths[d]), rows.slice(1, lengths[d] + 1), rows.slice(2)], 1),
    );
    return this.taps.forward(Tensor.concat(windows)); // (N, C)
  }
}

/** Mixes each token with the one before it, then attends: a state besides keys and values. */
class ShiftedAttention extends CausalSelfAttention {
  override forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    const before = cache?.state('last') ?? x.engine.zeros([lengths.length, x.shape[1]]);
    let end = 0;
    const documents = lengths.map((length, d) => {
      end += length;
      return Tensor.concat([before.slice(d, d + 1), x.slice(end - length, end)]);
    });
    cache?.setState('last', Tensor.concat(documents.map((rows) => rows.slice(-1))));
    return super.forward(x.add(Tensor.concat(documents.map((rows) => rows.slice(0, -1)))), lengths, cache);
  }
}

const stateful: [string, NonNullable<Partial<GPTParts>['attention']>][] = [
  ['a recurrent layer', (c, i) => new Recurrent(c, i)],
  ['a convolution', (c, i) => new Convolution(c, i)],
  ['attention with a token shift', (c, i) => new ShiftedAttention(c, i)],
];

describe.each([scalar, cpu])('[$name] a cache', (engine) => {
  test('gives the same logits as without, for documents of different lengths', () => {
    const model = build({}, engine);
    const cache = model.createCache(3);
    const texts: number[][] = [[], [], []];
    for (const added of [
      [[6, 1, 2, 3], [4], [5, 0]],
      [[5], [0, 1, 2], [3]],
      [[0], [6], [1, 2]],
    ]) {
      added.forEach((ids, d) => texts[d].push(...ids));
      const got = lastRows(
        model.forward(added, cache),
        added.map(({ length }) => length),
      );
      expectClose(
        got,
        lastRows(
          model.forward(texts),
          texts.map(({ length }) => length),
        ),
      );
      expect(cache.lengths).toEqual(texts.map(({ length }) => length));
    }
  });

  test('is unchanged by a forward that throws, wherever it throws', () => {
    let failing = '';
    const failIf = (place: string) => {
      if (failing === place) throw new Error(`failed at ${place}`);
    };
    class Failing extends CausalSelfAttention {
      override forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
        failIf('attention');
        const y = super.forward(x, lengths, cache);
        failIf('the end of attention');
        return y;
      }
    }
    class FailingHead extends Module {
      readonly inner: Layer;
      constructor(inner: Layer) {
        super();
        this.inner = inner;
      }
      forward(x: Tensor): Tensor {
        failIf('head');
        return this.inner.forward(x);
      }
    }
    let made = 0;
    const attention = (sizes: GPTConfig, init: Initializer) =>
      made++ === 0 ? new CausalSelfAttention(sizes, init) : new Failing(sizes, init); // the second layer's
    const head = ({ nEmbd, vocabSize }: GPTConfig, init: Initializer) =>
      new FailingHead(new Linear(nEmbd, vocabSize, init));
    const model = new GPT({ ...config, attention, head }, new Initializer(engine, new Random(5), { std: 0.5 }));

    const cache = model.createCache();
    model.forward([[6, 1]], cache);
    for (failing of ['attention', 'the end of attention', 'head']) {
      expect(() => model.forward([[3, 4]], cache)).toThrow(failing);
      expect(cache.lengths).toEqual([2]);
    }
    expect(() => model.forward([[7]], cache)).toThrow('token id 7');
    failing = '';
    expectClose(lastRows(model.forward([[2]], cache), [1]), lastRows(model.forward([[6, 1, 2]]), [3]));
    expect(cache.lengths).toEqual([3]);
  });
});

describe('a layer that does not use its cache', () => {
  const tokens = async (model: GPT, useCache: boolean) => {
    const ids: number[] = [];
    const options = { rng: new Random(3), prompt: [6], maxTokens: 9, useCache };
    for await (const { id } of generate(model, options)) ids.push(id);
    return ids;
  };

  test('is named in an error with a remedy; without the cache it generates', async () => {
    let made = 0;
    const model = build({ attention: (c, i) => (made++ === 0 ? new CachedMean(c, i) : new CausalMean(c, i)) });
    await expect(tokens(model, true)).rejects.toThrow(
      'KVCache: rows added by layers.1: expected 1, got none; have its attention call cache.append, setState or skip, ' +
        'or generate with useCache: false',
    );
    expect(await tokens(model, false)).toHaveLength(9);
  });

  test('is found even inside a block that does not pass the cache on', async () => {
    class Forgetful extends Module {
      readonly inner: Block;
      constructor(...args: ConstructorParameters<typeof Block>) {
        super();
        this.inner = new Block(...args);
      }
      forward(x: Tensor, lengths: readonly number[]): Tensor {
        return this.inner.forward(x, lengths);
      }
    }
    const model = build({ block: (...args) => new Forgetful(...args) });
    await expect(tokens(model, true)).rejects.toThrow('KVCache: rows added by layers.0: expected 1, got none');
  });

  test.each([
    ['adds its rows', CachedMean],
    ['skips, because it looks at no other token', TokenWise],
    ['keeps a state', Recurrent],
    ['keeps a state and adds its rows', ShiftedAttention],
  ])('is accepted if it %s', async (_, Attention) => {
    const model = build({ attention: (c, i) => new Attention(c, i) });
    expect(await tokens(model, true)).toEqual(await tokens(model, false));
    const others = await Promise.all([tokens(model, true), tokens(model, true)]); // two texts, interleaved
    expect(others[0]).toEqual(others[1]);
  });

  test.each<[string, (cache: LayerCache, x: Tensor, lengths: readonly number[]) => void, string]>([
    [
      'adds wrong numbers of rows',
      (cache, x, lengths) => cache.append(x, x, [...lengths].reverse()),
      'KVCache: rows added by layers.0: expected 2,1, got 1,2',
    ],
    [
      'adds too few rows',
      (cache, x) => cache.append(x.slice(0, 1), x.slice(0, 1), [1]),
      'KVCache: rows added by layers.0: expected 2,1, got 1;',
    ],
    ['adds rows that are missing', (cache, x, lengths) => cache.append(x.slice(0, 2), x, lengths), 'assignRows'],
    [
      'skips wrong numbers of rows',
      (cache) => {
        cache.skip([3]);
      },
      'KVCache: rows added by layers.0: expected 2,1, got 3',
    ],
    [
      'adds twice',
      (cache, x, lengths) => {
        cache.append(x, x, lengths);
        cache.append(x, x, lengths);
      },
      'LayerCache.append: called twice in one forward; a layer cache holds one attention',
    ],
  ])('is an error if it %s', (_, use, message) => {
    class Wrong extends CausalMean {
      override forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
        if (cache) use(cache, x, lengths);
        return x;
      }
    }
    const model = build({ attention: (c, i) => new Wrong(c, i) });
    const cache = model.createCache(2);
    expect(() => model.forward([[6, 1], [2]], cache)).toThrow(RangeError);
    expect(() => model.forward([[6, 1], [2]], cache)).toThrow(message);
    expect(cache.lengths).toEqual([0, 0]);
  });
});

describe.each(stateful)('the state of %s', (_, attention) => {
  test.each([scalar, cpu])(
    'gives the same logits with a cache as without, for several documents, on $name',
    (engine) => {
      const model = build({ attention }, engine);
      const cache = model.createCache(3);
      const texts: number[][] = [[], [], []];
      for (const added of [
        [[6, 1, 2], [4], [5, 0]],
        [[5], [0, 1, 2], [3]],
        [[0], [6], [1, 2]],
      ]) {
        added.forEach((ids, d) => texts[d].push(...ids));
        const lengthsOf = (documents: readonly number[][]) => documents.map(({ length }) => length);
        const got = lastRows(model.forward(added, cache), lengthsOf(added));
        expectClose(got, lastRows(model.forward(texts), lengthsOf(texts)));
      }
    },
  );

  test('is the same after a forward that throws', () => {
    let fails = false;
    class Failing extends Linear {
      override forward(x: Tensor): Tensor {
        if (fails) throw new Error('failed');
        return super.forward(x);
      }
    }
    const model = build({ attention, head: ({ nEmbd, vocabSize }, init) => new Failing(nEmbd, vocabSize, init) });
    const cache = model.createCache();
    model.forward([[6, 1]], cache);
    fails = true;
    for (const document of [[3], [4, 5]]) expect(() => model.forward([document], cache)).toThrow('failed');
    fails = false;
    expectClose(lastRows(model.forward([[2]], cache), [1]), lastRows(model.forward([[6, 1, 2]]), [3]));
  });
});

test('a state is a copy, by name, and each layer has its own', () => {
  const cache = new KVCache({ nLayer: 2, blockSize: 3 }, 1);
  const [layer, other] = cache.layers;
  const model = { config: { nLayer: 2, blockSize: 3 } };
  const x = cpu.tensor([[1, 2]]);
  cache.begin(model);
  layer.setState('a', x);
  layer.setState('b', x.neg());
  other.skip([1]);
  expect(layer.state('a')).toBeUndefined(); // until it advances
  cache.advance([1]);
  x.assign([[5, 6]]);
  expect(['a', 'b', 'c'].map((name) => layer.state(name)?.toArray())).toEqual([[[1, 2]], [[-1, -2]], undefined]);
  expect(other.state('a')).toBeUndefined();
});

test('a state is a tensor, and keeps its shape', () => {
  const cache = new KVCache({ nLayer: 1, blockSize: 3 }, 1);
  const [layer] = cache.layers;
  const setState = layer.setState.bind(layer) as (...given: readonly unknown[]) => void;
  expect(() => {
    setState('h', [1, 2]);
  }).toThrow(new TypeError('LayerCache.setState: expected a Tensor, got [1, 2]'));
  cache.begin({ config: { nLayer: 1, blockSize: 3 } });
  setState('h', cpu.zeros([1, 2]));
  cache.advance([1]);
  expect(() => {
    setState('h', cpu.zeros([2, 2]));
  }).toThrow(new ShapeError('LayerCache.setState: "h" was (1, 2), got (2, 2); keep its shape'));
});

describe('a cache that goes back', () => {
  test('continues with other tokens as one that never had the old ones', () => {
    const model = build();
    const cache = model.createCache();
    model.forward([[1, 2, 3, 4, 5]], cache);
    expect(cache.crop(2)).toBe(true);
    expect(cache.lengths).toEqual([2]);
    const continued = lastRows(model.forward([[6, 0]], cache), [2]);
    expectClose(continued, lastRows(model.forward([[1, 2, 6, 0]]), [4]));
  });

  test('keeps documents that are shorter, and can begin again', () => {
    const model = build();
    const cache = model.createCache(2);
    model.forward([[1], [2, 3, 4]], cache);
    expect(cache.crop(2)).toBe(true);
    expect(cache.lengths).toEqual([1, 2]);
    expect(cache.crop(0)).toBe(true);
    expect(cache.lengths).toEqual([0, 0]);
    expectClose(lastRows(model.forward([[5], [6]], cache), [1, 1]), lastRows(model.forward([[5], [6]]), [1, 1]));
  });

  test('does not go back with the state of a layer, but may keep all tokens', () => {
    const model = build({ attention: (c, init) => new Recurrent(c, init) });
    const cache = model.createCache();
    model.forward([[1, 2, 3]], cache);
    expect(cache.crop(2)).toBe(false);
    expect(cache.crop(3)).toBe(true);
    expect(cache.lengths).toEqual([3]);
  });

  test.each([-1, 0.5, NaN, Infinity])('refuses to keep %d tokens', (length) => {
    expect(() => build().createCache().crop(length)).toThrow(
      `KVCache.crop: length must be an integer from 0, got ${length}`,
    );
  });
});

describe('a cache of another model', () => {
  const message = 'GPT.forward: the cache belongs to another model; use createCache()';

  test.each<[string, Partial<GPTConfig>]>([
    ['layers', { nLayer: 1 }],
    ['block', { blockSize: 5 }],
  ])('is refused if its sizes differ: %s', (_, sizes) => {
    const other = build({}, cpu, sizes);
    const cache = other.createCache();
    expect(() => build().forward([[0]], cache)).toThrow(new RangeError(message));
    expect(other.forward([[0]], cache).shape).toEqual([1, 7]); // which can use it still
  });

  test('is refused, even with the same sizes, once it holds tokens', () => {
    const [model, other] = [build(), build()];
    const cache = other.createCache();
    other.forward([[6]], cache);
    expect(() => model.forward([[1]], cache)).toThrow(new RangeError(message));
    expect(cache.lengths).toEqual([1]);
  });

  test('is refused for another number of documents', () => {
    const model = build();
    expect(() => model.forward([[0], [1]], model.createCache(1))).toThrow(
      'GPT.forward: the cache has 1 document, got 2',
    );
    expect(() => model.forward([[0]], model.createCache(2))).toThrow('GPT.forward: the cache has 2 documents, got 1');
  });
});

test.each([0, 1.5, NaN])('createCache refuses %d documents', (documents) => {
  expect(() => build().createCache(documents)).toThrow(
    new RangeError(`createCache: documents must be a positive integer, got ${documents}`),
  );
});

test('a cache has no room beyond the block of each document, nor for another document', () => {
  const cache = new KVCache({ nLayer: 1, blockSize: 2 }, 2);
  const x = cpu.tensor([[1], [2], [3]]);
  expect(() => cache.layers[0].append(x, x, [3, 0])).toThrow(new RangeError('KVCache: document 0 is full'));
  expect(() => cache.layers[0].append(x, x, [1, 1, 1])).toThrow(new RangeError('KVCache: document 2 is full'));
  expect(cache.layers[0].append(x, x, [1, 2]).keys.toFlat()).toEqual(Float64Array.of(1, 0, 2, 3));
});

test('your own model may use a cache: it begins, its layers add, it advances', () => {
  const cache = new KVCache({ nLayer: 1, blockSize: 3 }, 2);
  const model = { config: { nLayer: 1, blockSize: 3 } };
  cache.begin(model);
  const x = cpu.tensor([[1], [2], [3]]);
  const first = cache.layers[0].append(x, x.neg(), [1, 2]);
  expect(first).toMatchObject({ keyStarts: [0, 3], keyLengths: [1, 2] });
  expect(first.keys.toFlat()).toEqual(Float64Array.of(1, 0, 0, 2, 3, 0));
  cache.advance([1, 2]);
  cache.begin(model);
  const second = cache.layers[0].append(x.mul(10), x, [2, 1]);
  expect(second).toMatchObject({ keyStarts: [0, 3], keyLengths: [3, 3] });
  expect(second.keys.toFlat()).toEqual(Float64Array.of(1, 10, 20, 2, 3, 30));
  expect(second.values.toFlat()).toEqual(Float64Array.of(-1, 1, 2, -2, -3, 3));
  expect(cache.lengths).toEqual([1, 2]); // until it advances
  cache.advance([2, 1]);
  expect(cache.lengths).toEqual([3, 3]);
});
