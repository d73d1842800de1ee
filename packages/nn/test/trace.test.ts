import { cpu, noGrad, scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { Initializer, Linear, Module, Sequential, trace } from '../src/index.ts';

class Gated extends Module {
  readonly inner: Linear;
  readonly gate: Linear;
  constructor(init: Initializer) {
    super();
    this.inner = new Linear(2, 2, init);
    this.gate = new Linear(2, 2, init);
  }
  forward(x: Tensor): Tensor {
    const open = this.gate.forward(x).sigmoid();
    this.record('open', () => open);
    return this.inner.forward(this.inner.forward(x)).mul(open);
  }
}

describe.each([scalar, cpu])('[$name] trace', (engine) => {
  const build = (from: Engine) => new Gated(new Initializer(from, new Random(1), { std: 1 }));
  const x = engine.tensor([[1, -2]]);

  test('hands out what every module returns and records, in the order in which they were done', () => {
    const model = build(engine);
    const { result, activations } = trace(model, () => model.forward(x));
    expect([...activations.keys()]).toEqual(['gate', 'open', 'inner', 'inner#2', '']);
    expect(activations.get('')).toBe(result);
    expect(activations.get('inner')?.toArray()).toEqual(model.inner.forward(x).toArray());
    expect(activations.get('open')?.toArray()).toEqual(model.gate.forward(x).sigmoid().toArray());
    expect(result.toArray()).toEqual(model.forward(x).toArray());
  });

  test('their gradients can be read after backward', () => {
    const model = build(engine);
    const { result, activations } = trace(model, () => model.forward(x));
    result.sum().backward();
    expect(activations.get('')?.grad?.toArray()).toEqual([[1, 1]]);
    expect(activations.get('open')?.grad?.toArray()).toEqual(activations.get('inner#2')?.toArray());
  });

  test('modules in modules have their paths', () => {
    const model = new Sequential(build(engine), (y: Tensor) => y.relu(), build(engine));
    const { activations } = trace(model, () => model.forward(x));
    expect(activations.has('layers.0.open')).toBe(true);
    expect(activations.has('layers.2.inner#2')).toBe(true);
  });

  test('ends with the body, also when it throws', () => {
    const model = build(engine);
    expect(() => trace(model, () => model.forward(engine.tensor([[1]])))).toThrow('linear');
    expect(Object.keys(model)).toEqual(['inner', 'gate']);
    expect(Object.hasOwn(model, 'forward')).toBe(false);
    expect(trace(model, () => model.gate.forward(x)).activations.size).toBe(1);
  });

  test('modules that are not of the model are not in it', () => {
    const [model, other] = [build(engine), build(engine)];
    expect(trace(model, () => other.forward(x)).activations.size).toBe(0);
  });

  test('traces may nest: each records what passes through its model, the outer one during the inner body, too', () => {
    const model = new Sequential(build(engine), new Linear(2, 2, new Initializer(engine, new Random(1))));
    const [gated, last] = model.layers as [Gated, Linear];
    const { result: inner, activations } = trace(model, () => {
      const traced = trace(gated, () => gated.forward(x));
      last.forward(x);
      gated.forward(x);
      return traced;
    });
    const within = ['gate', 'open', 'inner', 'inner#2', ''];
    expect([...inner.activations.keys()]).toEqual(within);
    const once = within.map((path) => (path === '' ? 'layers.0' : `layers.0.${path}`));
    const again = ['gate#2', 'open#2', 'inner#3', 'inner#4'].map((path) => `layers.0.${path}`);
    expect([...activations.keys()]).toEqual([...once, 'layers.1', ...again, 'layers.0#2']);
    expect(activations.get('layers.0.open')).toBe(inner.activations.get('open'));
  });

  test('an inner trace ends without the outer one, even when its body throws', () => {
    const model = build(engine);
    const { activations } = trace(model, () => {
      expect(() => trace(model, () => model.gate.forward(engine.tensor([[1]])))).toThrow('linear');
      model.forward(x);
    });
    expect([...activations.keys()]).toEqual(['gate', 'open', 'inner', 'inner#2', '']);
  });

  test('a module outside every traced model makes nothing to record', () => {
    const [model, other] = [build(engine), build(engine)];
    const { activations } = trace(model, () => trace(other.inner, () => other.forward(x)));
    expect(activations.size).toBe(0);
  });

  test('a forward in a field of its module is watched, and restored afterwards', () => {
    class Doubling extends Module {
      readonly forward = (y: Tensor): Tensor => y.mul(2);
    }
    const model = new Doubling();
    const { forward } = model;
    expect(
      trace(model, () => model.forward(x))
        .activations.get('')
        ?.toArray(),
    ).toEqual([[2, -4]]);
    expect(model.forward).toBe(forward);
    expect(Object.keys(model)).toEqual(['forward']);
  });

  test('the tensors of a recorded array are numbered', () => {
    class Recording extends Module {
      forward(): void {
        this.record('pair', () => [engine.tensor([1]), engine.tensor([2])]);
      }
    }
    const model = new Recording();
    const { activations } = trace(model, () => {
      model.forward();
    });
    expect(Array.from(activations, ([path, y]) => [path, y.item()])).toEqual([
      ['pair.0', 1],
      ['pair.1', 2],
    ]);
  });

  test('within noGrad it holds copies, because results made there may not last', () => {
    const model = build(engine);
    const { result, activations } = trace(model, () => noGrad(() => model.forward(x)));
    expect(activations.get('')).not.toBe(result);
    expect(activations.get('')?.toArray()).toEqual(result.toArray());
    expect(activations.get('open')?.requiresGrad).toBe(false);
  });

  test('takes a model and a body, and nothing else', () => {
    const act = trace as (...args: unknown[]) => unknown;
    expect(() => act(build(engine), () => 1, 2)).toThrow(new TypeError('trace: expected at most 2 arguments, got 3'));
  });

  test.each([
    [[build(engine)], '[a Module, undefined]'],
    [[() => 1], '[a function, undefined]'],
    [[undefined, () => 1], '[undefined, a function]'],
  ])('says what it expects (%#)', (args, got) => {
    expect(() => (trace as (...given: readonly unknown[]) => unknown)(...args)).toThrow(
      new TypeError(`trace: expected a Module and a function: () => model.forward(x), got ${got}`),
    );
  });

  test('the body must not be async or a generator', () => {
    function* later() {
      yield 1;
    }
    for (const body of [() => Promise.resolve(), later])
      expect(() => trace<unknown>(build(engine), body)).toThrow(
        new TypeError('trace: the body must not be async or a generator; wrap each synchronous part'),
      );
  });
});

test('what a module would record is not made while nobody traces', () => {
  class Costly extends Module {
    made = 0;
    forward(): void {
      this.record('costly', () => {
        this.made++;
        return cpu.ones([1]);
      });
    }
  }
  const model = new Costly();
  model.forward();
  expect(model.made).toBe(0);
  const { activations } = trace(model, () => {
    model.forward();
  });
  expect(model.made).toBe(1);
  expect([...activations.keys()]).toEqual(['costly']);
});

test('recording a tensor instead of a function that makes it is an error, also while nobody traces', () => {
  class Hasty extends Module {
    forward(x: Tensor): Tensor {
      this.record('x', x as unknown as () => Tensor);
      return x;
    }
  }
  expect(() => new Hasty().forward(cpu.ones([1]))).toThrow(
    new TypeError('record: x: expected a function that returns tensors, got a Tensor'),
  );
});
