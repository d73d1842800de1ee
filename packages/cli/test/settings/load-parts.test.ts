import { join } from 'node:path';
import { cpu } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { Initializer, Module } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { guideLayers } from 'examples/guide-layers';
import { describe, expect, test } from 'vitest';
import { loadParts } from '../../src/settings/load-parts.ts';
import { folderWith } from './folder.ts';

const swiglu = `
  import type { Tensor } from '@microgpt/autograd';
  import type { Part } from '@microgpt/gpt';
  import { Linear, Module, type Initializer, type Layer } from '@microgpt/nn';

  export class SwiGLU extends Module {
    readonly gate: Linear;
    readonly up: Linear;
    readonly down: Linear;

    constructor(size: number, init: Initializer) {
      super();
      this.gate = new Linear(size, 2 * size, init);
      this.up = new Linear(size, 2 * size, init);
      this.down = new Linear(2 * size, size, init);
    }

    forward(x: Tensor): Tensor {
      return this.down.forward(this.gate.forward(x).silu().mul(this.up.forward(x)));
    }
  }

  export const mlp: Part<Layer> = ({ nEmbd }, init) => new SwiGLU(nEmbd, init);
  export const embeddingNorm = false;
`;

function load(text: string) {
  return loadParts(join(folderWith({ 'parts.ts': text }), 'parts.ts'));
}

test.each(guideLayers)('%s layers are parts that a network can have', async (name) => {
  const config = { vocabSize: 5, blockSize: 4, nLayer: 1, nHead: 2, nEmbd: 8 };
  const model = new GPT({ ...config, ...(await loadParts(name)) }, new Initializer(cpu, new Random(1)));
  expect(model.forward([[1, 2, 3]]).shape).toEqual([3, 5]);
});

test('a module in TypeScript gives the parts of a network, made of the same packages as the program', async () => {
  const parts = await load(swiglu);
  expect(Object.keys(parts).sort()).toEqual(['embeddingNorm', 'mlp']);
  const config = { vocabSize: 5, blockSize: 4, nLayer: 1, nHead: 2, nEmbd: 8 };
  const model = new GPT({ ...config, ...parts }, new Initializer(cpu, new Random(1)));
  expect(String(model)).toContain('mlp: SwiGLU · 384'); // 3 · 8 · 16
  expect(model.layers.at(0)).toBeInstanceOf(Module);
});

describe('errors name the file and the part', () => {
  test.each([
    ['export const atention = () => 1;', 'there is no part "atention"; did you mean "attention"?'],
    ['export const mlp = 3;', 'mlp: expected a function that creates the part, got number'],
    ['export const attention = false;', 'attention: expected a function that creates the part, got boolean'],
    ['export const finalNorm = true;', 'finalNorm: expected a function or false that creates the part, got boolean'],
    [
      'export const x = 1;',
      'exports none of norm, attention, mlp, block, embeddingNorm, finalNorm, head; export a part',
    ],
    ['export const mlp = ;', 'parts.ts:1: Unexpected token'],
  ])('%s', async (text, message) => {
    await expect(load(text)).rejects.toThrow(message);
    await expect(load(text)).rejects.toThrow(/^\S*parts\.ts/);
  });

  test('a file that is missing', async () => {
    await expect(loadParts('/no/such/parts.ts')).rejects.toThrow(
      'parts: there is no file /no/such/parts.ts; give a module, or layers of the guide: rotary, grouped-query',
    );
  });
});
