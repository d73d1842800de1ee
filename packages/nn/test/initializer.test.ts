import { cpu, scalar } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { Initializer, kaiming, Linear, MLP, xavier } from '../src/index.ts';

describe.each([scalar, cpu])('[$name] Initializer', (engine) => {
  test('normal draws row by row from the stream, as plain calls of gauss do', () => {
    const rng = new Random(42);
    const expected = [0, 1].map(() => [0, 1, 2].map(() => rng.gauss(0, 0.02)));
    const init = new Initializer(engine, new Random(42), { std: 0.02 });
    expect(init.normal([2, 3]).toArray()).toEqual(expected);
    expect(init.rng.save()).toEqual(rng.save());
  });

  test.each<number>([undefined as never, NaN, -1, Infinity])('uniform refuses the bound %s', (bound) => {
    expect(() => new Initializer(engine, new Random(42)).uniform([2], bound)).toThrow(
      `Initializer.uniform: bound must be finite and not negative, got ${bound}`,
    );
  });

  test('uniform draws row by row, evenly over −bound … bound', () => {
    const rng = new Random(42);
    const expected = [0, 1].map(() => [0, 1, 2].map(() => 3 * (2 * rng.random() - 1)));
    const drawn = new Initializer(engine, new Random(42)).uniform([2, 3], 3).toArray();
    expect(drawn).toEqual(expected);
  });

  test('zeros and ones draw nothing', () => {
    const init = new Initializer(engine, new Random(42));
    expect(init.zeros([2, 1]).toArray()).toEqual([[0], [0]]);
    expect(init.ones([2]).toArray()).toEqual([1, 1]);
    expect(init.rng.save()).toEqual(new Random(42).save());
  });

  test('everything it makes is a parameter, on its engine, in the shape asked for', () => {
    const init = new Initializer(engine, new Random(42));
    for (const made of [init.normal([2, 3]), init.uniform([2, 3], 1), init.zeros([2, 3]), init.ones([2, 3])]) {
      expect(made.requiresGrad).toBe(true);
      expect(made.engine).toBe(engine);
      expect(made.shape).toEqual([2, 3]);
    }
    expect(init.ones([]).item()).toBe(1);
  });

  test("the standard deviation is 0.08, the original's, unless another is given", () => {
    const rng = new Random(7);
    const { weight } = new Linear(1, 2, new Initializer(engine, new Random(7)));
    expect(weight.toArray()).toEqual([[rng.gauss(0, 0.08)], [rng.gauss(0, 0.08)]]);
    const still = new Initializer(engine, new Random(7), { std: 0 });
    expect(still.normal([3]).toArray().toString()).toBe('0,0,0');
  });

  test('scaled multiplies the standard deviation, including one by shape, and draws from the same stream', () => {
    const rng = new Random(42);
    const init = new Initializer(engine, new Random(42), { std: 0.5 });
    const byShape = new Initializer(engine, init.rng, { std: ([out]) => out });
    const scaled = [init.scaled(0.5).normal([2]), byShape.scaled(0.5).normal([2]), init.normal([2])];
    const expected = [0.25, 1, 0.5].map((std) => [rng.gauss(0, std), rng.gauss(0, std)]);
    expect(scaled.map((x) => x.toArray())).toEqual(expected);
    expect(() => init.scaled(-1)).toThrow('Initializer.scaled: factor must be finite and not negative, got -1');
  });

  test('blank draws nothing, and returns zeros where others draw', () => {
    const rng = new Random(42);
    const init = Initializer.blank(engine, rng);
    const made = [init.normal([2]), init.uniform([2], 1), init.scaled(2).normal([2]), init.zeros([2]), init.ones([2])];
    expect(made.map((x) => x.toArray())).toEqual([...Array<number[]>(4).fill([0, 0]), [1, 1]]);
    expect(made.every((x) => x.isParameter && x.engine === engine)).toBe(true);
    expect(init.rng).toBe(rng);
    expect(rng.save()).toEqual(new Random(42).save());
    expect(Initializer.blank(engine).rng.save()).toEqual(new Random(0).save());
  });

  test('layers draw in the order in which they are made', () => {
    const rng = new Random(3);
    const expected = Array.from({ length: 2 * 2 + 2 * 1 }, () => rng.gauss(0, 0.08));
    const { layers } = new MLP([2, 2, 1], new Initializer(engine, new Random(3)));
    expect(layers.flatMap(({ weight }) => Array.from(weight.toFlat()))).toEqual(expected);
  });

  test.each([-0.1, NaN, Infinity])('refuses a standard deviation of %d', (std) => {
    expect(() => new Initializer(engine, new Random(1), { std })).toThrow(
      new RangeError(`Initializer: std must be finite and not negative, got ${std}`),
    );
  });

  test('refuses a shape that holds no number', () => {
    expect(() => new Initializer(engine, new Random(1)).normal([2, 0])).toThrow('sizes must be positive integers');
  });
});

describe('the standard deviation by', () => {
  const shape = [300, 200];
  const rootMeanSquare = (numbers: ArrayLike<number>) =>
    Math.sqrt(Array.from(numbers, (x) => x * x).reduce((sum, x) => sum + x) / numbers.length);

  test.each([
    ['kaiming is √(2 / in)', kaiming, Math.sqrt(2 / 200)],
    ['xavier is √(2 / (in + out))', xavier, Math.sqrt(2 / 500)],
  ])('%s, for a normal and a uniform distribution', (_, std, expected) => {
    const init = new Initializer(cpu, new Random(1), { std });
    expect(std(shape)).toBeCloseTo(expected, 14);
    // Of 60,000 numbers the root mean square has a relative standard error of 1 / √120,000 = 0.3 % or less.
    expect(rootMeanSquare(init.normal(shape).toFlat()) / expected).toBeCloseTo(1, 2);
    const uniform = init.uniform(shape, Math.sqrt(3) * std(shape)).toFlat();
    expect(rootMeanSquare(uniform) / expected).toBeCloseTo(1, 2);
  });

  test('kaiming keeps the size of numbers through ten layers with ReLU', () => {
    const init = new Initializer(cpu, new Random(1), { std: kaiming });
    const mlp = new MLP(new Array<number>(11).fill(256), init);
    const x = new Initializer(cpu, new Random(2), { std: 1 }).normal([8, 256]);
    const size = rootMeanSquare(mlp.forward(x).toFlat());
    expect(size).toBeGreaterThan(0.5); // with 0.08 · √(256 / 2) = 0.905 for each layer 0.4, with 0.02 10⁻⁷
    expect(size).toBeLessThan(2.5);
  });

  test('a function of your own is asked for every shape, and what it returns is checked', () => {
    const init = new Initializer(cpu, new Random(1), { std: ([out]) => (out === 1 ? 0 : NaN) });
    expect(new Linear(2, 1, init).weight.toArray()).toEqual([[0, 0]]);
    expect(() => new Linear(2, 2, init)).toThrow('Initializer: std must be finite and not negative, got NaN');
  });
});
