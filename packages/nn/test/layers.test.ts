import { cpu, scalar, ShapeError, type Engine, type Tensor } from '@microgpt/autograd';
import { checkGradients } from '@microgpt/autograd/testing';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { Embedding, Initializer, LayerNorm, Linear, MLP, RMSNorm, Sequential, type Layer } from '../src/index.ts';

describe.each([scalar, cpu])('[$name] Linear', (engine) => {
  test('is x · weightᵀ', () => {
    const layer = new Linear(2, 3, initializer(engine));
    layer.weight.assign([1, 2, 3, 4, 5, 6]);
    // 1·1 − 1·2, 1·3 − 1·4, 1·5 − 1·6; then 2·2, 2·4, 2·6
    expect(
      layer
        .forward(
          engine.tensor([
            [1, -1],
            [0, 2],
          ]),
        )
        .toArray(),
    ).toEqual([
      [-1, -1, -1],
      [4, 8, 12],
    ]);
  });

  test('has no bias unless asked; with one it is x · weightᵀ + bias', () => {
    expect(new Linear(2, 3, initializer(engine)).bias).toBeUndefined();
    const layer = new Linear(2, 1, initializer(engine), { bias: true });
    expect(layer.bias?.toArray()).toEqual([0]);
    layer.weight.assign([1, 2]);
    layer.bias?.assign([10]);
    expect(layer.forward(engine.tensor([3, 4])).toArray()).toEqual([21]); // 3 + 8 + 10
  });

  test('refuses an input of another size, naming both shapes', () => {
    const layer = new Linear(2, 3, initializer(engine));
    expect(() => layer.forward(engine.zeros([5, 4]))).toThrow(/\(5, 4\).* \(3, 2\)/);
  });

  test.each([
    [0, 1, 'Linear: inSize must be a positive integer, got 0'],
    [1, 2.5, 'Linear: outSize must be a positive integer, got 2.5'],
    [1, NaN, 'Linear: outSize must be a positive integer, got NaN'],
  ])('refuses the sizes %d and %d', (inSize, outSize, message) => {
    expect(() => new Linear(inSize, outSize, initializer(engine))).toThrow(new RangeError(message));
  });
});

describe.each([scalar, cpu])('[$name] Embedding', (engine) => {
  const table = [
    [1, 2],
    [3, 4],
    [5, 6],
  ];

  test('is the rows of its weight, by their ids', () => {
    const layer = new Embedding(3, 2, initializer(engine));
    layer.weight.assign(table.flat());
    expect(layer.forward([2, 0, 2]).toArray()).toEqual([
      [5, 6],
      [1, 2],
      [5, 6],
    ]);
  });

  test('a row that is taken twice gets both gradients, one that is not taken gets 0', () => {
    const layer = new Embedding(3, 2, initializer(engine));
    layer.forward([2, 0, 2]).sum().backward();
    expect(layer.weight.grad?.toArray()).toEqual([
      [1, 1],
      [0, 0],
      [2, 2],
    ]);
  });

  test.each([-1, 3, 0.5, NaN])('refuses the id %d, naming the range', (id) => {
    const layer = new Embedding(3, 2, initializer(engine));
    expect(() => layer.forward([0, id])).toThrow(RangeError);
    expect(() => layer.forward([0, id])).toThrow(`index ${id} (number 1) must be an integer from 0 to 2`);
  });

  test('refuses sizes that are not positive integers', () => {
    expect(() => new Embedding(-3, 2, initializer(engine))).toThrow(
      new RangeError('Embedding: count must be a positive integer, got -3'),
    );
  });
});

describe.each([scalar, cpu])('[$name] RMSNorm', (engine) => {
  test('is x / √(mean(x²) + eps) · weight for each row', () => {
    const layer = new RMSNorm(2, initializer(engine), { eps: 3.5 });
    expect(layer.weight?.toArray()).toEqual([1, 1]);
    layer.weight?.assign([2, -1]);
    // (3² + 4²)/2 + 3.5 = 16 and (0 + 5²)/2 + 3.5 = 16
    expectClose(
      layer.forward(
        engine.tensor([
          [3, 4],
          [0, 5],
        ]),
      ),
      [
        [1.5, -1],
        [0, -1.25],
      ],
    );
  });

  test('has eps 1e-5 unless another is given, and is 0 for a row of zeros', () => {
    const layer = new RMSNorm(2, initializer(engine));
    expect(layer.eps).toBe(1e-5);
    expectClose(layer.forward(engine.zeros([1, 2])), [[0, 0]]);
    expect(() => new RMSNorm(0, initializer(engine))).toThrow('RMSNorm: size must be a positive integer, got 0');
  });
});

