import { cpu, scalar, ShapeError, type Engine, type Tensor } from '@microgpt/autograd';
import { describe, expect, test } from 'vitest';
import { Adam, AdamW, linearDecay, Optimizer, SGD, type OptimizerOptions, type OptimizerState } from '../src/index.ts';

/** Every optimizer, with settings that make all of its running averages matter. */
const optimizers: [name: string, make: (parameters: readonly Tensor[]) => Optimizer<OptimizerOptions>][] = [
  ['SGD', (parameters) => new SGD(parameters, { lr: linearDecay(0.05, 20) })],
  ['SGD with momentum', (parameters) => new SGD(parameters, { lr: linearDecay(0.05, 20), momentum: 0.9 })],
  ['Adam', (parameters) => new Adam(parameters, { lr: linearDecay(0.1, 20) })],
  ['AdamW', (parameters) => new AdamW(parameters, { lr: linearDecay(0.1, 20), weightDecay: 0.1 })],
];

describe.each([scalar, cpu])('[$name] an optimizer', (engine) => {
  test.each(optimizers)('%s lowers the loss', (_, make) => {
    const { parameters, loss } = problem(engine);
    const before = loss().item();
    train(make(parameters), loss, 15);
    expect(loss().item()).toBeLessThan(before / 2);
  });

  test.each(optimizers)('%s leaves a parameter without gradient as it is, also one that had one before', (_, make) => {
    const { parameters, loss } = problem(engine);
    const unused = engine.parameter([1, 2]);
    const optimizer = make([...parameters, unused]);
    train(optimizer, loss, 3);
    expect(unused.toArray()).toEqual([1, 2]);
    const before = parameters.map((p) => p.toArray());
    optimizer.zeroGrad();
    optimizer.step();
    expect(parameters.map((p) => p.toArray())).toEqual(before);
  });

  test('zeroGrad() forgets the gradients of all parameters', () => {
    const { parameters, loss } = problem(engine);
    const sgd = new SGD(parameters, { lr: 0.1 });
    loss().backward();
    expect(parameters.every(({ grad }) => grad !== undefined)).toBe(true);
    sgd.zeroGrad();
    expect(parameters.every(({ grad }) => grad === undefined)).toBe(true);
  });

  test('a schedule is asked for the step, counted from 0; lr is the rate of the coming step', () => {
    const p = engine.parameter([0]);
    const sgd = new SGD([p], { lr: (step) => 10 ** step });
    const rates = [0, 1, 2].map((step) => {
      expect(sgd.stepCount).toBe(step);
      const { lr } = sgd;
      p.grad = engine.tensor([1]);
      sgd.step();
      return lr;
    });
    expect(rates).toEqual([1, 10, 100]);
    expect(p.toArray()).toEqual([-111]);
    expect(sgd.stepCount).toBe(3);
  });

  test('a schedule that goes wrong in any group is named with its step, and nothing is changed', () => {
    const [p, q] = [engine.parameter([1]), engine.parameter([1])];
    const bad = (step: number) => (step < 1 ? 0 : NaN);
    const sgd = new SGD([{ parameters: [p] }, { parameters: [q], lr: bad }], { lr: 0.5 });
    for (const parameter of [p, q]) parameter.grad = engine.tensor([1]);
    sgd.step();
    expect(() => {
      sgd.step();
    }).toThrow(new RangeError('SGD: the learning rate of step 1 is NaN; it must be finite and not negative'));
    expect([p, q].map((parameter) => parameter.item())).toEqual([0.5, 1]);
    expect(sgd.stepCount).toBe(1);
  });

  test('groups share the options and override what they name', () => {
    const [p, q, r] = [0, 1, 2].map(() => engine.parameter([1]));
    const sgd = new SGD([{ parameters: [p] }, { parameters: [q, r], lr: 0.01, weightDecay: 0 }], {
      lr: 0.1,
      weightDecay: 1,
    });
    for (const parameter of [p, q, r]) parameter.grad = engine.tensor([2]);
    sgd.step();
    expect(p.item()).toBeCloseTo(1 - 0.1 * (2 + 1), 14);
    for (const parameter of [q, r]) expect(parameter.item()).toBeCloseTo(1 - 0.01 * 2, 14);
    expect(sgd.parameters).toEqual([p, q, r]);
    expect(sgd.lr).toBe(0.1);
  });

  test('a group may decay in AdamW while another does not', () => {
    const [p, q] = [0, 1].map(() => engine.parameter([2]));
    const adamW = new AdamW([{ parameters: [p] }, { parameters: [q], weightDecay: 0 }], { lr: 0.1, weightDecay: 0.5 });
    for (const parameter of [p, q]) parameter.grad = engine.tensor([0]);
    adamW.step();
    expect([p.item(), q.item()]).toEqual([2 - 0.1 * 0.5 * 2, 2]);
  });

  test('an optimizer of your own says what one step does to one parameter', () => {
    /** Steps of lr along the sign of the gradient's running average, https://arxiv.org/abs/1802.04434 */
    class Signum extends Optimizer<OptimizerOptions> {
      protected override readonly bufferNames = ['mean'];
      protected override update(p: Tensor, g: Tensor, lr: number): void {
        const mean = this.buffer(p, 'mean');
        mean.assign(mean.mul(0.5).add(g.mul(0.5)));
        p.assign(p.sub(mean.greater(0).sub(mean.less(0)).mul(lr)));
      }
    }
    const p = engine.parameter([0, 0]);
    const signum = new Signum([p], { lr: 1 });
    for (const gradient of [
      [3, -1],
      [-1, -2],
      [-4, 9],
    ]) {
      // prettier-ignore
      p.grad = engine.tensor(gradient);
      signum.step();
    }
    // means (1.5, −0.5), (0.25, −1.25), (−1.875, 3.875)
    expect(p.toArray()).toEqual([-1 - 1 + 1, 1 + 1 - 1]);
    expect(Array.from(signum.stateDict().parameters[0].mean.data)).toEqual([-1.875, 3.875]);
  });
});

