import { noGrad, type Engine, type Tensor } from '@microgpt/autograd';
import { describe, expect, test } from 'vitest';
import { createWasm } from '../src/index.ts';
import { WasmMemory } from '../src/memory/wasm-memory.ts';
import { WasmBackend } from '../src/wasm-backend.ts';

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

function bytesOf(engine: Engine): number {
  if (!('backend' in engine && engine.backend instanceof WasmBackend)) throw new Error('expected the wasm engine');
  return engine.backend.bytes;
}

describe('memory needs no rule', () => {
  test('a million steps take the memory of a few', async () => {
    const engine = await setUp();
    const [x, weight] = [engine.tensor([[1, 2, 3]]), engine.parameter([[0.1, 0.2, 0.3]])];
    for (let i = 0; i < 100; i++) step(x, weight);
    const bytes = bytesOf(engine);
    let last: Tensor | undefined;
    for (let i = 0; i < 1_000_000; i++) last = step(x, weight);
    expect(bytesOf(engine)).toBe(bytes);
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
    const bytes = bytesOf(engine);
    for (let i = 0; i < 100_000; i++) noGrad(() => weight.mul(3).add(i).sum().item());
    expect(bytesOf(engine)).toBe(bytes);
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
    expect(() => y.mul(2)).toThrow('keep it with detach()');
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
        }).toThrow(/^wasm: out of memory: 9\.5 MiB more asked for, .* of at most 16\.0 MiB in use/);
        for (let j = 0; j < 100; j++) {
          weight.zeroGrad();
          weight.mul(weight).sum().backward();
        }
        expect(weight.grad?.toFlat()[999]).toBe(2);
      }
    },
  );

  test.each([0, -1, NaN, 2 ** 33])('refuses %d bytes', async (maximumBytes) => {
    await expect(createWasm({ maximumBytes })).rejects.toThrow('createWasm: maximumBytes must be from 4194304 to');
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
    const bytes = bytesOf(engine);
    for (let i = 0; i < 1000; i++) step(x, weight);
    expect(bytesOf(engine)).toBe(bytes);
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

  test('out of memory is an error that says how much was asked for and what the limit is, and the engine lives on', async () => {
    const engine = await setUp(8 << 20);
    expect(() => engine.parameter(new Float64Array(4 << 20), [4 << 20])).toThrow(
      /wasm: out of memory: 16\.0 MiB more asked for, .* of at most 8\.0 MiB in use; take a smaller batch or model/,
    );
    expect(engine.parameter([1, 2]).mul(2).toArray()).toEqual([2, 4]);
  });
});

test('persistent memory of unreachable storages is used again', async () => {
  const memory = new WasmMemory();
  const { gc } = globalThis;
  if (!gc) throw new Error('the collector is not exposed; run by the configuration of this package');
  const collect = async () => {
    for (let i = 0; i < 5; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const round = async () => {
    for (let i = 0; i < 100; i++) memory.persistent(10_000);
    await collect();
  };
  for (let i = 0; i < 3; i++) await round();
  const { bytes } = memory;
  expect(bytes).toBeLessThan(3 * 100 * 40_000);
  for (let i = 0; i < 20; i++) await round();
  expect(memory.bytes).toBe(bytes);
});
