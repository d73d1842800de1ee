import { cpu, noGrad, type CustomOp, type Engine, type Tensor } from '@microgpt/autograd';
import { generate, GPT } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { createWasm, memoryBytes } from '../src/index.ts';
import { WasmMemory } from '../src/memory/wasm-memory.ts';

async function setUp(maximumBytes?: number): Promise<Engine> {
  return createWasm(maximumBytes === undefined ? {} : { maximumBytes });
}

/** A step of a small regression; returns its loss. */
function step(x: Tensor, weight: Tensor): Tensor {
  weight.zeroGrad();
  const y = x.linear(weight).tanh();
  const loss = y.mul(y).mean();
  loss.backward();
  return loss;
}

describe('memory needs no rule', () => {
  test('a million steps take the memory of a few', async () => {
    const engine = await setUp();
    const [x, weight] = [engine.tensor([[1, 2, 3]]), engine.parameter([[0.1, 0.2, 0.3]])];
    for (let i = 0; i < 100; i++) step(x, weight);
    const bytes = memoryBytes(engine);
    let last: Tensor | undefined;
    for (let i = 0; i < 1_000_000; i++) last = step(x, weight);
    expect(memoryBytes(engine)).toBe(bytes);
    expect(last?.item()).toBeCloseTo(Math.tanh(1.4) ** 2, 5);
  });

  test('forward without backward, for as long as one likes, stays within bounds', async () => {
    const engine = await setUp(256 << 20);
    const [x, weight] = [
      engine.tensor([new Array<number>(256).fill(1)]),
      engine.parameter([new Array<number>(256).fill(0.01)]),
    ];
    const kept = x.mul(weight);
    for (let i = 0; i < 100_000; i++) x.mul(weight).tanh();
    expect(kept.toArray()).toEqual([new Array<number>(256).fill(Math.fround(0.01))]);
    kept.sum().backward();
    expect(weight.grad?.toArray()).toEqual([new Array<number>(256).fill(1)]);
  });

  test('noGrad takes nothing for good, and what the body returns is kept', async () => {
    const engine = await setUp();
    const weight = engine.parameter([[1, 2]]);
    const first = noGrad(() => weight.mul(2));
    const bytes = memoryBytes(engine);
    for (let i = 0; i < 100_000; i++) noGrad(() => weight.mul(3).add(i).sum().item());
    expect(memoryBytes(engine)).toBe(bytes);
    const { a, list } = noGrad(() => ({ a: weight.mul(5), list: [weight.mul(7)] }));
    noGrad(() => weight.mul(9));
    expect([first, a, list[0]].map((t) => t.toArray())).toEqual([[[2, 4]], [[5, 10]], [[7, 14]]]);
    expect(first.add(a).toArray()).toEqual([[7, 14]]);
  });

  test('noGrad in the middle of a step leaves the step alone', async () => {
    const engine = await setUp();
    const weight = engine.parameter([1, 2]);
    const y = weight.mul(weight);
    const probe = noGrad(() => y.mul(100).sum().item());
    const z = y.mul(3).sum();
    z.backward();
    expect([probe, z.item()]).toEqual([500, 15]);
    expect(weight.grad?.toArray()).toEqual([6, 12]);
  });

  test('results can be read until the next step begins; then reading them is an error that says so', async () => {
    const engine = await setUp();
    const [x, weight] = [engine.tensor([[1, 2, 3]]), engine.parameter([[0.1, 0.2, 0.3]])];
    const y = x.linear(weight);
    const kept = y.detach();
    y.sum().backward();
    expect(y.item()).toBeCloseTo(1.4, 5);
    step(x, weight);
    expect(() => y.toFlat()).toThrow('wasm: the memory of this tensor of 1 numbers was recycled');
    expect(() => y.mul(2)).toThrow('copy it with detach()');
    expect(kept.item()).toBeCloseTo(1.4, 5);
  });

  test('two models on one engine may take turns in the middle of their steps', async () => {
    const engine = await setUp();
    const [a, b] = [engine.parameter([1, 2]), engine.parameter([3, 4])];
    for (let i = 0; i < 3; i++) {
      a.zeroGrad();
      b.zeroGrad();
      const lossA = a.mul(a).sum();
      const lossB = b.mul(b).mul(b).sum();
      lossB.backward();
      const other = b.mul(2); // takes the memory that B's step is done with
      lossA.backward();
      expect(a.grad?.toArray()).toEqual([2, 4]);
      expect(b.grad?.toArray()).toEqual([27, 48]);
      expect(other.toArray()).toEqual([6, 8]);
    }
  });

  test('a result that no backward met is there in the next step and the one after', async () => {
    const engine = await setUp();
    const [x, weight] = [engine.tensor([[1, 2, 3]]), engine.parameter([[0.1, 0.2, 0.3]])];
    const aside = weight.mul(10);
    for (let i = 0; i < 3; i++) step(x, weight);
    expect(aside.toArray()).toEqual([[1, 2, 3].map((v) => expect.closeTo(v, 5) as number)]);
    weight.zeroGrad();
    aside.sum().backward();
    expect(weight.grad?.toArray()).toEqual([[10, 10, 10]]);
  });

  test('a result of an earlier step that backward meets does not count for one of this step', async () => {
    const engine = await setUp();
    const [x, weight] = [engine.tensor([[1, 2, 3]]), engine.parameter([[0.1, 0.2, 0.3]])];
    const early = weight.mul(10);
    step(x, weight);
    const aside = weight.mul(20); // nobody's, as far as this step's backward knows
    early.sum().backward();
    step(x, weight);
    expect(aside.toArray()).toEqual([[2, 4, 6].map((v) => expect.closeTo(v, 5) as number)]);
  });

  test('a loss can still be read, and computed with, after an update written by hand', async () => {
    const engine = await setUp();
    const weight = engine.parameter([1, 2]);
    for (let i = 0; i < 3; i++) {
      weight.zeroGrad();
      const loss = weight.mul(weight).sum();
      loss.backward();
      const before = Array.from(weight.toFlat()).reduce((sum, w) => sum + w * w, 0);
      if (weight.grad) weight.assign(weight.sub(weight.grad.mul(0.1)));
      expect(loss.item()).toBeCloseTo(before, 5);
      expect(loss.mul(2).item()).toBeCloseTo(2 * before, 5);
    }
  });

  test.each([8, 20, 100])('with %d MiB forward without backward goes on for ever', async (mebibytes) => {
    const engine = await setUp(mebibytes << 20);
    const weight = engine.parameter(new Array<number>(1000).fill(2), [1000]);
    const kept = weight.mul(3);
    for (let i = 0; i < 20_000; i++) weight.mul(2);
    expect(kept.toFlat()[999]).toBe(6);
  });

  test.each(['a step', 'noGrad'])(
    'running out of memory in %s is an error that says so, and the engine goes on',
    async (place) => {
      const engine = await setUp(16 << 20);
      const weight = engine.parameter(new Array<number>(1000).fill(1), [1000]);
      const tooMuch = () => {
        weight.broadcastTo([2500, 1000]).mul(2);
      };
      for (let i = 0; i < 3; i++) {
        expect(() => {
          if (place === 'noGrad') noGrad(tooMuch);
          else tooMuch();
        }).toThrow(/^wasm: out of memory: 9\.5 MiB more requested, .* of at most 16\.0 MiB in use/);
        for (let j = 0; j < 100; j++) {
          weight.zeroGrad();
          weight.mul(weight).sum().backward();
        }
        expect(weight.grad?.toFlat()[999]).toBe(2);
      }
    },
  );

  test.each([0, -1, NaN, 2 ** 33])('refuses %d bytes', async (maximumBytes) => {
    await expect(createWasm({ maximumBytes })).rejects.toThrow(
      'createWasm: maximumBytes must be an integer from 4194304',
    );
  });

  test('an exception in the middle of a step does no harm', async () => {
    const engine = await setUp();
    const [x, weight] = [engine.tensor([[1, 2, 3]]), engine.parameter([[0.1, 0.2, 0.3]])];
    for (let i = 0; i < 1000; i++) {
      const y = x.linear(weight);
      expect(() => y.matmul(y)).not.toThrow();
      expect(() => y.linear(weight)).toThrow('linear');
      expect(() => noGrad(() => y.reshape([7]))).toThrow('reshape');
    }
    step(x, weight);
    const bytes = memoryBytes(engine);
    for (let i = 0; i < 1000; i++) step(x, weight);
    expect(memoryBytes(engine)).toBe(bytes);
  });

  test('constants survive any number of steps, and so does what is assigned to them', async () => {
    const engine = await setUp();
    const [x, weight] = [engine.tensor([[1, 2, 3]]), engine.parameter([[0.1, 0.2, 0.3]])];
    const mean = engine.zeros([1, 3]);
    for (let i = 0; i < 10; i++) {
      step(x, weight);
      mean.assign(noGrad(() => mean.add(x)));
    }
    expect(mean.toArray()).toEqual([[10, 20, 30]]);
    expect(x.toArray()).toEqual([[1, 2, 3]]);
  });

  test('memory that grows in the middle of a step keeps every number', async () => {
    const engine = await setUp();
    const weight = engine.parameter(Array.from({ length: 1000 }, (_, i) => i));
    let y: Tensor = weight;
    for (let i = 0; i < 2000; i++) y = y.add(1); // 8 MB of results
    expect(y.toFlat()[999]).toBe(2999);
    y.sum().backward();
    expect(weight.grad?.toFlat().every((g) => g === 1)).toBe(true);
  });

  test('out of memory is an error that gives the request and the limit, and the engine stays usable', async () => {
    const engine = await setUp(8 << 20);
    expect(() => engine.parameter(new Float64Array(4 << 20), [4 << 20])).toThrow(
      /wasm: out of memory: 16\.0 MiB more requested, .* of at most 8\.0 MiB in use; use a smaller batch or model/,
    );
    expect(engine.parameter([1, 2]).mul(2).toArray()).toEqual([2, 4]);
  });
});

