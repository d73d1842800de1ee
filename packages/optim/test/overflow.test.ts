import type { Engine, Tensor } from '@microgpt/autograd';
import { describe, expect, test } from 'vitest';
import { Adam, AdamW, Optimizer, SGD, type OptimizerOptions, type Schedule } from '../src/index.ts';
import { engines, stepWith } from './steps.ts';

/** p = p − lr · g/√(Σ g²), an optimizer whose average only grows. */
class Adagrad extends Optimizer<OptimizerOptions> {
  protected override readonly bufferNames = ['squares'];
  protected override update(p: Tensor, g: Tensor, lr: number): void {
    const squares = this.buffer(p, 'squares');
    squares.assign(squares.add(g.mul(g)));
    p.assign(p.sub(g.div(squares.sqrt()).mul(lr)));
  }
}

/** Three parameters with paths, the second of them with two numbers. */
function build(engine: Engine) {
  const [a, b, c] = [engine.parameter([1]), engine.parameter([1, 1]), engine.parameter([1])];
  const parameters = new Map([['a', a], ['b', b], ['c', c]]); // prettier-ignore
  const giveGradients = (gradient: readonly number[]) => {
    for (const p of [a, c]) p.grad = engine.tensor([1]);
    b.grad = engine.tensor(gradient);
  };
  return { a, b, c, parameters, giveGradients };
}

/** Expects a step to be refused, and everything to stay as before. */
function expectRefusal(optimizer: Optimizer<OptimizerOptions>, message: string): void {
  const look = () => ({
    numbers: optimizer.parameters.map((p) => Array.from(p.toFlat())),
    state: JSON.stringify(optimizer.stateDict()),
  });
  const before = look();
  expect(() => {
    optimizer.step();
  }).toThrow(new RangeError(`${message}; nothing was changed. Clip the gradients or lower the learning rate`));
  expect(look()).toEqual(before);
}

