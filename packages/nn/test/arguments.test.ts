import { cpu } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import {
  BatchNorm,
  Dropout,
  Embedding,
  Initializer,
  LayerNorm,
  Linear,
  MLP,
  Module,
  RMSNorm,
  Sequential,
} from '../src/index.ts';

// What the compiler refuses in TypeScript, checked at run time for JavaScript.
type Anything = new (...args: readonly unknown[]) => object;
const make = (Class: unknown, ...args: readonly unknown[]) => new (Class as Anything)(...args);

const rng = new Random(1);
const init = new Initializer(cpu, rng);

describe('the constructor of', () => {
  test.each<[string, unknown, readonly unknown[], string]>([
    ['Linear', Linear, [2, 3], 'Linear: expected an Initializer, got undefined'],
    ['Linear', Linear, [2, 3, { bias: true }], 'Linear: expected an Initializer, got an object'],
    ['Linear', Linear, [2, 3, init, true], 'Linear: expected options { bias }, got true'],
    ['Linear', Linear, [2, 3, init, { Bias: true }], 'Linear: unknown option "Bias"; did you mean bias?'],
    ['Linear', Linear, [2, 3, init, {}, 1], 'Linear: expected at most 4 arguments, got 5'],
    ['Embedding', Embedding, [2, 3], 'Embedding: expected an Initializer, got undefined'],
    ['Embedding', Embedding, [2, 3, init, {}], 'Embedding: expected at most 3 arguments, got 4'],
    ['LayerNorm', LayerNorm, [2, cpu], 'LayerNorm: expected an Initializer, got'],
    ['LayerNorm', LayerNorm, [2, init, { epsilon: 1 }], 'LayerNorm: unknown option "epsilon"; did you mean eps?'],
    ['LayerNorm', LayerNorm, [2, init, {}, 1], 'LayerNorm: expected at most 3 arguments, got 4'],
    ['BatchNorm', BatchNorm, [2, init, { eps: 1, axis: 1 }], 'BatchNorm: unknown option "axis"'],
    ['BatchNorm', BatchNorm, [2], 'BatchNorm: expected an Initializer, got undefined'],
    ['RMSNorm', RMSNorm, [2], 'RMSNorm: expected an Initializer, got undefined'],
    ['RMSNorm', RMSNorm, [2, init, 1e-6], 'RMSNorm: expected options { eps, gain }, got 0.000001'],
    ['RMSNorm', RMSNorm, [2, init, {}, 1], 'RMSNorm: expected at most 3 arguments, got 4'],
    ['MLP', MLP, [[2, 1]], 'MLP: expected an Initializer, got undefined'],
    ['MLP', MLP, [2, init], 'MLP: sizes must include at least the input and the output, got 2'],
    ['MLP', MLP, [[2, 1], init, { act: 'relu' }], 'MLP: unknown option "act"; did you mean activation?'],
    ['MLP', MLP, [[2, 1], init, { activation: 'relu' }], 'MLP: expected a function for activation, got "relu"'],
    ['MLP', MLP, [[2, 1], init, {}, 1], 'MLP: expected at most 3 arguments, got 4'],
    ['Dropout', Dropout, [0.5], 'Dropout: expected a Random, got undefined'],
    ['Dropout', Dropout, [0.5, Math.random], 'Dropout: expected a Random, got a function'],
    ['Dropout', Dropout, [0.5, rng, true], 'Dropout: expected at most 2 arguments, got 3'],
    [
      'Sequential',
      Sequential,
      [[init]],
      'Sequential: expected layers (not their classes) and functions as arguments, got [an Initializer]',
    ],
    [
      'Sequential',
      Sequential,
      [Math.abs, null],
      'Sequential: expected layers (not their classes) and functions as arguments, got null',
    ],
    [
      'Sequential',
      Sequential,
      [Math.abs, Linear],
      'layers (not their classes) and functions as arguments, got a function',
    ],
    ['Sequential', Sequential, [new (class extends Module {})()], 'functions as arguments, got a Module'],
    ['MLP', MLP, [undefined, init], 'MLP: sizes must include at least the input and the output, got undefined'],
    ['Initializer', Initializer, [cpu], 'Initializer: expected an engine and a Random, got ['],
    ['Initializer', Initializer, [cpu, 42], ', 42]'],
    [
      'Initializer',
      Initializer,
      [Promise.resolve(cpu), rng],
      'Initializer: expected an engine and a Random, got [a Promise',
    ],
    ['Initializer', Initializer, [cpu, rng, 0.02], 'Initializer: expected options { std }, got 0.02'],
    ['Initializer', Initializer, [cpu, rng, { sd: 1 }], 'Initializer: unknown option "sd"; the options are std'],
    ['Initializer', Initializer, [cpu, rng, {}, 1], 'Initializer: expected at most 3 arguments, got 4'],
  ])('%s refuses wrong arguments (%#)', (_, Class, args, message) => {
    expect(() => make(Class, ...args)).toThrow(message);
  });
});

test.each([
  new Linear(1, 1, init),
  new Embedding(1, 1, init),
  new RMSNorm(1, init),
  new LayerNorm(1, init),
  new BatchNorm(1, init),
  new Dropout(0.5, rng),
  new MLP([1, 1], init),
  new Sequential(),
])('forward of $constructor.name refuses a second argument', (layer) => {
  const forward = layer.forward.bind(layer) as (...args: readonly unknown[]) => unknown;
  expect(() => forward([0], true)).toThrow(
    new TypeError(`${layer.constructor.name}.forward: expected one argument, got 2`),
  );
});

test.each([
  ['normal', 'one argument', [2, 3]],
  ['zeros', 'one argument', [2, 3]],
  ['ones', 'one argument', [2, 3]],
  ['uniform', 'at most 2 arguments', [[2], -1, 1]],
] as const)('%s of Initializer takes %s', (name, expected, args) => {
  const draw = init[name].bind(init) as (...given: readonly unknown[]) => unknown;
  expect(() => draw(...args)).toThrow(new TypeError(`Initializer.${name}: expected ${expected}, got ${args.length}`));
});

test.each([
  new Linear(1, 1, init),
  new RMSNorm(1, init),
  new LayerNorm(1, init),
  new BatchNorm(1, init),
  new Dropout(0.5, rng),
  new MLP([1, 1], init),
])('forward of $constructor.name refuses an array', (layer) => {
  const forward = layer.forward.bind(layer) as (x: unknown) => unknown;
  expect(() => forward([1])).toThrow(
    new TypeError(`${layer.constructor.name}.forward: expected a Tensor (engine.tensor makes one), got [1]`),
  );
});
