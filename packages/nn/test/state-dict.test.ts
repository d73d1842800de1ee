import { cpu, noGrad, scalar, ShapeError, type Engine, type Tensor } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { Initializer, MLP, Module, type StateDict } from '../src/index.ts';

describe.each([scalar, cpu])('[$name] stateDict', (engine) => {
  test('holds the shape and the numbers of every parameter under its path', () => {
    const model = mlp(engine, 1);
    const state = model.stateDict();
    expect(Object.keys(state)).toEqual(['layers.0.weight', 'layers.0.bias', 'layers.1.weight', 'layers.1.bias']);
    for (const [name, parameter] of model.namedParameters()) {
      expect(state[name].shape).toEqual(parameter.shape);
      expect(Array.from(state[name].data)).toEqual(Array.from(parameter.toFlat()));
    }
  });

  test('is a copy: it stays as it is when the model changes', () => {
    const model = mlp(engine, 1);
    const state = model.stateDict();
    const [weight] = model.parameters();
    const before = Array.from(state['layers.0.weight'].data);
    weight.assign(new Float64Array(6));
    expect(Array.from(state['layers.0.weight'].data)).toEqual(before);
  });

  test('holds buffers, too: constants in fields, such as running averages, masks, and untrained weights', () => {
    class Averaging extends Module {
      readonly scale = engine.parameter([2, 2]);
      mean = engine.zeros([2]);
      readonly mask = engine.tensor([0, -Infinity]);
      readonly frozen = engine.parameter([1, 2]).detach();
      readonly tables = [engine.tensor([5]), this.frozen];
      last: Tensor | undefined;

      forward(x: Tensor): Tensor {
        this.mean = noGrad(() => this.mean.mul(0.5).add(x.mul(0.5)));
        return (this.last = x.mul(this.scale));
      }
    }
    const model = new Averaging();
    model.forward(engine.tensor([4, 8]));
    const state = model.stateDict();
    expect(flat(state)).toEqual({
      scale: [2, 2],
      mean: [2, 4],
      mask: [0, -Infinity],
      frozen: [1, 2],
      'tables.0': [5],
    });
    expect([...model.namedTensors().keys()]).toEqual(Object.keys(state));
    expect(model.namedTensors().get('mask')).toBe(model.mask);
    expect([...model.namedParameters().keys()]).toEqual(['scale']);

    const other = new Averaging();
    other.loadStateDict({ ...state, frozen: { shape: [2], data: [3, 4] } });
    expect(other.mean.toArray()).toEqual([2, 4]);
    expect(other.mask.toArray()).toEqual([0, -Infinity]);
    expect(other.tables[1].toArray()).toEqual([3, 4]);
    expect(other.parameters()).toEqual([other.scale]);
  });

  test('a state without the buffers is refused; completed from the model, it loads', () => {
    class Scaled extends Module {
      readonly weight = engine.parameter([1]);
      readonly scale = engine.tensor([2]);
    }
    const model = new Scaled();
    const old = { weight: { shape: [1], data: [7] } };
    expect(() => {
      model.loadStateDict(old);
    }).toThrow('loadStateDict: the state lacks "scale"');
    expect(model.weight.item()).toBe(1);
    model.loadStateDict({ ...model.stateDict(), ...old });
    expect([model.weight.item(), model.scale.item()]).toEqual([7, 2]);
  });

  test('names a tied tensor once, and loading it reaches both places', () => {
    class Tied extends Module {
      readonly a = engine.parameter([1, 2]);
      readonly b = this.a;
    }
    const model = new Tied();
    expect(Object.keys(model.stateDict())).toEqual(['a']);
    model.loadStateDict({ a: { shape: [2], data: [3, 4] } });
    expect(model.b.toArray()).toEqual([3, 4]);
  });
});

