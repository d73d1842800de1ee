import { cpu, scalar, type Tensor } from '@microgpt/autograd';
import { describe, expect, test } from 'vitest';
import { Adam, AdamW, Optimizer, SGD, type OptimizerOptions, type ParameterList } from '../src/index.ts';
import { stepWith } from './steps.ts';

const [p, q] = [cpu.parameter([1]), cpu.parameter([[1, 2]])];
const named = new Map([['a', p], ['b', q]]); // prettier-ignore

/** Stands for the module of another package, which has its parameters in methods. */
const moduleLike = { brand: '@microgpt/nn/Module', parameters: () => [p], namedParameters: () => named };

describe('parameters may be', () => {
  test.each<[string, () => ParameterList]>([
    ['an array', () => [p, q]],
    ['a set', () => new Set([p, q])],
    ['a one-time iterator', () => [p, q].values()],
    ['a map from paths', () => named],
    ['pairs', () => [...named]],
    ['a one-time iterator of pairs', () => named.entries()],
  ])('%s, alone and in a group', (_, list) => {
    for (const sgd of [new SGD(list(), { lr: 0.1 }), new SGD([{ parameters: list() }], { lr: 0.1 })]) {
      expect(sgd.parameters).toEqual([p, q]);
      expect(sgd.parameters[0]).toBe(p);
    }
  });

  test('in several groups, some of them empty', () => {
    const sgd = new SGD([{ parameters: [] }, { parameters: new Set([q]) }, { parameters: [p] }], { lr: 0.1 });
    expect(sgd.parameters).toEqual([q, p]);
  });
});

describe('wrong parameters give an error that says what was given', () => {
  const model = 'Adam: expected a list of parameters, such as model.parameters(), got ';
  test.each<[string, unknown, string]>([
    ['a module', moduleLike, `${model}a Module`],
    ['a tensor', p, `${model}a Tensor`],
    ['nothing', undefined, `${model}undefined`],
    ['null', null, `${model}null`],
    ['text', 'weights', `${model}"weights"`],
    ['a method that was not called', moduleLike.parameters, `${model}a function`],
    ['a group that is not in an array', { parameters: [p] }, `${model}an object`],
    ['a group without parameters', [{ beta1: 0.5 }], `${model}undefined`],
    ['a group with a module', [{ parameters: moduleLike }], `${model}a Module`],
    ['a module in an array', [moduleLike], 'Adam: expected a tensor or [path, tensor] at index 0, got a Module'],
    ['nothing in an array', [p, undefined], 'Adam: expected a tensor or [path, tensor] at index 1, got undefined'],
    [
      'an array in an array',
      [[p, q]],
      'Adam: expected a tensor or [path, tensor] at index 0, got [a Tensor, a Tensor]',
    ],
    ['a path without a tensor', [['a']], 'Adam: expected a tensor or [path, tensor] at index 0, got ["a"]'],
    ['a number for a path', [[1, p]], 'Adam: expected a tensor or [path, tensor] at index 0, got [1, a Tensor]'],
    [
      'a parameter beside a group',
      [{ parameters: [p] }, q],
      'Adam: expected only groups { parameters, … }, got a Tensor',
    ],
    [
      'a pair beside a group',
      [{ parameters: [p] }, ['b', q]],
      'Adam: expected only groups { parameters, … }, got ["b", a Tensor]',
    ],
  ])('%s', (_, parameters, message) => {
    expect(() => new Adam(parameters as Tensor[], { lr: 0.1 })).toThrow(new TypeError(message));
  });

  test.each<[string, () => unknown, string]>([
    ['no parameters', () => new SGD([], { lr: 0.1 }), 'SGD: no parameters to train'],
    ['an empty map', () => new SGD(new Map<string, Tensor>(), { lr: 0.1 }), 'SGD: no parameters to train'],
    ['an empty group', () => new Adam([{ parameters: [] }], { lr: 0.1 }), 'Adam: no parameters to train'],
    ['a parameter twice', () => new AdamW([p, p], { lr: 0.1 }), 'AdamW: a parameter is listed twice'],
    [
      'a parameter in two groups',
      () => new SGD([{ parameters: [p] }, { parameters: [p] }], { lr: 0.1 }),
      'SGD: a parameter is listed twice',
    ],
    [
      'a path twice',
      () => new SGD([{ parameters: named }, { parameters: [['b', cpu.parameter(1)]] }], { lr: 0.1 }),
      'SGD: a path is listed twice',
    ],
    [
      'paths for some',
      () => new SGD([{ parameters: [p] }, { parameters: [['b', q]] }], { lr: 0.1 }),
      'SGD: paths must be given for all parameters or for none, got ["b"]',
    ],
    [
      'a constant',
      () => new SGD([p, cpu.tensor([1])], { lr: 0.1 }),
      'SGD: parameter 1 must be made by engine.parameter(…), got a Tensor',
    ],
    [
      'a result',
      () => new SGD([['half', p.div(2)]], { lr: 0.1 }),
      'SGD: "half" must be made by engine.parameter(…), got a Tensor',
    ],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(new RangeError(message));
  });
});

