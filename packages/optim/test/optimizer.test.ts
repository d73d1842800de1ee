import { cpu, type Tensor } from '@microgpt/autograd';
import { ArrayEngine, CpuBackend } from '@microgpt/autograd/backend';
import { describe, expect, test } from 'vitest';
import { Adam, Optimizer, SGD, type OptimizerOptions } from '../src/index.ts';
import { optimizers, problem, train } from './problem.ts';
import { engines, stepWith } from './steps.ts';

describe.each(engines)('[$name] an optimizer', ({ engine }) => {
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
    }).toThrow(new RangeError('SGD: the learning rate of step 1 must be finite and not negative, got NaN'));
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
  }).toThrow(new RangeError('Forgetful: buffer "v" must be in bufferNames, got ["m"]'));
});

test('a running average of an untrained tensor is an error', () => {
  class Stray extends Optimizer<OptimizerOptions> {
    protected override readonly bufferNames = ['m'];
    protected override update(_p: Tensor, g: Tensor): void {
      this.buffer(g, 'm');
    }
  }
  const p = cpu.parameter([1]);
  p.sum().backward();
  expect(() => {
    new Stray([p], { lr: 0.1 }).step();
  }).toThrow(new RangeError('Stray: buffer "m" must be for one of the parameters, got a Tensor'));
});

test('unneeded running averages free their memory: by dispose(), by loading a state, after a refused step', () => {
  class CountingBackend extends CpuBackend {
    released = 0;
    release(): void {
      this.released++;
    }
  }
  const backend = new CountingBackend();
  const p = new ArrayEngine(backend).parameter([1]);
  const adam = new Adam([p], { lr: 0.1 });
  const start = adam.stateDict();
  p.grad = p.engine.tensor([1e200]);
  expect(() => {
    adam.step();
  }).toThrow('Infinity');
  expect(backend.released).toBe(2); // m and v
  stepWith(adam, p, [1]);
  adam.loadStateDict(adam.stateDict());
  expect(backend.released).toBe(2);
  adam.loadStateDict(start);
  expect(backend.released).toBe(4);
  stepWith(adam, p, [1]);
  adam.dispose();
  expect(backend.released).toBe(6);
});
