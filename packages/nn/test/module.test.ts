import { cpu, scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { Dropout, Embedding, Initializer, isModule, Linear, MLP, Module, RMSNorm, Sequential } from '../src/index.ts';

describe.each([scalar, cpu])('[$name] parameters', (engine) => {
  test('are the tensors in the fields, in the order in which the fields are declared', () => {
    class Unordered extends Module {
      readonly first: Tensor;
      readonly second: Tensor;
      constructor() {
        super();
        this.second = engine.parameter([2]);
        this.first = engine.parameter([1]);
      }
    }
    expect(names(new Unordered())).toEqual(['first', 'second']);
  });

  test('are found in modules, in arrays of modules and of tensors, and in arrays of arrays, under their paths', () => {
    const init = initializer(engine);
    class Inner extends Module {
      readonly wq = new Linear(2, 2, init);
      readonly scales = [engine.parameter([1]), engine.parameter([2])];
    }
    class Outer extends Module {
      readonly wte = new Embedding(3, 2, init);
      readonly layers = [new Inner(), new Inner()];
      readonly grid = [[engine.parameter([1])], [engine.parameter([2]), engine.parameter([3])]];
      readonly bias = engine.parameter([0]);
    }
    expect(names(new Outer())).toEqual([
      'wte.weight',
      'layers.0.wq.weight',
      'layers.0.scales.0',
      'layers.0.scales.1',
      'layers.1.wq.weight',
      'layers.1.scales.0',
      'layers.1.scales.1',
      'grid.0.0',
      'grid.1.0',
      'grid.1.1',
      'bias',
    ]);
  });

  test('fields of the base class come before those of the class', () => {
    class Base extends Module {
      readonly z = engine.parameter([1]);
    }
    class Derived extends Base {
      readonly a = engine.parameter([2]);
    }
    expect(names(new Derived())).toEqual(['z', 'a']);
  });

  test('a tensor in several places is one parameter, under its first name', () => {
    class Tied extends Module {
      readonly wte = new Embedding(3, 2, initializer(engine));
      readonly head: Tensor;
      readonly again: Module;
      constructor() {
        super();
        this.head = this.wte.weight;
        this.again = this.wte;
      }
    }
    const model = new Tied();
    expect([...model.namedParameters()]).toEqual([['wte.weight', model.wte.weight]]);
    expect(model.parameterCount()).toBe(6);
  });

  test('constants are not parameters, nor is anything that is not a tensor', () => {
    class Positions extends Module {
      readonly table = engine.tensor([1, 2, 3]);
      readonly scale = engine.parameter([1]);
      readonly sizes = [1, 2, 3];
      readonly label = 'positions';
      readonly nothing = undefined;
      readonly empty = null;
      readonly f = (x: Tensor) => x;
    }
    const model = new Positions();
    expect(names(model)).toEqual(['scale']);
    expect(model.parameterCount()).toBe(1);
  });

  test('an array that contains itself, or another array twice, is walked once', () => {
    class Looping extends Module {
      readonly list: unknown[] = [engine.parameter([1])];
      readonly same = this.list;
      constructor() {
        super();
        this.list.push(this.list, [this.list, new Linear(1, 2, initializer(engine))]);
      }
    }
    const model = new Looping();
    expect(names(model)).toEqual(['list.0', 'list.2.1.weight']);
    expect(String(model)).toBe('Looping · 3\n└─ list.2.1: Linear(1 → 2) · 2');
  });

  test('parameters() lists what namedParameters() names', () => {
    const mlp = new MLP([2, 3, 1], initializer(engine));
    expect(mlp.parameters()).toEqual([...mlp.namedParameters().values()]);
  });

  test('parameterCount() adds up their sizes', () => {
    // (2·3 + 3) + (3·1 + 1)
    expect(new MLP([2, 3, 1], initializer(engine)).parameterCount()).toBe(13);
  });

  test('zeroGrad() forgets all gradients', () => {
    const mlp = new MLP([2, 3, 1], initializer(engine));
    mlp
      .forward(engine.tensor([[1, -2]]))
      .sum()
      .backward();
    expect(mlp.parameters().every(({ grad }) => grad !== undefined)).toBe(true);
    mlp.zeroGrad();
    expect(mlp.parameters().every(({ grad }) => grad === undefined)).toBe(true);
  });
});

describe('modules', () => {
  const model = () => {
    const init = initializer(cpu);
    return new Sequential(
      new Linear(2, 2, init),
      (x: Tensor) => x.relu(),
      new Sequential(new Dropout(0.5, init.rng), new MLP([2, 2], init)),
    );
  };

  test('namedModules() names this module with the empty path, and all in it with theirs', () => {
    const modules = model().namedModules();
    expect([...modules.keys()]).toEqual([
      '',
      'layers.0',
      'layers.2',
      'layers.2.layers.0',
      'layers.2.layers.1',
      'layers.2.layers.1.layers.0',
    ]);
    expect(modules.get('layers.2.layers.0')).toBeInstanceOf(Dropout);
  });

  test('are in training at first; eval() and train() reach all of them and return the module', () => {
    const root = model();
    const states = () => new Set(Array.from(root.namedModules().values(), ({ training }) => training));
    expect(states()).toEqual(new Set([true]));
    expect(root.eval()).toBe(root);
    expect(states()).toEqual(new Set([false]));
    expect(root.train()).toBe(root);
    expect(states()).toEqual(new Set([true]));
  });

  test('each module keeps its own mode', () => {
    const root = model();
    const inner = root.layers[2] as Module;
    inner.eval();
    expect(Array.from(root.namedModules().values(), ({ training }) => training)).toEqual([
      ...[true, true],
      ...[false, false, false, false],
    ]);
    inner.training = true;
    expect(inner.training).toBe(true);
  });

  test.each([
    ['parameters', [false]],
    ['namedParameters', ['prefix']],
    ['namedModules', ['prefix']],
    ['parameterCount', [true]],
    ['stateDict', [{}]],
    ['zeroGrad', [true]],
    ['train', [false]],
    ['eval', [undefined]],
  ] as const)('%s refuses an argument', (name, args) => {
    const root = model();
    const methods = root as unknown as Record<string, (...given: readonly unknown[]) => unknown>;
    expect(() => methods[name](...args)).toThrow(`${name}: expected no arguments, got 1`);
    expect(root.training).toBe(true);
  });

  test('train(false), as in PyTorch, says what to call instead', () => {
    const root = model();
    expect(() => (root as { train(mode: boolean): unknown }).train(false)).toThrow(
      new TypeError('train: expected no arguments, got 1; call eval() instead'),
    );
  });

  test('isModule tells a module from everything else', () => {
    expect(isModule(model())).toBe(true);
    for (const other of [undefined, null, 1, 'Linear', {}, [], cpu.tensor([1]), Linear]) {
      expect(isModule(other)).toBe(false);
    }
  });

  test('toString() draws the tree with sizes and the number of parameters', () => {
    class Block extends Module {
      readonly norm: RMSNorm;
      readonly dropout: Dropout;
      constructor(init: Initializer) {
        super();
        this.norm = new RMSNorm(4, init);
        this.dropout = new Dropout(0.1, init.rng);
      }
    }
    class Model extends Module {
      readonly wte: Embedding;
      readonly layers: readonly Block[];
      readonly head: Linear;
      constructor(init: Initializer) {
        super();
        this.wte = new Embedding(1000, 4, init);
        this.layers = [new Block(init), new Block(init)];
        this.head = new Linear(4, 2, init, { bias: true });
      }
    }
    // 1000·4 + 2·4 + (4·2 + 2)
    expect(String(new Model(initializer(cpu)))).toBe(
      [
        'Model · 4,018',
        '├─ wte: Embedding(1000, 4) · 4,000',
        '├─ layers.0 … layers.1: 2 × Block · 4 each',
        '│  ├─ norm: RMSNorm(4) · 4',
        '│  └─ dropout: Dropout(0.1) · 0',
        '└─ head: Linear(4 → 2, bias) · 10',
      ].join('\n'),
    );
  });
});

test('toString() draws once what stands several times in a row in an array, but not fields that are equal', () => {
  const init = initializer(cpu);
  const relu = (x: Tensor) => x.relu();
  class Model extends Module {
    readonly wide1 = new Linear(2, 3, init);
    readonly wide2 = new Linear(2, 3, init);
    readonly layers = Array.from({ length: 100 }, (_, i) => new Linear(2, i < 98 ? 2 : 1, init));
    readonly mixed = new Sequential(new Linear(2, 2, init), relu, new Linear(2, 2, init), new Linear(2, 2, init));
  }
  expect(String(new Model())).toBe(
    [
      'Model · 420', // 2·6 + 98·4 + 2·2 + 3·4
      '├─ wide1: Linear(2 → 3) · 6',
      '├─ wide2: Linear(2 → 3) · 6',
      '├─ layers.0 … layers.97: 98 × Linear(2 → 2) · 4 each',
      '├─ layers.98 … layers.99: 2 × Linear(2 → 1) · 2 each',
      '└─ mixed: Sequential · 12',
      '   ├─ layers.0: Linear(2 → 2) · 4',
      '   └─ layers.2 … layers.3: 2 × Linear(2 → 2) · 4 each',
    ].join('\n'),
  );
});

function initializer(engine: Engine): Initializer {
  return new Initializer(engine, new Random(1));
}

function names(module: Module): string[] {
  return [...module.namedParameters().keys()];
}

test('toString() shows the name of a class that a minifier renamed, and that of your own', () => {
  const init = initializer(cpu);
  for (const module of [new MLP([1, 1], init), new Sequential()]) {
    const { name } = module.constructor;
    Object.defineProperty(module.constructor, 'name', { value: 'Lt', configurable: true });
    expect(String(module).split(' ')[0]).toBe(name);
    Object.defineProperty(module.constructor, 'name', { value: name, configurable: true });
  }
  class Encoder extends Sequential {}
  expect(String(new Encoder())).toBe('Encoder · 0');
});

test('toString() draws a module that occurs several times once, at its first place', () => {
  class Inner extends Module {
    readonly map: Linear;
    constructor(map: Linear) {
      super();
      this.map = map;
    }
  }
  class Outer extends Module {
    readonly first: Inner;
    readonly again: Linear;
    readonly last: readonly Linear[];
    constructor(init: Initializer) {
      super();
      this.first = new Inner(new Linear(1, 1, init));
      this.again = this.first.map;
      this.last = [this.first.map, new Linear(2, 1, init)];
    }
  }
  expect(String(new Outer(initializer(cpu)))).toBe(
    ['Outer · 3', '├─ first: Inner · 1', '│  └─ map: Linear(1 → 1) · 1', '└─ last.1: Linear(2 → 1) · 2'].join('\n'),
  );
});

test('a result kept in a field is no parameter, and a field that leads back to its module is no trap', () => {
  class Remembering extends Module {
    readonly layer: Linear;
    readonly self: Module = this;
    last: Tensor | undefined;

    constructor(init: Initializer) {
      super();
      this.layer = new Linear(2, 2, init);
    }

    forward(x: Tensor): Tensor {
      return (this.last = this.layer.forward(x));
    }
  }
  const init = new Initializer(scalar, new Random(1));
  const model = new Remembering(init);
  model.forward(init.normal([1, 2]));
  expect([...model.namedParameters().keys()]).toEqual(['layer.weight']);
  expect([...model.namedModules().keys()]).toEqual(['', 'layer']);
});