describe.each(engines)('[$name] a step is refused, and nothing is changed,', ({ engine }) => {
  test.each<[string, (parameters: Map<string, Tensor>) => Optimizer<OptimizerOptions>, string]>([
    ['Adam', (parameters) => new Adam(parameters, { lr: 0.1 }), 'Infinity at index 1 of "v" of "b"'],
    ['AdamW', (parameters) => new AdamW(parameters, { lr: 0.1 }), 'Infinity at index 1 of "v" of "b"'],
    ['SGD', (parameters) => new SGD(parameters, { lr: 1e155 }), '-Infinity at index 1 of "b"'],
    [
      'SGD with momentum',
      (parameters) => new SGD(parameters, { lr: 1e155, momentum: 0.9 }),
      '-Infinity at index 1 of "b"',
    ],
    ['Adagrad', (parameters) => new Adagrad(parameters, { lr: 0.1 }), 'Infinity at index 1 of "squares" of "b"'],
  ])('if a gradient of 5e155 is too large for %s', (_, make, message) => {
    for (const stepsBefore of [0, 2]) {
      const { b, parameters, giveGradients } = build(engine);
      const optimizer = make(parameters);
      for (let step = 0; step < stepsBefore; step++) {
        giveGradients([1, 1]);
        optimizer.step();
      }
      giveGradients([1, 5e155]);
      expectRefusal(optimizer, `${optimizer.constructor.name}.step: ${message}, from a gradient of 5e+155`);
      expect(optimizer.stepCount).toBe(stepsBefore);

      // It continues as if nothing had happened.
      const other = build(engine);
      const calm = make(other.parameters);
      for (let step = 0; step <= stepsBefore; step++) {
        other.giveGradients([1, 1]);
        calm.step();
      }
      giveGradients([1, 1]);
      optimizer.step();
      expect(b.toFlat()).toEqual(other.b.toFlat());
      optimizer.loadStateDict(optimizer.stateDict());
      expect(optimizer.stateDict()).toEqual(calm.stateDict());
    }
  });

  test.each([NaN, Infinity, -Infinity])('if a gradient is %d', (bad) => {
    const { parameters, giveGradients } = build(engine);
    giveGradients([bad, 1]);
    for (const Kind of [Adam, AdamW, SGD]) {
      expectRefusal(new Kind(parameters, { lr: 0.1 }), `${Kind.name}.step: ${bad} at index 0 of the gradient of "b"`);
    }
  });

  test('if a gradient is infinite, though the step is finite', () => {
    class Sign extends Optimizer<OptimizerOptions> {
      protected override readonly bufferNames = [];
      protected override update(p: Tensor, g: Tensor, lr: number): void {
        p.assign(p.sub(g.greater(0).mul(lr)));
      }
    }
    const p = engine.parameter([1]);
    p.grad = engine.tensor([Infinity]);
    expectRefusal(new Sign([p], { lr: 0.1 }), 'Sign.step: Infinity at index 0 of the gradient of parameter 0');
    stepWith(new Sign([p], { lr: 0.1 }), p, [1e300]);
    expect(p.item()).toBe(0.9);
  });

  test('if momentum overflows after several steps', () => {
    const p = engine.parameter([1]);
    const sgd = new SGD([p], { lr: 1e-300, momentum: 0.9 });
    stepWith(sgd, p, [1e308]);
    expectRefusal(sgd, 'SGD.step: Infinity at index 0 of "momentum" of parameter 0, from a gradient of 1e+308');
    expect(sgd.stateDict().steps).toEqual([1]);
    stepWith(sgd, p, [-1e308]);
    expect(p.item()).toBeCloseTo(1 - 1e8 + 1e7, 5);
  });

  test('if an ordinary gradient overflows because the momentum is already large', () => {
    const p = engine.parameter([1]);
    let lr = 1e-300;
    const schedule: Schedule = () => lr;
    const sgd = new SGD([p], { lr: schedule, momentum: 0.9 });
    stepWith(sgd, p, [1e308]);
    const large = sgd.stateDict();
    lr = 10;
    p.grad = engine.tensor([1]);
    const message = 'SGD.step: -Infinity at index 0 of parameter 0, from a gradient of 1';
    expectRefusal(sgd, message);
    const resumed = new SGD([p], { lr: 10, momentum: 0.9 });
    resumed.loadStateDict(large);
    expectRefusal(resumed, message);
  });

  test('if a rate or a decay makes the parameter itself overflow', () => {
    const p = engine.parameter([1e300]);
    p.grad = engine.tensor([1e7]);
    expectRefusal(
      new SGD([p], { lr: 1e302 }),
      'SGD.step: -Infinity at index 0 of parameter 0, from a gradient of 10000000',
    );
    const sgd = new SGD([p], { lr: 100, weightDecay: 1 });
    for (let step = 0; step < 4; step++) stepWith(sgd, p, [0]); // multiplied by −99 each time
    expectRefusal(sgd, 'SGD.step: -Infinity at index 0 of parameter 0, from a gradient of 0');
    expect(p.item()).toBeCloseTo(9.9e307 * 0.99 ** 3 * 0.98, -308);
  });

  test('if a root is 0 and eps is 0', () => {
    const p = engine.parameter([1]);
    p.grad = engine.tensor([0]);
    expectRefusal(new Adam([p], { lr: 0.1, eps: 0 }), 'Adam.step: NaN at index 0 of parameter 0, from a gradient of 0');
  });

  test('if update throws while a step is being tried', () => {
    class Failing extends Optimizer<OptimizerOptions> {
      protected override readonly bufferNames = ['m'];
      protected override update(p: Tensor, g: Tensor): void {
        this.buffer(p, 'm').assign(g);
        p.assign(g);
        if (p.shape.length === 0) throw new Error('a number alone');
      }
    }
    const [p, q] = [engine.parameter([1]), engine.parameter(1)];
    p.grad = engine.tensor([1e10]);
    q.grad = engine.tensor(1e10);
    const failing = new Failing([p, q], { lr: 1 });
    expect(() => {
      failing.step();
    }).toThrow('a number alone');
    expect([p.item(), q.item()]).toEqual([1, 1]);
    expect(failing.stateDict()).toEqual({ step: 0, parameters: [{}, {}], steps: [0, 0] });
  });
});

describe.each(engines)('[$name] a large gradient is taken', ({ engine }) => {
  test('by SGD at a small rate', () => {
    const p = engine.parameter([3]);
    stepWith(new SGD([p], { lr: 1e-300 }), p, [1e300]);
    expect(p.item()).toBe(2);
  });

  test('by Adam as long as its square is finite, and so are the gradients after it', () => {
    const p = engine.parameter([1]);
    const adam = new Adam([p], { lr: 0.1, beta1: 0, beta2: 0.5 });
    stepWith(adam, p, [1e150]);
    expect(p.item()).toBeCloseTo(0.9, 14);
    stepWith(adam, p, [-1e150]);
    expect(p.item()).toBeCloseTo(1, 14);
    for (let step = 0; step < 1100; step++) stepWith(adam, p, [1e-3]); // its square is halved with every step
    expect(p.item()).toBeLessThan(0.5);
    expect(adam.stateDict().steps).toEqual([1102]);
  });

  test('once, among ordinary ones', () => {
    const { a, b, c, parameters, giveGradients } = build(engine);
    const sgd = new SGD(parameters, { lr: 1e-10 });
    giveGradients([1e10, 2e10]);
    sgd.step();
    expect([a, b, c].map((p) => p.toArray())).toEqual([[1 - 1e-10], [0, -1], [1 - 1e-10]]);
    expect(sgd.stateDict().steps).toEqual({ a: 1, b: 1, c: 1 });
  });
});