describe.each([
  { from: scalar, to: scalar },
  { from: scalar, to: cpu },
  { from: cpu, to: cpu },
])('[$from.name → $to.name] stateDict', ({ from, to }) => {
  test.each(optimizers)('%s goes on exactly where it was saved: 5 steps and 5 more', (_, make) => {
    const original = problem(from);
    const optimizer = make(original.parameters);
    train(optimizer, original.loss, 5);
    const weights = original.parameters.map((p) => p.toFlat());
    const state = JSON.parse(JSON.stringify(optimizer.stateDict(), plain)) as OptimizerState;

    const copy = problem(to);
    copy.parameters.forEach((p, i) => {
      p.assign(weights[i]);
    });
    const resumed = make(copy.parameters);
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
  });
});

describe.each([scalar, cpu])('[$name] stateDict', (engine) => {
  test('holds the step and the running averages of each parameter by name, as a copy', () => {
    const p = engine.parameter([1, -2]);
    const adam = new Adam([p], { lr: 0.1, beta1: 0.5, beta2: 0.75 });
    expect(adam.stateDict()).toEqual({ step: 0, parameters: [{}] });
    p.grad = engine.tensor([2, -4]);
    adam.step();
    const state = adam.stateDict();
    expect(state.step).toBe(1);
    expect(Object.keys(state.parameters[0])).toEqual(['m', 'v']);
    const { m, v } = state.parameters[0];
    expect(m.shape).toEqual([2]);
    expect(Array.from(m.data)).toEqual([1, -2]); // half of the gradient
    expect(Array.from(v.data)).toEqual([1, 4]); // a quarter of its square
    adam.step();
    expect(Array.from(m.data)).toEqual([1, -2]);
  });

  test('without momentum SGD has nothing to keep but the step', () => {
    const p = engine.parameter([1]);
    const sgd = new SGD([p], { lr: 0.1 });
    p.grad = engine.tensor([1]);
    sgd.step();
    expect(sgd.stateDict()).toEqual({ step: 1, parameters: [{}] });
  });

  test('loading changes nothing in the state that was loaded', () => {
    const p = engine.parameter([1]);
    const adam = new Adam([p], { lr: 0.1 });
    const average = { shape: [1], data: [0.5] };
    adam.loadStateDict({ step: 3, parameters: [{ m: average, v: average }] });
    p.grad = engine.tensor([1]);
    adam.step();
    expect(average.data).toEqual([0.5]);
  });
});

