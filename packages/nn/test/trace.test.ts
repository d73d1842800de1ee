import { cpu, scalar, type Engine, type Tensor } from '@microgpt/autograd';
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

  test('one may run within another', () => {
    const model = build(engine);
    const { result: inner, activations } = trace(model, () => {
      const traced = trace(model.gate, () => model.gate.forward(x));
      model.inner.forward(x);
      return traced;
    });
    expect([...inner.activations.keys()]).toEqual(['']);
    expect([...activations.keys()]).toEqual(['gate', 'inner']);
  });

  test('the body must not be async', () => {
    expect(() => trace(build(engine), () => Promise.resolve())).toThrow(
      new TypeError('trace: the body must not be async'),
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