/** Lets the garbage collector collect unreachable objects, which it does only between tasks. */
async function collect(): Promise<void> {
  const { gc } = globalThis;
  if (!gc) throw new Error('the collector is not exposed; run by the configuration of this package');
  for (let i = 0; i < 5; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A page cannot prompt the garbage collector, which runs in its own time, and has no figure of memory in use. */
const inNode = typeof process === 'object' && typeof process.memoryUsage === 'function';
const note = inNode ? '' : ' (skipped: a page cannot prompt the garbage collector)';

const nextTask = () => new Promise((resolve) => setTimeout(resolve));

/** A tensor of the given size in MiB. */
const mebibytes = (engine: Engine, count: number) => engine.tensor(new Float32Array(count << 18).fill(0.5));

describe('unreachable tensors', () => {
  test('persistent memory of unreachable storages is reused', async () => {
    const memory = new WasmMemory();
    const round = async () => {
      for (let i = 0; i < 100; i++) memory.persistent(10_000);
      await collect();
    };
    for (let i = 0; i < 20; i++) await round(); // 4 MB each
    expect(memory.bytes).toBeLessThan(3 * 100 * 40_000);
  });

  test.runIf(inNode)(
    `a program that awaits now and then may make and drop parameters for ever, in little memory${note}`,
    async () => {
      const engine = await setUp(32 << 20);
      for (let i = 0; i < 100; i++) {
        const parameter = engine.parameter(new Float32Array(1 << 18).fill(i)); // 1 MiB, and as much for the gradient
        parameter.mul(2).sum().backward();
        expect(parameter.grad?.shape).toEqual([1 << 18]);
        await nextTask();
      }
      expect(memoryBytes(engine)).toBeLessThanOrEqual(32 << 20);
    },
  );

  test.runIf(inNode)(`so may one whose parameters always have new sizes${note}`, async () => {
    const engine = await setUp(32 << 20);
    for (let i = 0; i < 300; i++) {
      engine.parameter(new Float32Array(200_000 + ((i * 7919) % 100_000)));
      engine.parameter(new Float32Array(1 + ((i * 31) % 1000)));
      await nextTask();
    }
    const kept = engine.parameter(new Float32Array(2 << 20).fill(3)); // from memory freed in small pieces
    expect(kept.mul(2).toFlat()[2 ** 21 - 1]).toBe(6);
  });

  test.runIf(inNode)(`is found before memory is said to be out, however little it is${note}`, async () => {
    const memory = new WasmMemory(4 << 20);
    const drop = () => {
      for (let i = 0; i < 3; i++) memory.persistent(1 << 18); // 3 MiB, for which alone no search is due
    };
    drop();
    await collect();
    expect(memory.persistent(3 << 18).length).toBe(3 << 18);
  });

  test('many parameters made at once take no longer each than a few', async () => {
    const engine = await setUp();
    const seconds = () => {
      const start = performance.now();
      for (let i = 0; i < 20_000; i++) engine.parameter(new Float32Array(64));
      return performance.now() - start;
    };
    seconds();
    const early = Math.min(seconds(), seconds());
    for (let i = 0; i < 4; i++) seconds();
    expect(Math.min(seconds(), seconds())).toBeLessThan(10 * early);
  });

  test('disposed memory is reused at once, and cannot be read', async () => {
    const engine = await setUp(16 << 20);
    for (let i = 0; i < 100; i++) {
      const parameter = engine.parameter(new Float32Array(1 << 19).fill(i)); // 2 MiB, and as much for the gradient
      parameter.mul(2).sum().backward();
      expect(parameter.toFlat()[1]).toBe(i);
      parameter.dispose();
      parameter.dispose();
      expect(() => parameter.toFlat()).toThrow('was freed by dispose(); do not use the tensor afterwards');
      expect(() => parameter.mul(2)).toThrow('dispose()');
    }
  });
});

test('generate frees its cache when it ends, is stopped, or fails, without an await for the collector', async () => {
  const engine = await setUp(16 << 20);
  const config = { vocabSize: 5, blockSize: 1024, nLayer: 2, nHead: 2, nEmbd: 64 }; // a cache of 1 MiB
  const model = new GPT(config, new Initializer(engine, new Random(1)));
  const rng = new Random(1);
  for (let i = 0; i < 60; i++) {
    let tokens = 0;
    for await (const { id } of generate(model, { rng, prompt: [0], maxTokens: 2 })) tokens += id >= 0 ? 1 : 0;
    for await (const { id } of generate(model, { rng, prompt: [0] })) if (++tokens > 2 && id >= 0) break;
    expect(tokens).toBe(3);
    const failing = generate(model, { rng, prompt: [0] });
    await failing.next();
    await expect(failing.throw(new Error('left'))).rejects.toThrow('left');
  }
  expect(memoryBytes(engine)).toBeLessThan(12 << 20);
});

describe('kept results', () => {
  /** Bytes that JavaScript holds in arrays. */
  const held = async () => {
    await collect();
    return process.memoryUsage().arrayBuffers;
  };

  test.runIf(inNode)(`a small result holds nothing of the large ones around it${note}`, async () => {
    const engine = await setUp();
    const before = await held();
    const kept: Tensor[] = [];
    for (let i = 0; i < 100; i++) {
      const large = mebibytes(engine, 1).mul(2);
      kept.push(large.mean(), large.slice(3, 5), large.sum().mul(i));
      await nextTask();
    }
    for (let i = 0; i < 30; i++) mebibytes(engine, 1).mul(2); // forces results out of the arena
    expect((await held()) - before).toBeLessThan(40 << 20);
    expect(kept.slice(-3).map((tensor) => tensor.toFlat()[0])).toEqual([1, 1, 2 ** 18 * 99]);
  });

  test.runIf(inNode)(`a metric beside the loss does not hold the step${note}`, async () => {
    const engine = await setUp();
    const w = engine.parameter(new Float32Array(1 << 18).fill(0.5));
    const before = await held();
    const metrics: Tensor[] = [];
    for (let i = 0; i < 50; i++) {
      w.zeroGrad();
      const y = w.mul(2);
      metrics.push(y.detach().abs().mean());
      y.mul(y).mean().backward();
      await nextTask();
    }
    expect((await held()) - before).toBeLessThan(10 << 20);
    expect(metrics.map((metric) => metric.item())).toEqual(metrics.map(() => 1));
  });

  test('forward passes outside noGrad use as much memory as those inside', async () => {
    const engine = await setUp(256 << 20);
    const [x, weight] = [engine.tensor(new Float32Array(1 << 14).fill(1), [64, 256]), engine.parameter([2])];
    const first = x.mul(weight);
    for (let i = 0; i < 10_000; i++) x.mul(weight).relu().argmax(); // 1.3 GB
    expect(memoryBytes(engine)).toBeLessThan(128 << 20);
    expect(first.toFlat()[99]).toBe(2);
    if (inNode) expect(process.memoryUsage().arrayBuffers).toBeLessThan(256 << 20);
  });

  test('operations that make no result leave nothing behind', async () => {
    const engine = await setUp(16 << 20);
    const parameter = engine.parameter(new Float32Array(1000).fill(1), [10, 100]);
    const rows = engine.zeros([1, 100]);
    for (let i = 0; i < 20_000; i++) {
      parameter.argmax();
      parameter.assignRows([i % 10], rows);
      engine.tensor(new Float32Array(100)).argmax(); // is copied into memory
    }
    expect(memoryBytes(engine)).toBeLessThan(16 << 20);
  });

  test('a computed tensor may be assigned to when memory is full', async () => {
    const engine = await setUp();
    for (let results = 0; results < 60; results++) {
      const parameter = engine.parameter([1, 2, 3]);
      const mean = engine.tensor(new Float32Array(150_000).fill(1)).mul(2);
      parameter.sum().backward();
      const more = Array.from({ length: results }, () => engine.tensor(new Float32Array(10_000)).add(1));
      mean.assign(new Float32Array(150_000).fill(5));
      expect(mean.toFlat()[149_999]).toBe(5);
      expect(more.every((tensor) => tensor.toFlat()[9999] === 1)).toBe(true);
    }
  });

  test('a view of a result outlives the result that backward met', async () => {
    const engine = await setUp();
    const parameter = engine.parameter([1, 2, 3, 4]);
    const y = parameter.mul(2);
    const view = y.reshape([2, 2]);
    y.sum().backward();
    for (let i = 0; i < 3; i++) parameter.mul(7);
    expect(view.toArray()).toEqual([
      [2, 4],
      [6, 8],
    ]);
    expect(() => y.toFlat()).toThrow('recycled');
  });

  test('a loss and its gradient, with changes to it, can be read in the next step', async () => {
    const engine = await setUp();
    const parameter = engine.parameter([3, 4]);
    const loss = parameter.mul(parameter).sum();
    loss.backward();
    loss.scaleGrad(0.5);
    parameter.mul(2);
    expect([loss.item(), loss.grad?.item()]).toEqual([25, 0.5]);
    loss.scaleGrad(0.5);
    parameter.mul(2).sum().backward();
    parameter.mul(2);
    expect([loss.item(), loss.grad?.item()]).toEqual([25, 0.25]);
  });

  test('a norm that no backward met can be differentiated in a later step', async () => {
    const [engine, parameter] = [await setUp(), cpu.parameter([[1, 2, 4, 3]])];
    const own = engine.parameter([[1, 2, 4, 3]]);
    const aside = own.rmsNorm().softmax().crossEntropy([1]); // keeps scratch memory for its gradient
    for (let i = 0; i < 3; i++) own.mul(2).sum().backward();
    own.zeroGrad();
    aside.backward();
    parameter.rmsNorm().softmax().crossEntropy([1]).backward();
    expect(Array.from(own.grad?.toFlat() ?? [])).toEqual(
      Array.from(parameter.grad?.toFlat() ?? [], (g) => expect.closeTo(g, 5) as number),
    );
  });
});

describe('two calls of backward', () => {
  test('in one noGrad body do not reuse live memory', async () => {
    for (const engine of [cpu, await setUp()]) {
      const [p, q] = [engine.parameter([1, 2]), engine.parameter([3, 4])];
      const a = p.mul(p).sum();
      const z = q.mul(q);
      const twice: CustomOp = { name: 'twice', forward: (x) => x.mul(2), backward: (gy) => [gy.mul(1).add(gy)] };
      const b = z.custom(twice).add(z).sum();
      noGrad(() => {
        a.backward();
        b.backward();
      });
      expect([p.grad?.toArray(), q.grad?.toArray()]).toEqual([
        [2, 4],
        [18, 24],
      ]);
    }
  });

  test.each(['in a step', 'in noGrad'])('on one graph may be repeated for ever (%s)', async (place) => {
    const engine = await setUp(16 << 20);
    const p = engine.parameter(new Float32Array(10_000).fill(0.5), [100, 100]);
    const y = p.tanh().rmsNorm().mul(2).tanh();
    const loss = y.crossEntropy(new Array<number>(100).fill(3));
    let first: number | undefined;
    for (let i = 0; i < 1000; i++) {
      p.zeroGrad();
      if (place === 'in a step') loss.backward();
      else {
        noGrad(() => {
          loss.backward();
        });
      }
      first ??= p.grad?.toFlat()[3];
    }
    expect(first).not.toBe(0);
    expect([p.grad?.toFlat()[3], y.grad?.shape]).toEqual([first, [100, 100]]);
  });

  test('on a graph whose memory has been reused are an error that changes nothing', async () => {
    const engine = await setUp();
    const [p, q] = [engine.parameter([1, 2]), engine.parameter([1, 1])];
    const loss = p.mul(p).mul(q).sum();
    loss.backward();
    q.zeroGrad();
    p.mul(3);
    expect(() => {
      loss.backward();
    }).toThrow('recycled');
    expect([p.grad?.toArray(), q.hasGrad]).toEqual([[2, 4], false]);
  });
});

describe('memory of other sizes', () => {
  test.each([0.2, 0.5])('%d of it can be used at once, in pieces of any size', async (share) => {
    for (let seed = 0; seed < 2; seed++) {
      const [engine, random] = [await setUp(16 << 20), new Random(seed)];
      const parameter = engine.parameter([1]);
      const most = share * (16 << 20);
      for (let body = 0; body < 40; body++) {
        noGrad(() => {
          for (let used = 0; ;) {
            const length = Math.ceil(Math.exp(random.random() * Math.log(most / 8)));
            if ((used += 4 * length) > most) break;
            parameter.broadcastTo([length]);
          }
        });
      }
    }
  });
});

describe('a fused update', () => {
  const sgd = { lr: 0.5, momentum: 0, nesterov: 0, weightDecay: 0 };

  test('of a constant changes that constant and nothing else', async () => {
    const engine = await setUp();
    const other = engine.parameter(new Float32Array(1000).fill(5));
    const constant = engine.tensor(new Float32Array(400_000).fill(1));
    constant.grad = engine.tensor(new Float32Array(400_000).fill(1));
    expect(constant.fusedUpdate('sgd', [], sgd)).toBe(true);
    expect([constant.toFlat()[399_999], other.toFlat()[0]]).toEqual([0.5, 5]);
  });

  test('changes constants in place, running averages too', async () => {
    for (const engine of [cpu, await setUp()]) {
      const [x, m, v] = [engine.tensor([1, 2]), engine.zeros([2]), engine.zeros([2])];
      x.grad = engine.tensor([4, -4]);
      const adam = { lr: 0.5, beta1: 0.5, beta2: 0.5, eps: 0, weightDecay: 0, correction1: 0.5, correction2: 0.5 };
      expect(x.fusedUpdate('adam', [m, v], adam)).toBe(true);
      const close = (numbers: readonly number[]) => numbers.map((n) => expect.closeTo(n, 5) as number);
      expect([x, m, v].map((tensor) => tensor.toArray())).toEqual([close([0.5, 2.5]), close([2, -2]), close([8, 8])]);
    }
  });

  test('of a result is refused, and so are running averages of another shape', async () => {
    const engine = await setUp();
    const parameter = engine.parameter([1, 2]);
    const result = parameter.mul(2);
    result.grad = engine.ones([2]);
    expect(() => result.fusedUpdate('sgd', [], sgd)).toThrow('sgd: this tensor is the result of mul');
    parameter.grad = engine.ones([2]);
    expect(() => parameter.fusedUpdate('sgd', [engine.zeros([1])], { ...sgd, momentum: 0.9 })).toThrow(
      'sgd: expected shape (2), got (1)',
    );
  });
});
