import { cpu, scalar } from '@microgpt/autograd';
import { Initializer, trace } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { GPT } from '../../src/index.ts';

const config = { vocabSize: 5, blockSize: 4, nLayer: 2, nHead: 2, nEmbd: 4 };
const documents = [
  [4, 0, 2],
  [1, 3],
];

describe.each([scalar, cpu])('[$name] a trace of GPT', (engine) => {
  const model = new GPT(config, new Initializer(engine, new Random(1), { std: 0.5 }));

  test('has the residual stream, the parts of every layer, and the logits', () => {
    const { activations } = trace(model, () => model.forward(documents));
    const of = (path: string) => activations.get(path) ?? engine.zeros([1]);
    const [x, residual, attn] = ['embeddingNorm', 'layers.0.residual', 'layers.0.attn'].map(of);
    const [y, mlp] = ['layers.0', 'layers.0.mlp'].map(of);
    expect(residual.toArray()).toEqual(x.add(attn).toArray());
    expect(y.toArray()).toEqual(residual.add(mlp).toArray());
    expect(activations.get('lmHead')?.shape).toEqual([5, 5]);
    expect(activations.get('layers.1.attn.wq')?.shape).toEqual([5, 4]);
  });

  test('has how much every token takes from every other, head by head', () => {
    const { activations } = trace(model, () => model.forward(documents));
    for (const [d, { length }] of documents.entries()) {
      const weights = activations.get(`layers.1.attn.weights.${d}`);
      expect(weights?.shape).toEqual([2, length, length]);
      const rows = weights?.sum(-1).toFlat() ?? [];
      for (const sum of rows) expect(sum).toBeCloseTo(1, 14);
      expect(weights?.toFlat()[1]).toBe(0); // the first token does not see the second
    }
  });

  test('has the gradient of everything the loss came by', () => {
    const { result, activations } = trace(model, () => model.forward(documents).crossEntropy([0, 2, 4, 3, 4]));
    result.backward();
    for (const [path, { grad, shape }] of activations) {
      if (!path.includes('weights')) expect(grad?.shape, path).toEqual(shape);
    }
  });
});
