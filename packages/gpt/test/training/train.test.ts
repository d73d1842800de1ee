import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cpu, scalar, Tensor, type Engine } from '@microgpt/autograd';
import { Initializer, Module } from '@microgpt/nn';
import { Adam, clipGradNorm, SGD } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { describe, expect, test } from 'vitest';
import {
  documentBatches,
  evaluate,
  GPT,
  train,
  trainStep,
  type Batch,
  type Documents,
  type OptimizerLike,
} from '../../src/index.ts';

const documents = ['anna', 'bob', 'abba', 'nana', 'bonobo'];
const tokenizer = CharTokenizer.train(documents);
const blockSize = 4;

const [shortest] = documents.toSorted((a, b) => a.length - b.length);

function setUp(engine: Engine) {
  const model = new GPT(
    { vocabSize: tokenizer.vocabSize, blockSize, nLayer: 1, nHead: 2, nEmbd: 4 },
    new Initializer(engine, new Random(3)),
  );
  const optimizer = new Adam(model.parameters(), { lr: 0.02 });
  const batches = documentBatches(documents, tokenizer, { blockSize, batchSize: 2 });
  return { model, optimizer, batches };
}

function flat(model: Module): number[] {
  return model.parameters().flatMap((parameter) => Array.from(parameter.toFlat()));
}

