import { cpu, scalar, ShapeError, type Tensor, type TensorData } from '@microgpt/autograd';
import { describe, expect, test } from 'vitest';
import { Adam, Optimizer, SGD, type OptimizerOptions, type OptimizerState, type ParameterList } from '../src/index.ts';
import { optimizers, problem, train } from './problem.ts';
import { engines, stepWith } from './steps.ts';

describe.each([
  { from: scalar, to: scalar },
  { from: scalar, to: cpu },
  { from: cpu, to: cpu },
])('[$from.name → $to.name] stateDict', ({ from, to }) => {
  test.each(optimizers)('%s resumes exactly where it was saved: 5 steps and 5 more', (_, make) => {
    expectToGoOn(make, (parameters) => [...parameters.values()]);
  });

  test.each(optimizers)('%s resumes by path, even if the parameters are in another order', (_, make) => {
    expectToGoOn(make, (parameters, isCopy) => (isCopy ? [...parameters].reverse() : parameters));
  });

  test.each(optimizers)('%s with paths resumes from a state without paths', (_, make) => {
    expectToGoOn(make, (parameters, isCopy) => (isCopy ? parameters : parameters.values()));
  });

  function expectToGoOn(
    make: (parameters: ParameterList) => Optimizer<OptimizerOptions>,
    list: (parameters: Map<string, Tensor>, isCopy: boolean) => ParameterList,
  ): void {
    const original = problem(from);
    const optimizer = make(list(original.named, false));
    train(optimizer, original.loss, 5);
    const state = JSON.parse(JSON.stringify(optimizer.stateDict())) as OptimizerState;

    const copy = problem(to);
    copy.parameters.forEach((p, i) => {
      p.assign(original.parameters[i].toFlat());
    });
    const resumed = make(list(copy.named, true));
    train(resumed, copy.loss, 1); // loading replaces this state
    copy.parameters.forEach((p, i) => {
      p.assign(original.parameters[i].toFlat());
    });
    resumed.loadStateDict(state);
    expect(resumed.stepCount).toBe(5);
    expect(resumed.lr).toBe(optimizer.lr);

    train(optimizer, original.loss, 5);
    train(resumed, copy.loss, 5);
    original.parameters.forEach((p, i) => {
      const got = copy.parameters[i].toFlat();
      p.toFlat().forEach((x, j) => {
        if (from === to) expect(got[j]).toBe(x);
        else expect(got[j]).toBeCloseTo(x, 12);
      });
    });
  }
});

/** Keeps a first average of every parameter, and a second one for groups with `both`. */
class Choosy extends Optimizer<OptimizerOptions & { readonly both?: boolean }> {
  protected override readonly bufferNames = ['first', 'second', 'never'];
  protected override update(
    p: Tensor,
    g: Tensor,
    _lr: number,
    step: number,
    options: { readonly both?: boolean },
  ): void {
    this.buffer(p, 'first').assign(g.mul(step));
    if (options.both) this.buffer(p, 'second').assign(g.mul(-step));
  }
}