describe.each([scalar, cpu])('[$name] loadStateDict changes nothing and says what is wrong when', (engine) => {
  const good = { shape: [2], data: [0.5, 0.25] };
  const fine = { m: good, v: good };
  const mixed = (buffers: OptimizerState['parameters'][number]) => ({ step: 7, parameters: [fine, buffers] });

  test.each<[string, OptimizerState, RangeError]>([
    ...[-1, 1.5, NaN].map((step): [string, OptimizerState, RangeError] => [
      `the step is ${step}`,
      { step, parameters: [fine, fine] },
      new RangeError(`Adam.loadStateDict: step must be an integer from 0 on, got ${step}`),
    ]),
    [
      'it is of fewer parameters',
      { step: 7, parameters: [fine] },
      new RangeError('Adam.loadStateDict: the state is of 1 parameters, here are 2'),
    ],
    [
      'it is of another optimizer',
      mixed({ momentum: good }),
      new RangeError(
        'Adam.loadStateDict: parameter 1 has [momentum], not [m, v]; was the state saved from another optimizer?',
      ),
    ],
    [
      'a running average is missing',
      mixed({ m: good }),
      new RangeError(
        'Adam.loadStateDict: parameter 1 has [m], not [m, v]; was the state saved from another optimizer?',
      ),
    ],
    [
      'a shape differs',
      mixed({ m: good, v: { shape: [1, 2], data: [1, 2] } }),
      new ShapeError('Adam.loadStateDict: "v" of parameter 1 is (2) here but (1, 2) in the state'),
    ],
    [
      'numbers are missing',
      mixed({ m: good, v: { shape: [2], data: [1] } }),
      new ShapeError('Adam.loadStateDict: "v" of parameter 1 has 1 numbers in the state, its shape needs 2'),
    ],
    [
      'a number is not finite',
      mixed({ m: good, v: { shape: [2], data: [1, NaN] } }),
      new RangeError('Adam.loadStateDict: "v" of parameter 1 holds NaN at place 1; it must be finite'),
    ],
    [
      'a number became null in JSON',
      mixed({ m: good, v: JSON.parse('{ "shape": [2], "data": [null, 1] }') as typeof good }),
      new RangeError('Adam.loadStateDict: "v" of parameter 1 holds null at place 0; it must be finite'),
    ],
  ])('%s', (_, bad, error) => {
    const { parameters, loss } = problem(engine);
    const adam = new Adam(parameters, { lr: 0.1 });
    train(adam, loss, 2);
    const before = JSON.stringify(adam.stateDict());
    expect(() => {
      adam.loadStateDict(bad);
    }).toThrow(error);
    expect(JSON.stringify(adam.stateDict())).toBe(before);
  });
});

describe('bad parameters and rates get an error that names the optimizer', () => {
  const p = cpu.parameter([1]);

  test.each<[string, () => unknown, string]>([
    ['no parameters', () => new SGD([], { lr: 0.1 }), 'SGD: there is no parameter to train'],
    ['an empty group', () => new Adam([{ parameters: [] }], { lr: 0.1 }), 'Adam: there is no parameter to train'],
    ['a parameter twice', () => new AdamW([p, p], { lr: 0.1 }), 'AdamW: a parameter is listed twice'],
    [
      'a parameter in two groups',
      () => new SGD([{ parameters: [p] }, { parameters: [p] }], { lr: 0.1 }),
      'SGD: a parameter is listed twice',
    ],
    ...[-0.1, NaN, Infinity].map((lr): [string, () => unknown, string] => [
      `a learning rate of ${lr}`,
      () => new Adam([p], { lr }),
      `Adam: the learning rate of step 0 is ${lr}; it must be finite and not negative`,
    ]),
    [
      'a schedule that starts below 0',
      () => new SGD([p], { lr: () => -1 }),
      'SGD: the learning rate of step 0 is -1; it must be finite and not negative',
    ],
    [
      "a group's learning rate below 0",
      () => new SGD([{ parameters: [p], lr: -1 }], { lr: 0.1 }),
      'SGD: the learning rate of step 0 is -1; it must be finite and not negative',
    ],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(new RangeError(message));
  });
});

/** A line a·x + b to be fitted to four points, with different steepness of the loss along a and b. */
function problem(engine: Engine): { parameters: Tensor[]; loss: () => Tensor } {
  const a = engine.parameter([0.5, -0.5]);
  const b = engine.parameter([0, 0]);
  const x = engine.tensor([[-1], [0], [1], [2]]); // (4, 1)
  const y = engine.tensor([[-1, 4], [1, 3], [3, 2], [5, 1]]); // prettier-ignore
  return { parameters: [a, b], loss: () => x.mul(a).add(b).sub(y).pow(2).mean() };
}

function train(optimizer: Optimizer<OptimizerOptions>, loss: () => Tensor, steps: number): void {
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    loss().backward();
    optimizer.step();
  }
}

/** What JSON.stringify needs to write typed arrays as arrays. */
function plain(_: string, x: unknown): unknown {
  return ArrayBuffer.isView(x) ? Array.from(x as Float64Array) : x;
}

test('a running average that bufferNames lacks, and that could not be loaded again, is an error at once', () => {
  class Forgetful extends Optimizer<OptimizerOptions> {
    protected override readonly bufferNames = ['m'];
    protected override update(p: Tensor): void {
      this.buffer(p, 'v');
    }
  }
  const p = cpu.parameter([1]);
  p.sum().backward();
  expect(() => {
    new Forgetful([p], { lr: 0.1 }).step();
  }).toThrow('Forgetful: buffer "v" is not in bufferNames [m]; add it there');
});