describe.each([scalar, cpu])('[$name] LayerNorm', (engine) => {
  test('is (x − mean) / √(var + eps) · weight + bias for each row', () => {
    const layer = new LayerNorm(2, initializer(engine), { eps: 5 });
    expect(layer.weight.toArray()).toEqual([1, 1]);
    expect(layer.bias?.toArray()).toEqual([0, 0]);
    layer.weight.assign([3, 6]);
    layer.bias?.assign([10, 20]);
    // mean 3, var 4: ∓2/√9; then a row of equals, whose deviation is 0
    expectClose(
      layer.forward(
        engine.tensor([
          [1, 5],
          [7, 7],
        ]),
      ),
      [
        [8, 24],
        [10, 20],
      ],
    );
  });

  test('leaves the bias out when told to, and has eps 1e-5 unless another is given', () => {
    const layer = new LayerNorm(2, initializer(engine), { bias: false });
    expect([...layer.namedParameters().keys()]).toEqual(['weight']);
    expect(layer.eps).toBe(1e-5);
    const y = 2 / Math.sqrt(4 + 1e-5);
    expectClose(layer.forward(engine.tensor([[1, 5]])), [[-y, y]]);
    expect(() => new LayerNorm(1.5, initializer(engine))).toThrow(
      'LayerNorm: size must be a positive integer, got 1.5',
    );
  });
});