describe.each(engines)('[$name] stateDict', ({ engine }) => {
  test('holds the steps and the running averages of each parameter by name, as a copy', () => {
    const [p, q] = [engine.parameter([1, -2]), engine.parameter(3)];
    const adam = new Adam([p, q], { lr: 0.1, beta1: 0.5, beta2: 0.75 });
    expect(adam.stateDict()).toEqual({ step: 0, parameters: [{}, {}], steps: [0, 0] });
    stepWith(adam, p, [2, -4]);
    const { step, parameters, steps } = adam.stateDict();
    expect([step, steps]).toEqual([1, [1, 0]]);
    expect(Object.keys(parameters[0])).toEqual(['m', 'v']);
    expect(parameters[1]).toEqual({});
    const { m, v } = parameters[0];
    expect(m.shape).toEqual([2]);
    expect(Array.from(m.data)).toEqual([1, -2]); // half of the gradient
    expect(Array.from(v.data)).toEqual([1, 4]); // a quarter of its square
    adam.step();
    expect(Array.from(m.data)).toEqual([1, -2]);
  });

  test('is keyed by path if the parameters have paths', () => {
    const [p, q] = [engine.parameter([1]), engine.parameter([1])];
    const sgd = new SGD(new Map([['a.weight', p], ['a.bias', q]]), { lr: 1, momentum: 0.5 }); // prettier-ignore
    stepWith(sgd, q, [4]);
    const state = JSON.parse(JSON.stringify(sgd.stateDict())) as unknown;
    expect(state).toEqual({
      step: 1,
      parameters: { 'a.weight': {}, 'a.bias': { momentum: { shape: [1], data: [4] } } },
      steps: { 'a.weight': 0, 'a.bias': 1 },
    });
  });

  test('without momentum SGD keeps only the steps', () => {
    const p = engine.parameter([1]);
    const sgd = new SGD([p], { lr: 0.1 });
    stepWith(sgd, p, [1]);
    expect(sgd.stateDict()).toEqual({ step: 1, parameters: [{}], steps: [1] });
  });

  test('loading does not change the state that is loaded', () => {
    const p = engine.parameter([1]);
    const adam = new Adam([p], { lr: 0.1 });
    const average = { shape: [1], data: [0.5] };
    adam.loadStateDict({ step: 3, parameters: [{ m: average, v: average }] });
    stepWith(adam, p, [1]);
    expect(average.data).toEqual([0.5]);
  });

  test('of version 0.1, without the steps of each parameter, takes those of the optimizer', () => {
    const [p, q] = [engine.parameter([0]), engine.parameter([0])];
    const adam = new Adam([p, q], { lr: 1, beta1: 0.5, beta2: 0.5 });
    const average = { shape: [1], data: [0.5] };
    adam.loadStateDict({ step: 1, parameters: [{ m: average, v: average }, {}] });
    expect(adam.stateDict().steps).toEqual([1, 0]);
    for (const parameter of [p, q]) parameter.grad = engine.tensor([1]);
    adam.step();
    expect(p.item()).toBeCloseTo(-1, 7); // all averages are those of two gradients of 1
    expect(q.item()).toBeCloseTo(-1, 7);
    class Plain extends Optimizer<OptimizerOptions> {
      protected override readonly bufferNames = [];
      protected override update(): void {
        // keeps nothing
      }
    }
    const plain = new Plain([p], { lr: 1 });
    plain.loadStateDict({ step: 3, parameters: [{}] });
    expect(plain.stateDict().steps).toEqual([3]);
  });

  test('with averages of only some parameters loads, and the missing averages start at zero', () => {
    const [p, q] = [engine.parameter([1]), engine.parameter([1])];
    const make = () => new Choosy([{ parameters: [p] }, { parameters: [q], both: true }], { lr: 1 });
    const first = make();
    for (const parameter of [p, q]) parameter.grad = engine.tensor([2]);
    first.step();
    const state = first.stateDict();
    const second = make();
    second.step();
    second.step();
    second.loadStateDict(state);
    expect(second.stateDict()).toEqual(state);
    second.loadStateDict({ step: 0, parameters: [{}, {}] });
    expect(second.stateDict()).toEqual({ step: 0, parameters: [{}, {}], steps: [0, 0] });
  });

  test('works with paths that are names of inherited properties', () => {
    const sgd = new SGD(new Map([['constructor', engine.parameter([1])]]), { lr: 1 });
    expect(() => {
      sgd.loadStateDict({ step: 0, parameters: { other: {} } });
    }).toThrow('SGD.loadStateDict: the state has parameters for ["other"], not for "constructor"');
    sgd.loadStateDict(sgd.stateDict());
  });
});

