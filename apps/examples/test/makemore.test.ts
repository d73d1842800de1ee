import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpu, type Engine, noGrad, scalar } from '@microgpt/autograd';
import { checkGradients } from '@microgpt/autograd/testing';
import { openCheckpoint, saveCheckpoint } from '@microgpt/checkpoint';
import { type Documents, generate, type GenerativeModel, trainStep } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { AdamW } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { loadDocuments } from '@microgpt/terminal';
import { CharTokenizer } from '@microgpt/tokenizer';
import { wasm } from '@microgpt/wasm';
import { afterAll, describe, expect, test } from 'vitest';
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

/** Every twentieth of the names: the loss on a tenth of them is soon computed. */
const folder = mkdtempSync(join(tmpdir(), 'makemore-'));
const fewNames = join(folder, 'names.txt');
const allNames = await loadDocuments('names');
writeFileSync(fewNames, allNames.filter((_, i) => i % 20 === 0).join('\n'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

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
  return noGrad(() => model.forward(tokens).toArray(2));
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

  test('resumes from a checkpoint as if it had not stopped', async () => {
    const begin = (seed: number) => {
      const rng = new Random(seed);
      const model = models[name](config, new Initializer(cpu, rng));
      return { model, rng, optimizer: new AdamW(model.namedParameters(), { lr: 0.01 }) };
    };
    const inputs = documents;
    const targets = [
      [0, 3, 5],
      [2, 2, 1, 4, 5],
      [1, 0, 5],
    ];
    const losses = ({ model, optimizer }: ReturnType<typeof begin>): number[] =>
      Array.from({ length: 3 }, () => trainStep(model, optimizer, { inputs, targets }));

    const straight = begin(1);
    losses(straight);
    const { model, optimizer, rng } = straight;
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of saveCheckpoint({ model, optimizer, random: { rng } })) chunks.push(chunk);
    const resumed = begin(2);
    const { model: made, optimizer: other, rng: stream } = resumed;
    await (await openCheckpoint(new Blob(chunks))).load({ model: made, optimizer: other, random: { rng: stream } });
    expect(losses(resumed)).toEqual(losses(straight));
    expect(made.stateDict()).toEqual(model.stateDict());
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
    const printed = await runCommand(
      `${COMMAND} --type ${name} --data ${fewNames} --steps 60 --batch 8 --samples 20 --lr 0.02`,
    );
    const reports = Array.from(printed.matchAll(/^step (\d+) \/ 60: train loss ([\d.]+), test loss ([\d.]+)$/gm));
    expect(reports.at(-1)?.[1]).toBe('60');
    expect(Number(reports.at(-1)?.[3])).toBeLessThan(Math.log(27));
    const found = Array.from(printed.matchAll(/^--- (.*): (\d+) of 20 samples ---$/gm), ([, where, count]) => ({
      where,
      count,
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
      code: 2,
      stdout: '',
      stderr: `--type: expected ${names.join(', ')}, got "gruu"; did you mean --type gru?\n`,
    });
  });

  test('tells how to name a type', async () => {
    await expect(runCommand(`${COMMAND} lstm`)).rejects.toMatchObject({
      code: 2,
      stderr: '"lstm": expected a flag; write --type lstm\n',
    });
  });

  test('refuses heads that cannot share the channels of a transformer', async () => {
    await expect(runCommand(`${COMMAND} --embd 30`)).rejects.toMatchObject({
      code: 2,
      stderr: '--embd: 30 is not divisible by --heads 4; pass a multiple of 4\n',
    });
  });

  test('--top-k 1 takes the likeliest token every time, so that all samples are the same', async () => {
    const printed = await runCommand(`${COMMAND} --type bigram --steps 20 --samples 5 --top-k 1`);
    const [, ...found] = printed.slice(printed.indexOf(': 5 of 5 samples ---')).split('\n', 6);
    expect(found).toHaveLength(5);
    expect(new Set(found).size).toBe(1);
  });

  test('--help names every type', async () => {
    const printed = await runCommand(`${COMMAND} --help`);
    expect(printed.replace(/\s/g, '')).toContain(`[${names.join('|')},`);
  });
});

const isWindows = process.platform === 'win32';
const note = isWindows ? ' (skipped: on Windows a program cannot be sent Ctrl-C)' : '';

test.skipIf(isWindows)(`Ctrl-C ends training, while it is tested too; the samples follow${note}`, async () => {
  // Tested after every step, on the slowest engine: most of the time, and so at the time of the key, it is being tested.
  const sizes = '--type rnn --engine scalar --embd 8 --hidden 8 --steps 10 --batch 1 --samples 2';
  const program = ['--conditions=@microgpt/source', '--import', 'tsx', 'src/makemore/main.ts', ...sizes.split(' ')];
  const child = spawn(process.execPath, program, { cwd: fileURLToPath(new URL('..', import.meta.url)) });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!printed.includes('step 1 /') && (printed + text).includes('step 1 /')) {
      setTimeout(() => child.kill('SIGINT'), 200);
    }
    printed += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
  const reports = Array.from(printed.matchAll(/^step (\d+) \/ 10: train loss (.*), test loss .*$/gm));
  const steps = reports.map(([, step]) => Number(step));
  expect(steps).toEqual([...steps.keys()].map((i) => i + 1)); // each once
  expect(steps.length).toBeLessThan(10);
  for (const [, , loss] of reports) expect(Number(loss)).toBeGreaterThan(0); // not NaN
  expect(printed).toMatch(/^--- new: \d of 2 samples ---$/m);
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
  expect(split(['anna', 'emma'])).toEqual({ train: ['anna'], test: ['emma'] });
  expect(() => split(['anna'])).toThrow('--data: one document cannot be both trained on and tested on');
});

test('what was made up is in train, in test, or new', () => {
  const sets = { train: ['anna', 'emma'], test: ['emma', 'mia'] };
  expect(noveltyOf(['mia', 'emma', 'zoe', 'zoe'], sets)).toEqual({
    'in train': ['emma'],
    'in test': ['mia'],
    new: ['zoe', 'zoe'],
  });
});
