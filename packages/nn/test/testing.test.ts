import { cpu, scalar, type Tensor, type Unary } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { Dropout, Initializer, Linear, Module, Sequential } from '../src/index.ts';
import { checkLayer } from '../src/testing.ts';

describe.each([scalar, cpu])('[$name] checkLayer', (engine) => {
  const init = () => new Initializer(engine, new Random(1), { std: 0.5 });
  const x = engine.tensor([
    [0.3, -0.2],
    [0.1, 0.7],
  ]);

  class Activation extends Module {
    readonly row: Unary;
    constructor(row: Unary) {
      super();
      this.row = row;
    }
    forward(y: Tensor): Tensor {
      return y.map(this.row);
    }
  }
  const right: Unary = { name: 'cube', f: (v) => v ** 3, df: (v) => 3 * v * v };
  const wrong: Unary = { ...right, df: (v) => v * v };

  test('leaves out frozen parameters, and their own layer passes the gradient on', () => {
    const [frozen, last] = [new Linear(2, 3, init()).freeze(), new Linear(3, 2, init())];
    expect(checkLayer(new Sequential(frozen, last), x).error).toBeLessThan(1e-8);
    expect(checkLayer(frozen, x).error).toBeLessThan(1e-8);
    expect(() => checkLayer(new Sequential(frozen, new Activation(wrong)), x)).toThrow('layers.1 (Activation)');
  });

  test('reports the entry furthest off of a layer that is right', () => {
    const layer = new Sequential(new Linear(2, 3, init()), new Activation(right), new Linear(3, 2, init()));
    expect(checkLayer(layer, x).error).toBeLessThan(1e-8);
  });

  test('names the innermost layer with a wrong derivative, and the likely cause', () => {
    const inner = new Sequential(new Linear(2, 3, init()), new Activation(wrong), new Linear(3, 2, init()));
    expect(() => checkLayer(new Sequential(new Linear(2, 2, init()), inner), x)).toThrow(
      /^checkLayer: in layers\.1\.layers\.1 \(Activation\): .*"the input".*a derivative 0\.333 times what it should be/,
    );
  });

  test('does not blame an inner layer that takes more than a tensor', () => {
    class Scaled extends Module {
      readonly inner = new Linear(2, 2, init());
      forward(y: Tensor, scales: readonly number[]): Tensor {
        return this.inner.forward(y).mul(scales[0]);
      }
    }
    class Outer extends Module {
      readonly scaled = new Scaled();
      forward(y: Tensor): Tensor {
        return this.scaled.forward(y, [2]).map(wrong);
      }
    }
    expect(() => checkLayer(new Outer(), x)).toThrow(/^checkLayer: in Outer: .*a derivative 0\.333 times/);
  });

  test('names a parameter that no gradient reaches', () => {
    class Forgetful extends Module {
      readonly used = new Linear(2, 2, init());
      readonly forgotten = new Linear(2, 2, init());
      forward(y: Tensor): Tensor {
        return this.used.forward(y);
      }
    }
    expect(() => checkLayer(new Forgetful(), x)).toThrow(
      'checkLayer: in Forgetful: checkGradients: no gradient reaches "forgotten.weight" (2, 2); use it in the computation, without detach or noGrad on the way, or remove it',
    );
  });

  test('names a gradient that is cut off', () => {
    class Cut extends Module {
      readonly inner = new Linear(2, 2, init());
      forward(y: Tensor): Tensor {
        return this.inner.forward(y).mul(y.detach());
      }
    }
    expect(() => checkLayer(new Cut(), x)).toThrow(/^checkLayer: in Cut: .*"the input"/);
  });

  test('names a parameter that is kept where it is not found', () => {
    class Hidden extends Module {
      readonly layers = new Map([['a', new Linear(2, 3, init())]]);
      forward(y: Tensor): Tensor {
        return this.layers.get('a')?.forward(y) ?? y;
      }
    }
    expect(() => checkLayer(new Hidden(), x)).toThrow(
      'checkLayer: in Hidden: the layer uses a parameter (3, 2) that is in none of its fields; store it in a field or an array',
    );
  });

  test('names the layer in which shapes do not fit', () => {
    class Misfit extends Module {
      readonly inner = new Linear(3, 3, init());
      forward(y: Tensor): Tensor {
        return this.inner.forward(y);
      }
    }
    expect(() => checkLayer(new Misfit(), x)).toThrow(
      /^checkLayer: in Misfit: linear: expected input \(…, in\) and weight/,
    );
  });

  test('names a layer that draws random numbers, and says what to do', () => {
    const layer = new Sequential(new Linear(2, 3, init()), new Dropout(0.5, new Random(1)));
    expect(() => checkLayer(layer, x)).toThrow(
      'checkLayer: in Sequential: it returned different results in two calls; call its eval() first',
    );
    expect(checkLayer(layer.eval(), x).error).toBeLessThan(1e-8);
  });

  test('says how to pass other arguments if the layer fails without them', () => {
    class Scaled extends Module {
      readonly inner = new Linear(2, 2, init());
      forward(y: Tensor, scales: readonly number[]): Tensor {
        return this.inner.forward(y).mul(scales[0]);
      }
    }
    expect(() => checkLayer(new Scaled(), x)).toThrow(
      /^checkLayer: in Scaled: .*reading '0'\)\. Its forward takes 2 arguments; pass a function that calls it as the third argument: \(x\) => /,
    );
  });

  test('an optional argument may be left out', () => {
    class Scaled extends Module {
      readonly inner = new Linear(2, 2, init());
      forward(y: Tensor, scale?: number): Tensor {
        return this.inner.forward(y).mul(scale ?? 2);
      }
    }
    expect(checkLayer(new Scaled(), x).error).toBeLessThan(1e-8);
  });

  test('a layer with other arguments is called as one says', () => {
    class Scaled extends Module {
      readonly inner = new Linear(2, 2, init());
      forward(y: Tensor, by: number): Tensor {
        return this.inner.forward(y).mul(by);
      }
    }
    const layer = new Scaled();
    expect(checkLayer(layer, x, (y) => layer.forward(y, 3)).error).toBeLessThan(1e-8);
  });
});

test.each<[string, readonly unknown[], string]>([
  ['an object that is not a layer', [{}, cpu.zeros([1])], 'expected a Module, got an object'],
  [
    'token ids',
    [new Linear(1, 1, new Initializer(cpu, new Random(1))), [[1]]],
    'expected a Tensor (for a layer of token ids',
  ],
  ['a fourth argument', [1, 2, 3, 4], 'expected at most 3 arguments, got 4'],
  [
    'a module without forward',
    [new (class extends Module {})(), cpu.zeros([1])],
    'expected a layer with a forward method',
  ],
])('checkLayer refuses %s', (_, args, message) => {
  const check = checkLayer as (...given: readonly unknown[]) => unknown;
  expect(() => check(...args)).toThrow(TypeError);
  expect(() => check(...args)).toThrow(`checkLayer: ${message}`);
});

test('checkLayer names a layer whose forward does not return a tensor', () => {
  class Two extends Module {
    forward(x: Tensor): Tensor {
      return [x, x] as unknown as Tensor;
    }
  }
  expect(() => checkLayer(new Two(), cpu.zeros([1]))).toThrow(
    'checkLayer: in Two: forward must return a Tensor, got [a Tensor, a Tensor]',
  );
});
