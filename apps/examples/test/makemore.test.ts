import { readFileSync } from 'node:fs';
import { cpu, type Engine, noGrad, scalar } from '@microgpt/autograd';
import { checkGradients } from '@microgpt/autograd/testing';
import { type Documents, generate, type GenerativeModel } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { wasm } from '@microgpt/wasm';
import { loadDocuments } from 'demo/documents';
import { describe, expect, test } from 'vitest';
import { models, type ModelName } from '../src/makemore/models/index.ts';
import { noveltyOf } from '../src/makemore/novelty.ts';
import { split } from '../src/makemore/split.ts';
import { runCommand } from './run-example.ts';

const COMMAND = 'pnpm --filter examples makemore';

const names = Object.keys(models) as ModelName[];
const engines = [scalar, cpu, await wasm()];
const config = { vocabSize: 6, blockSize: 5, nLayer: 2, nHead: 2, nEmbd: 8, nHidden: 6 };
const documents: Documents = [
  [5, 0, 3],
  [5, 2, 2, 1, 4],
  [5, 1, 0],
];

function newModel(name: ModelName, engine: Engine): GenerativeModel {
  const model = models[name](config, new Initializer(engine, new Random(1), { std: 0.4 }));
  // Nothing may hide behind zeros, as the table of the bigram and the biases are at first.
  const rng = new Random(2);
  for (const parameter of model.parameters()) {
    parameter.assign(parameter.toFlat().map((p: number) => p + rng.gauss(0, 0.2)));
  }
  return model.eval(); // without dropout, which gives another result each time
}

/** The logits of every document, row by row. */
function logits(model: GenerativeModel, tokens: Documents): number[][] {
  return noGrad(() => model.forward(tokens).toArray() as number[][]);
}

function expectClose(a: readonly number[][], b: readonly number[][], digits: number): void {
  expect(a.length).toBe(b.length);
  a.flat().forEach((x, i) => {
    expect(x).toBeCloseTo(b.flat()[i], digits);
  });
}

describe.each(names)('%s', (name) => {
  test('passes finite differences in every parameter', () => {
    const model = newModel(name, cpu);
    const loss = () => model.forward(documents).crossEntropy([0, 3, 5, 2, 2, 1, 4, 5, 1, 0, 5]);
    expect(checkGradients(loss, model.namedParameters()).error).toBeLessThan(1e-6);
  });

  test('predicts the same on every engine', () => {
    const [expected, onCpu, onWasm] = engines.map((engine) => logits(newModel(name, engine), documents));
    expectClose(onCpu, expected, 9);
    expectClose(onWasm, expected, 4);
  });

  test('sees of each document what came before, and nothing of another', () => {
    const model = newModel(name, cpu);
    expectClose(
      logits(model, documents),
      documents.flatMap((document) => logits(model, [document])),
      9,
    );
    const [short, long] = [documents[1].slice(0, 3), documents[1]];
    expectClose(logits(model, [short]), logits(model, [long]).slice(0, 3), 9);
  });

  test('depends on the present token', () => {
    const model = newModel(name, cpu);
    const [, , a] = logits(model, [[5, 0, 3]]);
    const [, , b] = logits(model, [[5, 0, 2]]);
    expect(Math.max(...a.map((x, i) => Math.abs(x - b[i])))).toBeGreaterThan(1e-3);
  });

  test(name === 'bigram' ? 'sees no earlier token' : 'sees earlier tokens, as far back as a block reaches', () => {
    const model = newModel(name, cpu);
    const last = (tokens: readonly number[]) => logits(model, [tokens])[tokens.length - 1];
    const difference = Math.max(...last([5, 2, 2, 1, 4]).map((x, i) => Math.abs(x - last([0, 2, 2, 1, 4])[i])));
    if (name === 'bigram') expect(difference).toBe(0);
    else expect(difference).toBeGreaterThan(1e-6);
  });

  test('writes', async () => {
    const ids: number[] = [];
    const options = { rng: new Random(1), prompt: [5], maxTokens: 5 };
    for await (const { id } of generate(newModel(name, cpu), options)) ids.push(id);
    expect(ids).toHaveLength(5);
  });

  test('learns from the command line, and tells what it made up from what it repeats', async () => {
    const printed = await runCommand(`${COMMAND} --type ${name} --steps 60 --batch 8 --samples 20 --lr 0.02`);
    const reports = Array.from(printed.matchAll(/^step (\d+) \/ 60: train loss ([\d.]+), test loss ([\d.]+)$/gm));
    expect(reports.at(-1)?.[1]).toBe('60');
    expect(Number(reports.at(-1)?.[3])).toBeLessThan(Math.log(27));
    const found = Array.from(printed.matchAll(/^(\d+) samples that are (.*):$/gm), ([, count, where]) => ({
      count,
      where,
    }));
    expect(found.map(({ where }) => where)).toEqual(['in train', 'in test', 'new']);
    expect(found.reduce((sum, { count }) => sum + Number(count), 0)).toBe(20);
  });
});