describe.each([scalar, cpu])('[$name] train', (engine) => {
  test('lowers the loss, and tells of each step and its rate', async () => {
    const { model, optimizer, batches } = setUp(engine);
    const told = [];
    for await (const step of train(model, optimizer, batches, { steps: 60 })) told.push(step);
    expect(told.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(told.every(({ lr }) => lr === 0.02)).toBe(true);
    expect(told[59].loss).toBeLessThan(told[0].loss / 1.5);
  });

  test('stops when the consumer breaks, and goes on from there', async () => {
    const { model, optimizer, batches } = setUp(engine);
    for await (const { step } of train(model, optimizer, batches, { steps: 10 })) if (step === 3) break;
    expect(optimizer.stepCount).toBe(3);
    const told: number[] = [];
    for await (const { step } of train(model, optimizer, batches, { steps: 5 })) told.push(step);
    expect(told).toEqual([4, 5]); // the batches went on as well
  });

  test('goes on after the steps that the optimizer has done', async () => {
    const { model, optimizer } = setUp(engine);
    const batches = () => documentBatches(documents, tokenizer, { blockSize });
    const told: number[] = [];
    for await (const { step } of train(model, optimizer, batches(), { steps: 2 })) told.push(step);
    for await (const { step } of train(model, optimizer, batches(), { steps: 4 })) told.push(step);
    expect(told).toEqual([1, 2, 3, 4]);
  });

  test.each([4, 3])('says what steps means if the optimizer has done %d or more', async (steps) => {
    const { model, optimizer, batches } = setUp(engine);
    for await (const { step } of train(model, optimizer, batches, { steps: 4 })) expect(step).toBeLessThan(5);
    await expect(train(model, optimizer, batches, { steps }).next()).rejects.toThrow(
      new RangeError(
        `train: steps is the number of the last step, but the optimizer has done 4; for ${steps} more pass ${4 + steps}`,
      ),
    );
  });

  test('says that it needs a loop if it is awaited', async () => {
    const { model, optimizer, batches } = setUp(engine);
    const awaited = async () => {
      const training: unknown = train(model, optimizer, batches, { steps: 2 });
      await training;
    };
    await expect(awaited()).rejects.toThrow(
      new TypeError('train: iterate with for await (const step of train(…)); awaiting it runs no step'),
    );
    expect(optimizer.stepCount).toBe(0);
  });

  test('puts the model into training mode at the beginning, and keeps a mode that the consumer sets later', async () => {
    const { model, optimizer, batches } = setUp(engine);
    model.eval();
    for await (const { step } of train(model, optimizer, batches, { steps: 3 })) {
      expect(model.training).toBe(step === 1);
      model.eval();
    }
  });

  test('reports the rate of the step just done, not of the next', async () => {
    const { model, batches } = setUp(engine);
    const optimizer = new SGD(model.parameters(), { lr: (step) => 1 / (step + 1) });
    const rates: number[] = [];
    for await (const { lr } of train(model, optimizer, batches, { steps: 3 })) rates.push(lr);
    expect(rates).toEqual([1, 1 / 2, 1 / 3]);
  });

  test('clears the gradients of all parameters in each step, even of untrained ones', async () => {
    const { model, batches } = setUp(engine);
    const frozen = model.wte.weight;
    const optimizer = new SGD(
      model.parameters().filter((parameter) => parameter !== frozen),
      { lr: 0.1 },
    );
    const twin = setUp(engine).model;
    const first = batches.next().value;
    for await (const { step } of train(model, optimizer, [first, first, first], { steps: 3 })) {
      const before = twin.stateDict();
      twin.zeroGrad();
      twin.forward(first.inputs).crossEntropy(first.targets.flat()).backward();
      expect(frozen.grad?.toArray(), `step ${step}`).toEqual(twin.wte.weight.grad?.toArray());
      twin.loadStateDict({ ...model.stateDict(), 'wte.weight': before['wte.weight'] });
    }
    expect(frozen.toArray()).toEqual(setUp(engine).model.wte.weight.toArray());
  });

  test('takes no more from the batches than a step needs, so their place is where the next step begins', async () => {
    const { model, optimizer, batches } = setUp(engine); // of 2 documents
    for await (const { step } of train(model, optimizer, batches, { steps: 3, accumulate: 3 })) {
      expect(batches.place).toBe(6 * step);
    }
    expect(batches.place).toBe(18);
  });

  test('reports the norm of the gradients before clipping, and nothing without clipNorm', async () => {
    const { model, batches } = setUp(engine);
    const optimizer = new SGD(model.parameters(), { lr: 0.1 });
    for await (const { gradNorm = 0 } of train(model, optimizer, batches, { steps: 3, clipNorm: 0.01 })) {
      const clipped = model.parameters().flatMap(({ grad }) => Array.from(grad?.toFlat() ?? []));
      expect(Math.sqrt(clipped.reduce((sum, g) => sum + g * g, 0))).toBeCloseTo(0.01, 12);
      expect(gradNorm).toBeGreaterThan(0.05);
    }
    for await (const { gradNorm } of train(model, optimizer, batches, { steps: 4 })) expect(gradNorm).toBeUndefined();
  });

  test('measures the norm √(Σ g²) with clipNorm: Infinity, and clips nothing', async () => {
    const [{ model, optimizer, batches }, plain] = [setUp(engine), setUp(engine)];
    const losses: number[] = [];
    for await (const { loss, gradNorm } of train(model, optimizer, batches, { steps: 3, clipNorm: Infinity })) {
      losses.push(loss);
      const gradients = model.parameters().flatMap(({ grad }) => Array.from(grad?.toFlat() ?? []));
      expect(gradNorm).toBeCloseTo(Math.sqrt(gradients.reduce((sum, g) => sum + g * g, 0)), 12);
    }
    for await (const { step, loss } of train(plain.model, plain.optimizer, plain.batches, { steps: 3 })) {
      expect(loss).toBe(losses[step - 1]);
    }
    expect(flat(model)).toEqual(flat(plain.model));
  });

  test.each([0.5, 1e9])('clips the norm of all gradients to %d', async (clipNorm) => {
    const { model, batches } = setUp(engine);
    const twin = setUp(engine).model;
    const [optimizer, other] = [model, twin].map((each) => new SGD(each.parameters(), { lr: 1 }));
    const kept = Array.from({ length: 3 }, () => batches.next().value);
    let step = 0;
    for await (const { loss } of train(model, optimizer, kept, { steps: 3, clipNorm })) {
      const { inputs, targets } = kept[step++];
      other.zeroGrad();
      const expected = twin.forward(inputs).crossEntropy(targets.flat());
      expected.backward();
      clipGradNorm(other.parameters, clipNorm);
      other.step();
      expect(loss).toBe(expected.item());
    }
    expect(flat(model)).toEqual(flat(twin));
    const clipped = Math.sqrt(model.parameters().reduce((sum, p) => sum + p.sumSquaresOfGrad(), 0));
    if (clipNorm === 0.5) expect(clipped).toBeCloseTo(0.5, 12);
    else expect(clipped).toBeGreaterThan(0.5);
  });

  test('ends when the batches run out; no batch at all is an error', async () => {
    const { model, optimizer, batches } = setUp(engine);
    const told: number[] = [];
    const two = [batches.next().value, batches.next().value];
    for await (const { step } of train(model, optimizer, two, { steps: 9 })) told.push(step);
    expect(told).toEqual([1, 2]);
    await expect(train(model, optimizer, [], { steps: 9 }).next()).rejects.toThrow(
      new RangeError('train: no batches; pass at least one'),
    );
  });

  test('averages the losses of several batches per step, and of what is left in the last', async () => {
    const { model, batches } = setUp(engine);
    const twin = setUp(engine).model;
    const [optimizer, other] = [model, twin].map((each) => new SGD(each.parameters(), { lr: 1 }));
    const five = Array.from({ length: 5 }, () => batches.next().value);
    const groups = [five.slice(0, 2), five.slice(2, 4), five.slice(4)];
    const told = [];
    for await (const { step, loss } of train(model, optimizer, five, { steps: 9, accumulate: 2, clipNorm: 0.5 })) {
      told.push(step);
      other.zeroGrad();
      const losses = groups[step - 1].map(({ inputs, targets }) => twin.forward(inputs).crossEntropy(targets.flat()));
      const mean = losses.reduce((sum, each) => sum.add(each)).div(losses.length);
      mean.backward();
      clipGradNorm(other.parameters, 0.5);
      other.step();
      expect(loss).toBeCloseTo(mean.item(), 14);
    }
    expect(told).toEqual([1, 2, 3]);
    const expected = flat(twin);
    flat(model).forEach((x, i) => {
      expect(x).toBeCloseTo(expected[i], 12);
    });
  });

  test('takes the batches of its steps and no more', async () => {
    const { model, optimizer, batches } = setUp(engine);
    const again = setUp(engine).batches;
    for await (const { step } of train(model, optimizer, batches, { steps: 2, accumulate: 3 }))
      expect(step).toBeLessThan(3);
    const seven = Array.from({ length: 7 }, () => again.next().value);
    expect(batches.next().value).toEqual(seven[6]);
  });

  test('steps two optimizers as one, each for its own parameters', async () => {
    const { model, batches } = setUp(engine);
    const twin = setUp(engine).model;
    const pairOf = ({ wte, ...rest }: GPT) => {
      const others = [rest.wpe, rest.lmHead, ...rest.layers].flatMap((part) => part.parameters());
      return [new Adam(wte.parameters(), { lr: 0.02 }), new SGD(others, { lr: 0.5 })] as const;
    };
    const [adam, sgd] = pairOf(model);
    const both: OptimizerLike = {
      step() {
        adam.step();
        sgd.step();
      },
      zeroGrad() {
        adam.zeroGrad();
        sgd.zeroGrad();
      },
      get lr() {
        return adam.lr;
      },
      get stepCount() {
        return adam.stepCount;
      },
    };
    const two = [batches.next().value, batches.next().value];
    const told = [];
    for await (const step of train(model, both, two, { steps: 2, clipNorm: 0.5 })) told.push(step);
    expect(told).toMatchObject([
      { step: 1, lr: 0.02 },
      { step: 2, lr: 0.02 },
    ]);

    const others = pairOf(twin);
    for (const { inputs, targets } of two) {
      twin.zeroGrad();
      twin.forward(inputs).crossEntropy(targets.flat()).backward();
      clipGradNorm(twin.parameters(), 0.5); // of all, as the pair does not list its own
      for (const optimizer of others) optimizer.step();
    }
    expect(flat(model)).toEqual(flat(twin));
  });

  test('names the parameter of a gradient that is not finite, whatever the optimizer', () => {
    const { model, batches } = setUp(engine);
    const nothing = () => undefined;
    const refusing: OptimizerLike = {
      lr: 1,
      stepCount: 6,
      zeroGrad: nothing,
      step: () => {
        throw new Error('no');
      },
    };
    expect(() => trainStep(model, refusing, batches.next().value)).toThrow('no');
    model.wte.weight.assign(new Float64Array(4 * tokenizer.vocabSize).fill(NaN));
    expect(() => trainStep(model, { ...refusing, step: nothing }, batches.next().value)).toThrow(
      'trainStep: the loss is NaN at step 7; the first gradient that is not finite is that of "wte.weight"',
    );
  });

  test('refuses an optimizer of another model, and changes nothing', async () => {
    const { model, batches } = setUp(engine);
    const { optimizer } = setUp(engine);
    await expect(train(model.eval(), optimizer, batches, { steps: 1 }).next()).rejects.toThrow(
      new RangeError("train: the optimizer has none of the model's parameters; create it with model.namedParameters()"),
    );
    expect(optimizer.stepCount).toBe(0);
    expect(model.training).toBe(false);
  });

  test('throws the reason of a signal that is aborted, between two steps', async () => {
    const { model, optimizer, batches } = setUp(engine);
    const reason = new Error('enough');
    const controller = new AbortController();
    const run = async (signal: AbortSignal) => {
      for await (const { step } of train(model, optimizer, batches, { steps: 9, signal })) {
        if (step === 3) controller.abort(reason);
      }
    };
    await expect(run(controller.signal)).rejects.toBe(reason);
    expect(optimizer.stepCount).toBe(3);
    await expect(run(controller.signal)).rejects.toBe(reason);
    expect(optimizer.stepCount).toBe(3);
    await run(new AbortController().signal);
    expect(optimizer.stepCount).toBe(9);
  });

  test('lets timers fire while it runs', async () => {
    const { model, optimizer, batches } = setUp(engine);
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort();
    });
    for await (const { step } of train(model, optimizer, batches, { steps: 1_000_000 })) {
      if (stop.signal.aborted) break;
      expect(step).toBeLessThan(1_000_000);
    }
    expect(stop.signal.aborted).toBe(true);
  });

  test('stops at a loss that is not finite, names the step and the parameter, and keeps the weights', () => {
    const { model, optimizer, batches } = setUp(engine);
    trainStep(model, optimizer, batches.next().value);
    const weight = model.namedParameters().get('layers.0.mlp.fc2.weight') ?? engine.zeros([1]);
    const numbers = weight.toFlat();
    numbers[3] = NaN;
    weight.assign(numbers);
    const before = model.wte.weight.toFlat();
    const act = () => trainStep(model, optimizer, batches.next().value);
    expect(act).toThrow(
      'trainStep: the loss is NaN at step 2; the first gradient that is not finite is that of "wte.weight"; ' +
        'the parameter "layers.0.mlp.fc2.weight" itself is not finite. ' +
        'Go back to the last checkpoint, and continue from it with a lower learning rate or clipNorm',
    );
    expect(model.wte.weight.toFlat()).toEqual(before);
    expect(optimizer.stepCount).toBe(1);
  });

  test('does not apply a gradient that is not finite, also where the loss is', () => {
    class Kinked extends Module {
      readonly weight = engine.parameter([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]);
      forward(inputs: Documents): Tensor {
        const rows = Tensor.concat(inputs.flat().map(() => this.weight));
        return rows.sub(rows.detach()).abs().sqrt(); // 0, with the derivative 1/0
      }
    }
    const model = new Kinked();
    const optimizer = new Adam(model.parameters(), { lr: 0.1 });
    expect(() => trainStep(model, optimizer, { inputs: [[0]], targets: [[1]] })).toThrow(
      /^trainStep: the loss is 2\.3\d+ at step 1; the first gradient that is not finite is that of "weight"\. The parameters are as before this step: continue from here with a lower learning rate or clipNorm, or go back to the last checkpoint$/,
    );
    expect(model.weight.toArray()).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]);
  });

  test('stops at a learning rate that is far too high', async () => {
    const { model, batches } = setUp(engine);
    const optimizer = new SGD(model.parameters(), { lr: 1e200 });
    const run = async () => {
      for await (const { step } of train(model, optimizer, batches, { steps: 50 })) expect(step).toBeLessThan(50);
    };
    await expect(run()).rejects.toThrow(
      /train: the loss is \S+ at step \d+; the first gradient that is not finite is that of/,
    );
  });

  test.each([0, -1, 1.5, NaN])('refuses %s steps', async (steps) => {
    const { model, optimizer, batches } = setUp(engine);
    await expect(train(model, optimizer, batches, { steps }).next()).rejects.toThrow(
      'train: steps must be a positive integer',
    );
  });

  test.each([0, 1.5])('refuses %s batches per step', async (accumulate) => {
    const { model, optimizer, batches } = setUp(engine);
    await expect(train(model, optimizer, batches, { steps: 1, accumulate }).next()).rejects.toThrow(
      `train: accumulate must be a positive integer, got ${accumulate}`,
    );
  });

  test.each<[string, Batch, string]>([
    ['another length', { inputs: [[0, 1], [2]], targets: [[1], [2, 0]] }, 'of document 0 differ in length: 2 and 1'],
    ['one longer', { inputs: [[0], [2]], targets: [[1], [2, 0]] }, 'of document 1 differ in length: 1 and 2'],
    ['a document too few', { inputs: [[0], [2]], targets: [[1]] }, 'of document 1 differ in length: 1 and 0'],
    ['a document too many', { inputs: [[0]], targets: [[1], [1, 1]] }, 'of document 1 differ in length: 0 and 2'],
  ])('refuses targets of %s, and changes nothing', async (_, batch, message) => {
    const { model, optimizer } = setUp(engine);
    const before = flat(model);
    expect(() => trainStep(model, optimizer, batch)).toThrow(
      new RangeError(`trainStep: inputs and targets ${message}`),
    );
    await expect(evaluate(model, [batch])).rejects.toThrow(new RangeError(`evaluate: inputs and targets ${message}`));
    expect(flat(model)).toEqual(before);
    expect(optimizer.stepCount).toBe(0);
  });

  test('20,000 steps do not grow the heap', () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const { model, optimizer } = setUp(engine);
    const batches = documentBatches([shortest], tokenizer, { blockSize }); // a leak counts by steps, not by tokens
    const heapAfter = (steps: number) => {
      while (optimizer.stepCount < steps) trainStep(model, optimizer, batches.next().value);
      for (let i = 0; i < 3; i++) gc(); // memory of typed arrays is given back in a second pass
      return process.memoryUsage().heapUsed + process.memoryUsage().external;
    };
    const early = heapAfter(2_000);
    expect(heapAfter(20_000) - early).toBeLessThan(1e6);
  });
});

