import { cpu, scalar, type Engine } from '@microgpt/autograd';
import { Initializer, type Module } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { describe, expect, test } from 'vitest';
import { documentBatches, evaluate, GPT, toBatch } from '../../src/index.ts';

const documents = ['anna', 'bob', 'abba', 'nana', 'bonobo'];
const tokenizer = CharTokenizer.train(documents);
const blockSize = 4;

function setUp(engine: Engine) {
  const model = new GPT(
    { vocabSize: tokenizer.vocabSize, blockSize, nLayer: 1, nHead: 2, nEmbd: 4 },
    new Initializer(engine, new Random(3)),
  );
  const batches = documentBatches(documents, tokenizer, { blockSize, batchSize: 2 });
  return { model, batches };
}

function flat(model: Module): number[] {
  return model.parameters().flatMap((parameter) => Array.from(parameter.toFlat()));
}

describe.each([scalar, cpu])('[$name] evaluate', (engine) => {
  test('gives the mean loss over tokens, learns nothing, and leaves the model training', async () => {
    const { model } = setUp(engine);
    const batches = documents.map((document) => toBatch([document], tokenizer, blockSize));
    const loss = await evaluate(model, batches);
    const together = toBatch(documents, tokenizer, blockSize);
    expect(loss).toBeCloseTo(model.forward(together.inputs).crossEntropy(together.targets.flat()).item(), 12);
    expect(model.training).toBe(true);
    expect(model.parameters().every(({ grad }) => grad === undefined)).toBe(true);
    expect(flat(model)).toEqual(flat(setUp(engine).model));
  });

  test('takes the requested number of endless batches, and leaves the rest', async () => {
    const { model, batches } = setUp(engine);
    const again = setUp(engine).batches;
    const [a, b, c, d, next] = Array.from({ length: 5 }, () => again.next().value);
    expect(await evaluate(model, batches, { batches: 2 })).toBe(await evaluate(model, [a, b]));
    expect(await evaluate(model, batches, { batches: 2 })).toBe(await evaluate(model, [c, d]));
    expect(batches.next().value).toEqual(next);
    expect(await evaluate(model, [a], { batches: 9 })).toBe(await evaluate(model, [a]));
    expect(await evaluate(model, [a, b], { batches: 1 })).toBe(await evaluate(model, [a]));
  });

  test('does not wait for the end of batches that may be endless', async () => {
    const { model, batches } = setUp(engine);
    const message =
      'evaluate: no batches; pass a non-empty array, such as [...textBatches(…)] for a pass over a text, or say how many to take: { batches: 10 }';
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

  test('names a loss that is not finite', async () => {
    const { model, batches } = setUp(engine);
    model.lmHead.parameters()[0].assign(new Float64Array(4 * tokenizer.vocabSize).fill(NaN));
    await expect(evaluate(model, [batches.next().value])).rejects.toThrow('evaluate: the loss is NaN; are all weights');
  });
});

test('evaluate refuses wrong arguments', async () => {
  const act = evaluate as (...given: readonly unknown[]) => Promise<number>;
  await expect(act(1, [], 10)).rejects.toThrow('evaluate: expected options { batches }, got 10');
  await expect(act(1, [], { steps: 10 })).rejects.toThrow('evaluate: unknown option "steps"; the options are batches');
  for (const notAModel of [undefined, {}])
    await expect(act(notAModel, [])).rejects.toThrow('evaluate: expected a model, got');
  await expect(act(1, [], {}, 1)).rejects.toThrow('evaluate: expected at most 3 arguments, got 4');
});