describe.each([
  { from: scalar, to: scalar },
  { from: scalar, to: cpu },
  { from: cpu, to: scalar },
  { from: cpu, to: cpu },
])('[$from.name → $to.name] loadStateDict', ({ from, to }) => {
  test('the loaded model computes what the saved one does', () => {
    const saved = mlp(from, 1);
    const loaded = mlp(to, 2);
    loaded.loadStateDict(saved.stateDict());
    expect(flat(loaded.stateDict())).toEqual(flat(saved.stateDict()));
    const x = [[0.5, -1.5]];
    const expected = saved.forward(from.tensor(x)).item();
    expect(loaded.forward(to.tensor(x)).item()).toBeCloseTo(expected, 12);
  });

  test('the state may have gone through JSON', () => {
    const saved = mlp(from, 1);
    const json = JSON.stringify(saved.stateDict());
    const loaded = mlp(to, 2);
    loaded.loadStateDict(JSON.parse(json) as StateDict);
    expect(flat(loaded.stateDict())).toEqual(flat(saved.stateDict()));
  });
});

describe.each([scalar, cpu])('[$name] loadStateDict changes nothing and says what is wrong when', (engine) => {
  const state = mlp(engine, 1).stateDict();
  const rest = (...without: string[]) =>
    Object.fromEntries(Object.entries(state).filter(([name]) => !without.includes(name)));
  const configuration = 'was it saved from a model of another configuration?';

  test.each<[string, StateDict, RangeError]>([
    [
      'a name is missing',
      rest('layers.1.bias'),
      new RangeError(`loadStateDict: the state lacks "layers.1.bias"; ${configuration}`),
    ],
    [
      'many names are missing',
      {},
      new RangeError(
        `loadStateDict: the state lacks "layers.0.weight", "layers.0.bias", "layers.1.weight" and 1 more; ${configuration}`,
      ),
    ],
    [
      'a name is unknown',
      { ...state, 'lmHead.weight': { shape: [1], data: [0] } },
      new RangeError(`loadStateDict: the model lacks "lmHead.weight"; ${configuration}`),
    ],
    [
      'a name is missing and another unknown',
      { ...rest('layers.1.bias'), 'layers.1.b': state['layers.1.bias'] },
      new RangeError(`loadStateDict: the state lacks "layers.1.bias"; the model lacks "layers.1.b"; ${configuration}`),
    ],
    [
      'a shape differs',
      { ...state, 'layers.1.weight': { shape: [3, 1], data: [1, 2, 3] } },
      new ShapeError('loadStateDict: "layers.1.weight": expected shape (1, 3), got (3, 1)'),
    ],
    [
      'numbers are missing',
      { ...state, 'layers.1.weight': { shape: [1, 3], data: [1, 2] } },
      new ShapeError('loadStateDict: "layers.1.weight": 2 numbers do not fill (1, 3), which holds 3'),
    ],
    ...[NaN, Infinity, -Infinity].map((bad): [string, StateDict, RangeError] => [
      `a number is ${bad}`,
      { ...state, 'layers.1.weight': { shape: [1, 3], data: [1, bad, 3] } },
      new RangeError(`loadStateDict: "layers.1.weight" holds ${bad} at index 1; it must be finite`),
    ]),
  ])('%s', (_, bad, error) => {
    const model = mlp(engine, 2);
    const before = flat(model.stateDict());
    expect(() => {
      model.loadStateDict(bad);
    }).toThrow(error);
    expect(flat(model.stateDict())).toEqual(before);
  });
});

test.each([[null], [undefined], [1], ['{}']])('loadStateDict refuses %j', (state) => {
  const model = mlp(cpu, 1);
  expect(() => {
    model.loadStateDict(state as unknown as StateDict);
  }).toThrow(new TypeError(`loadStateDict: expected the state of a model, got ${JSON.stringify(state)}`));
});

test('loadStateDict takes only a state: no second argument turns strictness off, as in PyTorch', () => {
  const model = mlp(cpu, 1);
  const load = model.loadStateDict.bind(model) as (...args: unknown[]) => void;
  expect(() => {
    load({}, { strict: false });
  }).toThrow(new TypeError('loadStateDict: expected one argument, got 2'));
});

test('a property that every object inherits is not an entry of the state', () => {
  class Named extends Module {
    override readonly valueOf = cpu.parameter([1]) as never;
  }
  expect(() => {
    new Named().loadStateDict({});
  }).toThrow('loadStateDict: the state lacks "valueOf"');
});

/** 2 → 3 → 1 */
function mlp(engine: Engine, seed: number): MLP {
  return new MLP([2, 3, 1], new Initializer(engine, new Random(seed)));
}

function flat(state: StateDict): Record<string, number[]> {
  return Object.fromEntries(Object.entries(state).map(([name, { data }]) => [name, Array.from(data)]));
}