test.each<[string, (...given: readonly never[]) => unknown, readonly unknown[], string]>([
  ['train', train, [1, 2, [], 100], 'train: expected options { steps, accumulate, clipNorm, signal }, got 100'],
  [
    'train',
    train,
    [1, 2, [], { epochs: 1 }],
    'train: unknown option "epochs"; the options are steps, accumulate, clipNorm, signal',
  ],
  ['train', train, [1, 2, [], { steps: 1 }, 5], 'train: expected at most 4 arguments, got 5'],
  ['trainStep', trainStep, [1, 2, 3, 0.5], 'trainStep: expected options { clipNorm }, got 0.5'],
  [
    'trainStep',
    trainStep,
    [1, 2, 3, { clip_norm: 1 }],
    'trainStep: unknown option "clip_norm"; did you mean clipNorm?',
  ],
  ['trainStep', trainStep, [1, 2, 3, {}, 5], 'trainStep: expected at most 4 arguments, got 5'],
])('%s refuses wrong arguments (%#)', (_, act, args, message) => {
  expect(() => act(...(args as readonly never[]))).toThrow(message);
});

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'undefined'],
  ['an iterator of batches', documentBatches(documents, tokenizer, { blockSize }), 'a'],
  ['half a batch', { inputs: [[1]] }, 'an object'],
])('trainStep and evaluate need a batch, not %s', async (_, batch, got) => {
  const { model, optimizer } = setUp(cpu);
  const step = trainStep as (...given: readonly unknown[]) => number;
  expect(() => step(model, optimizer, batch)).toThrow(TypeError);
  expect(() => step(model, optimizer, batch)).toThrow(`trainStep: expected a batch { inputs, targets }, got ${got}`);
  await expect(evaluate(model, [batch as Batch])).rejects.toThrow(
    'evaluate: expected a batch { inputs, targets }, got',
  );
});