describe.each([scalar, cpu])('[$name] MLP', (engine) => {
  const two = (activation?: (x: Tensor) => Tensor) => {
    const mlp = new MLP([2, 2, 1], initializer(engine), activation && { activation });
    mlp.layers[0].weight.assign([1, 0, 0, 1]);
    mlp.layers[0].bias?.assign([0, -1]);
    mlp.layers[1].weight.assign([-1, -2]);
    mlp.layers[1].bias?.assign([0.5]);
    return mlp;
  };

  test('is linear maps with biases and ReLU between them, none after the last', () => {
    // relu(−3, 4 − 1) = (0, 3); −2·3 + 0.5
    expect(
      two()
        .forward(engine.tensor([[-3, 4]]))
        .toArray(),
    ).toEqual([[-5.5]]);
  });

  test('takes another activation', () => {
    const expected = -Math.tanh(-3) - 2 * Math.tanh(3) + 0.5;
    expectClose(two((x) => x.tanh()).forward(engine.tensor([[-3, 4]])), [[expected]]);
  });

  test('of two sizes is one linear map', () => {
    const mlp = new MLP([3, 2], initializer(engine));
    expect(mlp.layers).toHaveLength(1);
    expect(mlp.forward(engine.zeros([4, 3])).toArray()).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  test('refuses fewer than two sizes', () => {
    expect(() => new MLP([3], initializer(engine))).toThrow(
      new RangeError('MLP: sizes must include at least the input and the output, got [3]'),
    );
  });
});

describe.each([scalar, cpu])('[$name] Sequential', (engine) => {
  test('applies layers and plain functions one after the other', () => {
    const first = new Linear(1, 2, initializer(engine));
    const last = new Linear(2, 1, initializer(engine));
    first.weight.assign([1, -1]);
    last.weight.assign([10, 100]);
    const layers = new Sequential(
      first,
      (x) => x.relu(),
      (x) => x.add(1),
      last,
    );
    // relu(2, −2) + 1 = (3, 1)
    expect(layers.forward(engine.tensor([[2]])).toArray()).toEqual([[130]]);
  });

  test('without layers is the identity', () => {
    const x = engine.tensor([1, 2]);
    expect(new Sequential().forward(x)).toBe(x);
  });
});

describe.each([
  ['RMSNorm', (init: Initializer) => new RMSNorm(3, init)],
  ['LayerNorm', (init: Initializer) => new LayerNorm(3, init)],
])('%s(3)', (name, make) => {
  test.each([
    [[2, 4], '(2, 4)'],
    [[2, 1], '(2, 1)'], // would broadcast
    [[], '()'],
  ])('refuses an input of shape %j', (shape, shown) => {
    const layer = make(initializer(scalar));
    expect(() => layer.forward(scalar.zeros(shape))).toThrow(
      new ShapeError(`${name}: expected input (…, 3), got ${shown}`),
    );
  });
});

/** Every layer, for inputs of shape (…, 4). Gains and biases are moved away from 1 and 0, where errors would hide. */
const layers: [name: string, make: (init: Initializer) => Layer][] = [
  ['Linear', (init) => new Linear(4, 3, init)],
  ['Linear with bias', (init) => new Linear(4, 3, init, { bias: true })],
  ['RMSNorm', (init) => new RMSNorm(4, init)],
  ['LayerNorm', (init) => new LayerNorm(4, init)],
  ['LayerNorm without bias', (init) => new LayerNorm(4, init, { bias: false })],
  ['MLP', (init) => new MLP([4, 5, 2], init)],
  ['MLP with GELU', (init) => new MLP([4, 5, 2], init, { activation: (x) => x.gelu() })],
  [
    'Sequential',
    (init) => new Sequential(new LayerNorm(4, init), new Linear(4, 4, init), (x) => x.tanh(), new RMSNorm(4, init)),
  ],
];

/** The layer, an input, and every tensor that can be differentiated, drawn from one seed. */
function build(engine: Engine, make: (init: Initializer) => Layer, shape: readonly number[]) {
  const init = new Initializer(engine, new Random(11), { std: 1 });
  const layer = make(init);
  for (const parameter of layer.parameters()) {
    parameter.assign(parameter.toFlat().map((x) => x + init.rng.gauss(0, 0.5)));
  }
  const x = init.normal(shape);
  return { layer, x, inputs: { x, ...Object.fromEntries(layer.namedParameters()) } };
}

describe.each(layers)('%s', (_, make) => {
  test.each([scalar, cpu])('[$name] passes finite differences, for every parameter and the input', (engine) => {
    const { layer, x, inputs } = build(engine, make, [3, 4]);
    checkGradients(() => layer.forward(x), inputs);
  });

  test('gives equal outputs and gradients on both engines, also for inputs of three axes', () => {
    const [expected, got] = [scalar, cpu].map((engine) => {
      const { layer, x, inputs } = build(engine, make, [2, 3, 4]);
      const y = layer.forward(x);
      const weights = new Random(13);
      const uneven = engine.tensor(
        y.toFlat().map(() => weights.gauss()),
        y.shape,
      );
      y.mul(uneven).sum().backward();
      const gradients = Object.entries(inputs).map(([name, { grad }]) => [name, grad?.toFlat()] as const);
      return { shape: y.shape, numbers: new Map([['output', y.toFlat()], ...gradients]) };
    });
    expect(got.shape).toEqual(expected.shape);
    for (const [name, numbers] of expected.numbers) expectEqual(name, got.numbers.get(name), numbers);
  });
});

describe('Embedding', () => {
  test.each([scalar, cpu])('[$name] passes finite differences', (engine) => {
    const layer = new Embedding(4, 3, initializer(engine));
    checkGradients(() => layer.forward([1, 3, 1]), layer.namedParameters());
  });

  test('gives equal outputs and gradients on both engines', () => {
    const [expected, got] = [scalar, cpu].map((engine) => {
      const layer = new Embedding(4, 3, initializer(engine));
      const y = layer.forward([1, 3, 1]);
      y.mul(y).sum().backward();
      return { output: y.toFlat(), gradient: layer.weight.grad?.toFlat() };
    });
    expectEqual('output', got.output, expected.output);
    expectEqual('weight', got.gradient, expected.gradient);
  });
});

function initializer(engine: Engine): Initializer {
  return new Initializer(engine, new Random(1), { std: 1 });
}

function expectClose(got: Tensor, expected: readonly (readonly number[])[]): void {
  expect(got.shape).toEqual([expected.length, expected[0].length]);
  expectEqual('output', got.toFlat(), expected.flat());
}

/** Equal up to 1e-10, relative to numbers above 1. */
function expectEqual(name: string, got: ArrayLike<number> | undefined, expected: ArrayLike<number> | undefined): void {
  expect(got, name).toBeDefined();
  expect(got?.length, name).toBe(expected?.length);
  const errors = Array.from(got ?? [], (x, i) => Math.abs(x - (expected?.[i] ?? NaN)) / Math.max(1, Math.abs(x)));
  expect(Math.max(...errors), name).toBeLessThan(1e-10);
}