describe.each(engines)('[$name] loadStateDict changes nothing and says what is wrong if', ({ engine }) => {
  const good = { shape: [2], data: [0.5, 0.25] };
  const fine = { m: good, v: good };
  const mixed = (buffers: unknown) => ({ step: 7, parameters: [fine, buffers] });
  const range = (message: string) => new RangeError(`Adam.loadStateDict: ${message}`);
  const kind = (message: string) => new TypeError(`Adam.loadStateDict: ${message}`);

  const wrong: [string, unknown, Error][] = [
    ...[null, undefined, 'state', 7].map((state): [string, unknown, Error] => [
      `it is ${String(state)}`,
      state,
      kind(
        `expected a state { step, parameters, steps }, got ${typeof state === 'string' ? '"state"' : String(state)}`,
      ),
    ]),
    ...[-1, 1.5, NaN, 1e300, null].map((step): [string, unknown, Error] => [
      `the step is ${step}`,
      { step, parameters: [fine, fine] },
      range(`step must be a non-negative integer, got ${step}`),
    ]),
    ['there are no parameters', { step: 7 }, range('the state holds 0 parameters, this optimizer has 2')],
    [
      'it has fewer parameters',
      { step: 7, parameters: [fine] },
      range('the state holds 1 parameters, this optimizer has 2'),
    ],
    [
      'it has more parameters',
      { step: 7, parameters: [fine, fine, fine] },
      range('the state holds 3 parameters, this optimizer has 2'),
    ],
    [
      'it has paths, but the optimizer has none',
      { step: 7, parameters: { a: fine, b: fine } },
      range(
        'the state has parameters for ["a", "b"], not for parameter 0; create the optimizer with namedParameters()',
      ),
    ],
    ['there are fewer steps', { ...mixed(fine), steps: [7] }, range('the state holds 1 steps, this optimizer has 2')],
    ...[-1, 8, 1.5, '7'].map((steps): [string, unknown, Error] => [
      `a parameter has done ${steps} steps of 7`,
      { ...mixed(fine), steps: [7, steps] },
      range(`steps of parameter 1 must be an integer from 0 to 7, got ${JSON.stringify(steps)}`),
    ]),
    ['the averages are null', mixed(null), kind('expected running averages of parameter 1 by name, got null')],
    [
      'it is of another optimizer',
      mixed({ momentum: good }),
      range('each average of parameter 1 must be one of ["m", "v"], got "momentum"'),
    ],
    ['an average is missing', mixed({ m: good }), range('parameter 1: the averages must be "m" and "v", got ["m"]')],
    [
      'a mean of squares is negative',
      mixed({ m: good, v: { shape: [2], data: [0, -1e-9] } }),
      range('parameter 1: "v", a mean of squares, must be at least 0, got -1e-9'),
    ],
    ['an average is null', mixed({ m: good, v: null }), kind('"v" of parameter 1: expected { shape, data }, got null')],
    [
      'a shape differs',
      mixed({ m: good, v: { shape: [1, 2], data: [1, 2] } }),
      new ShapeError('Adam.loadStateDict: "v" of parameter 1: expected shape (2), got (1, 2)'),
    ],
    [
      'numbers are missing',
      mixed({ m: good, v: { shape: [2], data: [1] } }),
      new ShapeError('Adam.loadStateDict: "v" of parameter 1: 1 numbers do not fill (2), which holds 2'),
    ],
    [
      'a number is not finite',
      mixed({ m: good, v: { shape: [2], data: [1, NaN] } }),
      range('"v" of parameter 1 holds NaN at index 1; it must be finite'),
    ],
    [
      'a number became null in JSON',
      mixed({ m: good, v: { shape: [2], data: [null, 1] } }),
      range('"v" of parameter 1 holds null at index 0; it must be finite'),
    ],
  ];

  test.each(wrong)('%s', (_, bad, error) => {
    const { parameters, loss } = problem(engine);
    expectRefusal(new Adam(parameters, { lr: 0.1 }), loss, bad, error);
  });

  const named = (buffers: Record<string, unknown>, steps: unknown) => ({ step: 7, parameters: buffers, steps });
  test.each<[string, unknown, Error]>([
    [
      'a path differs',
      named({ 'line.slope': fine, 'line.bias': fine }, undefined),
      range('the state has parameters for ["line.slope", "line.bias"], not for "line.offset"'),
    ],
    [
      'a path of the steps differs',
      named({ 'line.slope': fine, 'line.offset': fine }, { 'line.slope': 1, 'line.bias': 1 }),
      range('the state has steps for ["line.slope", "line.bias"], not for "line.offset"'),
    ],
    [
      'an average of a path does not fit',
      named({ 'line.slope': fine, 'line.offset': { m: good, v: { shape: [1], data: [1] } } }, undefined),
      new ShapeError('Adam.loadStateDict: "v" of "line.offset": expected shape (2), got (1)'),
    ],
  ])('%s', (_, bad, error) => {
    const { named: parameters, loss } = problem(engine);
    expectRefusal(new Adam(parameters, { lr: 0.1 }), loss, bad, error);
  });

  function expectRefusal(adam: Adam, loss: () => Tensor, bad: unknown, error: Error): void {
    train(adam, loss, 2);
    const before = JSON.stringify(adam.stateDict());
    expect(() => {
      adam.loadStateDict(bad as OptimizerState);
    }).toThrow(error);
    expect(JSON.stringify(adam.stateDict())).toBe(before);
  }
});

test('data in another type of array is loaded as well', () => {
  const p = cpu.parameter([1, 2]);
  const sgd = new SGD([p], { lr: 1, momentum: 0.5 });
  const momentum: TensorData = { shape: [2], data: Float32Array.of(0.5, 2) };
  sgd.loadStateDict({ step: 1, parameters: [{ momentum }], steps: [1] });
  expect(sgd.stateDict().parameters[0].momentum.data).toEqual(expect.objectContaining([0.5, 2]));
});