test.each<[string, (...given: readonly never[]) => unknown]>([
  ['train', train],
  ['trainStep', trainStep],
])('%s needs a model and an optimizer, in this order', (name, act) => {
  const { model, optimizer, batches } = setUp(cpu);
  const call = act as unknown as (...given: readonly unknown[]) => unknown;
  expect(() => call(optimizer, model, batches)).toThrow(new TypeError(`${name}: expected a model, got an Adam`));
  expect(() => call(undefined, optimizer, batches)).toThrow(new TypeError(`${name}: expected a model, got undefined`));
  expect(() => call(model, batches, optimizer)).toThrow(`${name}: expected an optimizer, got `);
  expect(() => call(model, { step: 1 }, batches)).toThrow(`${name}: expected an optimizer, got an object`);
});

test('train needs a signal, not its controller', async () => {
  const { model, optimizer, batches } = setUp(cpu);
  const signal = new AbortController() as never;
  await expect(train(model, optimizer, batches, { steps: 1, signal }).next()).rejects.toThrow(
    new TypeError('train: expected an AbortSignal, got an AbortController'),
  );
});

test('train without options says that it needs the number of steps', async () => {
  const { model, optimizer, batches } = setUp(cpu);
  const act = train as (...given: readonly unknown[]) => AsyncGenerator;
  await expect(act(model, optimizer, batches).next()).rejects.toThrow(
    new RangeError('train: steps must be a positive integer, got undefined'),
  );
});
