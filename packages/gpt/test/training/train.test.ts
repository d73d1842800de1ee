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
  toBatch,
  train,
  trainStep,
  type Batch,
  type Documents,
} from '../../src/index.ts';

const documents = ['anna', 'bob', 'abba', 'nana', 'bonobo'];
const tokenizer = CharTokenizer.train(documents);
const blockSize = 4;

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
      new RangeError('train: there is no batch; pass at least one'),
    );
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
      'train: the loss is NaN at step 2; the first gradient that is not finite is that of "wte.weight"; ' +
        'the parameter "layers.0.mlp.fc2.weight" itself is not finite',
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
      /train: the loss is 2\.3\d+ at step 1; the first gradient that is not finite is that of "weight"/,
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
    const { model, optimizer, batches } = setUp(engine);
    const heapAfter = (steps: number) => {
      while (optimizer.stepCount < steps) trainStep(model, optimizer, batches.next().value);
      for (let i = 0; i < 3; i++) gc(); // memory of typed arrays is given back in a second pass
      return process.memoryUsage().heapUsed + process.memoryUsage().external;
    };
    const early = heapAfter(2_000);
    expect(heapAfter(20_000) - early).toBeLessThan(1e6);
  });

  test('evaluate gives the mean loss over tokens, learns nothing, and leaves the model training', async () => {
    const { model } = setUp(engine);
    const batches = documents.map((document) => toBatch([document], tokenizer, blockSize));
    const loss = await evaluate(model, batches);
    const together = toBatch(documents, tokenizer, blockSize);
    expect(loss).toBeCloseTo(model.forward(together.inputs).crossEntropy(together.targets.flat()).item(), 12);
    expect(model.training).toBe(true);
    expect(model.parameters().every(({ grad }) => grad === undefined)).toBe(true);
    expect(flat(model)).toEqual(flat(setUp(engine).model));
  });

  test('evaluate takes the requested number of endless batches, and leaves the rest', async () => {
    const { model, batches } = setUp(engine);
    const again = setUp(engine).batches;
    const [a, b, c, d, next] = Array.from({ length: 5 }, () => again.next().value);
    expect(await evaluate(model, batches, { batches: 2 })).toBe(await evaluate(model, [a, b]));
    expect(await evaluate(model, batches, { batches: 2 })).toBe(await evaluate(model, [c, d]));
    expect(batches.next().value).toEqual(next);
    expect(await evaluate(model, [a], { batches: 9 })).toBe(await evaluate(model, [a]));
    expect(await evaluate(model, [a, b], { batches: 1 })).toBe(await evaluate(model, [a]));
  });

  test('evaluate does not wait for the end of batches that may be endless', async () => {
    const { model, batches } = setUp(engine);
    const message =
      'evaluate: there is no batch; pass a non-empty array, or say how many batches to take: { batches: 10 }';
    const own = {
      *[Symbol.iterator]() {
        for (;;) yield batches.next().value;
      },
    };
    for (const endless of [batches, own, batches.next().value as never, []])
      await expect(evaluate(model, endless)).rejects.toThrow(new RangeError(message));
    for (const count of [0, -1, NaN])
      await expect(evaluate(model, batches, { batches: count })).rejects.toThrow(new RangeError(message));
  });

  test('evaluate names a loss that is not finite', async () => {
    const { model, batches } = setUp(engine);
    model.lmHead.parameters()[0].assign(new Float64Array(4 * tokenizer.vocabSize).fill(NaN));
    await expect(evaluate(model, [batches.next().value])).rejects.toThrow('evaluate: the loss is NaN; are all weights');
  });
});

test.each<[string, (...given: readonly never[]) => unknown, readonly unknown[], string]>([
  ['train', train, [1, 2, [], 100], 'train: expected options { steps, clipNorm }, got 100'],
  ['train', train, [1, 2, [], { epochs: 1 }], 'train: unknown option "epochs"; the options are steps, clipNorm'],
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

test('evaluate refuses wrong arguments', async () => {
  const act = evaluate as (...given: readonly unknown[]) => Promise<number>;
  await expect(act(1, [], 10)).rejects.toThrow('evaluate: expected options { batches }, got 10');
  await expect(act(1, [], { steps: 10 })).rejects.toThrow('evaluate: unknown option "steps"; the options are batches');
  await expect(act(1, [], {}, 1)).rejects.toThrow('evaluate: expected at most 3 arguments, got 4');
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

test('train without options says that it needs the number of steps', async () => {
  const { model, optimizer, batches } = setUp(cpu);
  const act = train as (...given: readonly unknown[]) => AsyncGenerator;
  await expect(act(model, optimizer, batches).next()).rejects.toThrow(
    new RangeError('train: steps must be a positive integer, got undefined'),
  );
});
