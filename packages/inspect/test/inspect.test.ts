import { cpu, scalar, type Engine } from '@microgpt/autograd';
import { GPT, type GPTConfig } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { contributions, inspect, logitLens, rowOf } from '../src/index.ts';

const config: GPTConfig = { vocabSize: 7, blockSize: 6, nLayer: 2, nHead: 2, nEmbd: 8 };
const ids = [0, 3, 5, 1, 6];

function modelOn(engine: Engine, options: Partial<GPTConfig> = {}): GPT {
  return new GPT({ ...config, ...options }, new Initializer(engine, new Random(1), { std: 0.5 }));
}

describe.each([
  ['microgpt', {}],
  ['gpt2', { architecture: 'gpt2' }],
  ['tied head', { tieHead: true }],
] as const)('%s', (_, options) => {
  test('the parts of a logit add up to it', () => {
    const model = modelOn(scalar, options);
    const { parts, logit } = contributions(model, ids, { position: 3, token: 2 });
    const { logits } = inspect(model, ids);
    expect(logit).toBe(rowOf(logits, 3)[2]);
    expect(parts.map(({ path }) => path)).toEqual([
      ...['wte', 'wpe', 'layers.0.attn', 'layers.0.mlp', 'layers.1.attn', 'layers.1.mlp', 'bias'],
    ]);
    expect(sum(parts.map(({ value }) => value))).toBeCloseTo(logit, 9);
  });

  test('an attention layer is divided by head and token, a feed-forward network by unit', () => {
    const { parts } = contributions(modelOn(scalar, options), ids, { position: 3, token: 2 });
    for (const { path, value, heads, units } of parts) {
      if (path.endsWith('.attn')) {
        expect(heads).toHaveLength(2);
        expect(sum((heads ?? []).map(({ total }) => total))).toBeCloseTo(value, 9);
        for (const { total, tokens } of heads ?? []) {
          expect(sum(tokens)).toBeCloseTo(total, 12);
          expect(Math.abs(tokens[4])).toBe(0); // a later token
        }
      }
      if (path.endsWith('.mlp')) {
        expect(units).toHaveLength(32);
        expect(sum(units ?? [])).toBeCloseTo(value, 9);
      }
    }
  });

  test('the last point of the logit lens is what the model predicts', () => {
    const model = modelOn(cpu, options);
    const inspection = inspect(model, ids);
    const lens = logitLens(model, inspection);
    expect(lens.map(({ path }) => path)).toEqual(inspection.stream.map(({ path }) => path));
    lens.at(-1)?.logits.data.forEach((logit, i) => {
      expect(logit).toBeCloseTo(inspection.logits.data[i], 12);
    });
  });
});

function sum(xs: Iterable<number>): number {
  return [...xs].reduce((a, b) => a + b, 0);
}
