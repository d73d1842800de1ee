import { cpu, type Tensor } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { Initializer, Linear, MLP, Module, Sequential, trace, type Layer } from '../src/index.ts';
import { checkLayer } from '../src/testing.ts';

const init = new Initializer(cpu, new Random(1), { std: 1 });

class Scaled extends Module {
  readonly inner: Layer;
  readonly scale: Tensor;
  constructor(inner: Layer) {
    super();
    this.inner = inner;
    this.scale = init.ones([1]);
  }
  forward(x: Tensor): Tensor {
    return this.inner.forward(x).mul(this.scale);
  }
}

class Block extends Module {
  readonly map: Layer = new Linear(2, 2, init);
  readonly mlps = [[new MLP([2, 3, 2], init)]];
  readonly bias = init.zeros([2]);
  forward(x: Tensor): Tensor {
    return this.mlps[0][0].forward(this.map.forward(x)).add(this.bias);
  }
}

describe('replaceModule', () => {
  test('replaces a module in a field, which keeps its place, and returns the new one', () => {
    const block = new Block();
    const { map } = block;
    const scaled = block.replaceModule('map', (old) => new Scaled(old as Layer));
    expect(block.map).toBe(scaled);
    expect(scaled.inner).toBe(map);
    expect([...block.namedParameters().keys()].slice(0, 3)).toEqual([
      'map.inner.weight',
      'map.scale',
      'mlps.0.0.layers.0.weight',
    ]);
  });

  test('replaces a module in an array in a module in arrays', () => {
    const model = new Sequential(new Block());
    model.replaceModule('layers.0.mlps.0.0.layers.1', (old) => new Scaled(old as Layer));
    expect([...model.namedModules().keys()].slice(-2)).toEqual([
      'layers.0.mlps.0.0.layers.1',
      'layers.0.mlps.0.0.layers.1.inner',
    ]);
  });

  test('the new module is saved, loaded, traced and checked like every other', () => {
    const [model, copy] = [new Block(), new Block()];
    for (const block of [model, copy]) block.replaceModule('map', (old) => new Scaled(old as Layer)).scale.assign([3]);
    copy.loadStateDict(model.stateDict());
    const x = cpu.tensor([[1, -2]]);
    const { result, activations } = trace(copy, () => copy.forward(x));
    expect(result.toFlat()).toEqual(model.forward(x).toFlat());
    expect(activations.get('map')?.toFlat()).toEqual(activations.get('map.inner')?.mul(3).toFlat());
    expect(checkLayer(model, x).error).toBeLessThan(1e-6);
  });

  test.each([
    ['mop', 'did you mean "map", "mlps.0.0", "mlps.0.0.layers.0"?'],
    ['bias', 'did you mean "map", "mlps.0.0", "mlps.0.0.layers.0"?'], // a parameter
    ['mlps', 'did you mean "mlps.0.0", "mlps.0.0.layers.0", "mlps.0.0.layers.1"?'], // an array
    ['', 'did you mean "map", "mlps.0.0", "mlps.0.0.layers.0"?'],
    ['mlps.0.0.layer.1', 'did you mean "mlps.0.0.layers.0", "mlps.0.0.layers.1", "mlps.0.0"?'],
    ['layers.1', 'did you mean "mlps.0.0.layers.1", "mlps.0.0.layers.0", "map"?'],
  ])('refuses the path "%s", naming those that have most parts in common with it', (path, remedy) => {
    expect(() => new Block().replaceModule(path, (old) => old)).toThrow(
      new RangeError(`replaceModule: there is no module "${path}"; ${remedy}`),
    );
    expect(() => new Linear(1, 1, init).replaceModule(path, (old) => old)).toThrow(
      new RangeError(`replaceModule: there is no module "${path}"`),
    );
  });

  test('refuses a module in place of the function, and a function that returns none', () => {
    const block = new Block();
    const { map } = block;
    expect(() => block.replaceModule('map', map as unknown as () => Module)).toThrow(
      new TypeError('replaceModule: expected a path and a function, got ["map", a Module]'),
    );
    expect(() => block.replaceModule('map', () => undefined as unknown as Module)).toThrow(
      new TypeError('replaceModule: map: expected a Module from make, got undefined'),
    );
    expect(block.map).toBe(map);
  });
});
