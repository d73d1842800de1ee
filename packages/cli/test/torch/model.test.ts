import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@microgpt/autograd';
import type { Settings } from '@microgpt/run';
import { wasm } from '@microgpt/wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { note, python, runPython } from './python.ts';
import { SmallRun } from './small-run.ts';

const gpt2 = { architecture: 'gpt2', bias: true, activation: 'gelu-tanh', tieHead: true } as const;

const networks: readonly (readonly [string, Partial<Settings>])[] = [
  ['microgpt', { layers: 2 }],
  ['microgpt with a tied head, biases and GELU', { bias: true, activation: 'gelu', tieHead: true }],
  ['GPT-2', { ...gpt2, layers: 2 }],
  ['GPT-2 as in nanoGPT, without biases', { ...gpt2, bias: false, activation: 'gelu' }],
  ['GPT-2 with ReLU and a head of its own', { ...gpt2, activation: 'relu', tieHead: false }],
];

const names = ['emma', 'olivia', 'ava', 'isabella', 'sophia', 'mia', 'charlotte', 'amelia', 'evelyn', 'abigail'];
const documents = [[1, 2, 3, 4, 5, 6, 7, 8], [9, 0, 3], [5]];

describe.skipIf(python === undefined)(`model.py${note}`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'microgpt-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const cases = [
    { name: 'cpu', make: () => Promise.resolve(cpu), digits: 12 },
    { name: 'wasm', make: () => wasm(), digits: 5 },
  ];
  test.each(cases)('computes the logits of $name for every network', async ({ name, make, digits }) => {
    const engine = await make();
    const files: string[] = [];
    const expected: number[][][] = [];
    for (const [i, [, settings]] of networks.entries()) {
      const run = SmallRun.start(engine, names, { ...settings, std: 0.2 });
      await run.train(3); // so that gains and biases are no longer 1 and 0
      const file = join(folder, `${name}-${i}.safetensors`);
      await run.save(file, []);
      files.push(file);
      expected.push(run.model.forward(documents).toArray() as number[][]);
    }
    const script = join(import.meta.dirname, 'logits.py');
    const logits = JSON.parse(await runPython([script, JSON.stringify(documents), ...files], folder)) as number[][][];
    for (const [i, [network]] of networks.entries()) {
      const differences = logits[i].flatMap((row, t) => row.map((x, v) => Math.abs(x - expected[i][t][v])));
      expect(differences, network).toHaveLength(12 * expected[i][0].length);
      expect(Math.max(...differences), network).toBeLessThan(10 ** -digits * 5);
    }
  });
});