test('the bigram learns what counting finds: its loss is that of the table of counts, within 0.01', async () => {
  const printed = await runCommand(`${COMMAND} --type bigram --steps 3000 --lr 0.05 --samples 0`);
  const loss = Number(/^step 3000 .* test loss ([\d.]+)$/m.exec(printed)?.[1]);
  expect(Math.abs(loss - (await lossOfCounts()))).toBeLessThan(0.01);
});

/** The loss on the same test set of a table of how often each token followed each, with one added to each count. */
async function lossOfCounts(): Promise<number> {
  const sets = split(new Random(42).shuffle(await loadDocuments('names')));
  const tokenizer = CharTokenizer.train([...sets.train, ...sets.test]);
  const { bos, vocabSize } = tokenizer;
  const pairs = (documents: readonly string[]) =>
    documents.flatMap((document) => {
      const ids = [bos, ...tokenizer.encode(document), bos];
      return ids.slice(1).map((next, t) => [ids[t], next] as const);
    });
  const counts = Array.from({ length: vocabSize }, () => new Array<number>(vocabSize).fill(1));
  for (const [token, next] of pairs(sets.train)) counts[token][next]++;
  const tested = pairs(sets.test);
  const surprise = tested.map(([token, next]) => -Math.log(counts[token][next] / sum(counts[token])));
  return sum(surprise) / tested.length;
}

function sum(x: readonly number[]): number {
  return x.reduce((total, xi) => total + xi, 0);
}

describe('the command', () => {
  test('refuses a type that is not one of them, in one line', async () => {
    await expect(runCommand(`${COMMAND} --type gruu`)).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: `--type: expected ${names.join(', ')}, got "gruu"; for example --type transformer\n`,
    });
  });

  test('refuses heads that cannot share the channels of a transformer', async () => {
    await expect(runCommand(`${COMMAND} --embd 30`)).rejects.toMatchObject({
      code: 1,
      stderr: '--embd: 30 is not divisible by --heads 4; pass a multiple of 4\n',
    });
  });

  test('--help names every type', async () => {
    const printed = await runCommand(`${COMMAND} --help`);
    expect(printed).toContain(`--type ${names.join('|')}`);
  });
});

test('README has a row with a loss for each type', () => {
  const readme = readFileSync(new URL('../src/makemore/README.md', import.meta.url), 'utf8');
  const rows = Array.from(readme.matchAll(/^\| `--type ([\w-]+)`/gm), ([, name]) => name);
  expect(rows).toEqual(names);
});

test('a split tests on the last tenth of the documents, at most 1,000, and trains on the others', () => {
  const documents = Array.from({ length: 50 }, (_, i) => String(i));
  const { train, test: tested } = split(documents);
  expect([...train, ...tested]).toEqual(documents);
  expect(tested).toHaveLength(5);
  expect(split(Array.from({ length: 20_000 }, String)).test).toHaveLength(1000);
});

test('what was made up is in train, in test, or new', () => {
  const sets = { train: ['anna', 'emma'], test: ['emma', 'mia'] };
  expect(noveltyOf(['mia', 'emma', 'zoe', 'zoe'], sets)).toEqual({
    'in train': ['emma'],
    'in test': ['mia'],
    new: ['zoe', 'zoe'],
  });
});