describe('wrong learning rates give an error that names the optimizer', () => {
  const error = (name: string, lr: string) =>
    new RangeError(`${name}: the learning rate of step 0 must be finite and not negative, got ${lr}`);

  test.each([-0.1, NaN, Infinity])('%d', (lr) => {
    expect(() => new Adam([p], { lr })).toThrow(error('Adam', String(lr)));
    expect(() => new SGD([{ parameters: [q] }, { parameters: [p], lr }], { lr: 0.1 })).toThrow(
      error('SGD', String(lr)),
    );
    expect(() => new AdamW([p], { lr: () => lr })).toThrow(error('AdamW', String(lr)));
  });

  test('none at all, or not a number', () => {
    expect(() => new SGD([p], {} as OptimizerOptions)).toThrow(error('SGD', 'undefined'));
    expect(() => new SGD([p], undefined as unknown as OptimizerOptions)).toThrow(error('SGD', 'undefined'));
    expect(() => new SGD([p], { lr: '0.1' as unknown as number })).toThrow(error('SGD', '"0.1"'));
    expect(() => new SGD([p], { lr: () => '0.1' as unknown as number })).toThrow(error('SGD', '"0.1"'));
  });
});

describe('options', () => {
  interface Settings extends OptimizerOptions {
    readonly scale?: number;
    readonly sign?: boolean;
  }

  /** p = p − lr · scale · g, or with g's sign; remembers the arguments of `update`. */
  class Told extends Optimizer<Settings> {
    protected override readonly bufferNames = [];
    readonly told: object[] = [];
    protected override get defaults() {
      return { scale: 2, sign: false };
    }
    protected override update(_p: Tensor, _g: Tensor, lr: number, step: number, options: Required<Settings>): void {
      this.told.push({ ...options, lr, step });
    }
  }

  /** The same without defaults. */
  class Quiet extends Told {
    protected override get defaults() {
      return undefined as never;
    }
  }

  test('are those of the group, else of the optimizer, else the defaults; undefined counts as missing', () => {
    const groups = [
      { parameters: [p], scale: 3, sign: undefined, lr: undefined },
      { parameters: [q], lr: 0.5 },
    ] as unknown as { parameters: Tensor[] }[];
    const told = new Told(groups, { lr: 0.1, scale: undefined, sign: true } as unknown as Settings);
    for (const parameter of [p, q]) parameter.grad = parameter;
    told.step();
    expect(told.told).toEqual([
      { scale: 3, sign: true, lr: 0.1, step: 1 },
      { scale: 2, sign: true, lr: 0.5, step: 1 },
    ]);
  });

  test('that are unknown are refused by name, in groups as well', () => {
    const options = { lr: 0.1, signs: true };
    const message = 'unknown option "signs"; did you mean sign?';
    expect(() => new Told([p], options)).toThrow(new TypeError(`Told: ${message}`));
    expect(() => new Told([{ parameters: [p], ...options }], { lr: 0.1 })).toThrow(
      new TypeError(`Told: group: ${message}`),
    );
    expect(() => new Told([{ params: [p] } as unknown as { parameters: Tensor[] }], { lr: 0.1 })).toThrow(
      new TypeError('Told: group: unknown option "params"; did you mean parameters?'),
    );
    expect(() => new Told([p], { learningRate: 0.1 } as unknown as Settings)).toThrow(
      new TypeError('Told: unknown option "learningRate"; did you mean lr?'),
    );
    expect(() => new Told([p], { constructor: 1, lr: 0.1 } as unknown as Settings)).toThrow(
      new TypeError('Told: unknown option "constructor"; the options are lr, scale, sign'),
    );
    expect(() => new Told([p], 0.1 as unknown as Settings)).toThrow(
      'Told: expected options { lr, scale, sign }, got 0.1',
    );
    const betas = { lr: 0.1, betas: [0.9, 0.99] };
    expect(() => new Adam([p], betas)).toThrow('Adam: unknown option "betas"; did you mean beta1, beta2?');
  });

  test('of an optimizer without defaults are passed on unchecked', () => {
    const quiet = new Quiet([{ parameters: [p], anything: 1 } as unknown as { parameters: Tensor[] }], { lr: 0.1 });
    stepWith(quiet, p, [1]);
    expect(quiet.told).toEqual([{ anything: 1, lr: 0.1, step: 1 }]);
  });

  test('are checked for each group', () => {
    class Checked extends Told {
      protected override checkOptions({ scale }: Required<Settings>): void {
        if (scale > 5) throw new RangeError(`scale ${scale}`);
      }
    }
    expect(() => new Checked([{ parameters: [p] }, { parameters: [q], scale: 7 }], { lr: 0.1 })).toThrow('scale 7');
    expect(new Checked([p], { lr: 0.1 }).parameters).toEqual([p]);
  });
});

test('surplus arguments are refused', () => {
  const sgd = new SGD([scalar.parameter([1])], { lr: 0.1 }) as unknown as Record<string, (...args: unknown[]) => void>;
  const adam = (Kind: unknown) => new (Kind as new (...args: unknown[]) => unknown)([p], { lr: 0.1 }, 0.9);
  expect(() => adam(Adam)).toThrow(new TypeError('Adam: expected at most 2 arguments, got 3'));
  expect(() => adam(AdamW)).toThrow(new TypeError('AdamW: expected at most 2 arguments, got 3'));
  expect(() => adam(SGD)).toThrow(new TypeError('SGD: expected at most 2 arguments, got 3'));
  for (const method of ['step', 'zeroGrad', 'stateDict', 'dispose']) {
    expect(() => {
      sgd[method](true);
    }).toThrow(new TypeError(`${method}: expected no arguments, got 1`));
  }
  expect(() => {
    sgd.loadStateDict({ step: 0, parameters: [{}] }, true);
  }).toThrow(new TypeError('SGD.loadStateDict: expected one argument, got 2'));
});
