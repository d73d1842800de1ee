import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cpu, scalar, Tensor, type Engine } from '@microgpt/autograd';
import { Initializer, Module } from '@microgpt/nn';
import { Adam, SGD } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { describe, expect, test } from 'vitest';
import { documentBatches, evaluate, GPT, linesOf, toBatch, train, trainStep, type Documents } from '../src/index.ts';

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
    for await (const { step } of train(model, optimizer, batches(), { steps: 4 })) told.push(step);
    expect(told).toEqual([1, 2, 3, 4]);
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
    await expect(evaluate(model, [])).rejects.toThrow('evaluate: there is no batch');
  });
});

describe('documentBatches', () => {
  test('takes documents in order, again from the first after the last, and cuts them at blockSize', () => {
    const batches = documentBatches(['ab', 'a', 'bbbb'], CharTokenizer.train(['ab']), { blockSize: 3, batchSize: 2 });
    const [first, second] = [batches.next().value, batches.next().value];
    expect(first).toEqual({
      inputs: [
        [2, 0, 1],
        [2, 0],
      ],
      targets: [
        [0, 1, 2],
        [0, 2],
      ],
    });
    expect(second).toEqual({
      inputs: [
        [2, 1, 1],
        [2, 0, 1],
      ],
      targets: [
        [1, 1, 1],
        [0, 1, 2],
      ],
    });
  });

  test('refuses an empty data set and sizes that are not positive integers', () => {
    expect(() => documentBatches([], tokenizer, { blockSize })).toThrow('documentBatches: there is no document');
    expect(() => documentBatches(['a'], tokenizer, { blockSize: 0 })).toThrow(
      'blockSize must be a positive integer, got 0',
    );
    expect(() => documentBatches(['a'], tokenizer, { blockSize, batchSize: -2 })).toThrow(
      'batchSize must be a positive integer, got -2',
    );
  });
});

test('linesOf trims lines and drops empty ones, whatever their ends', () => {
  expect(linesOf(' anna\r\n\n  \nbob \n')).toEqual(['anna', 'bob']);
  expect(linesOf('')).toEqual([]);
});
