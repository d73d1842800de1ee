import { existsSync, readFileSync } from 'node:fs';
import { cpu, scalar, type Engine } from '@microgpt/autograd';
import { Initializer } from '@microgpt/nn';
import { Adam, linearDecay } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { describe, expect, test } from 'vitest';
import { documentBatches, generateText, GPT, linesOf, trainStep } from '../src/index.ts';

type Rows = Readonly<Record<string, readonly number[]>>;
type Sums = Readonly<Record<string, number>>;

/** What the original program printed and held; made with its own code on the data set of the same name. */
interface Golden {
  seed: number;
  n_embd: number;
  n_head: number;
  n_layer: number;
  block_size: number;
  num_steps: number;
  temperature: number;
  num_docs: number;
  vocab_size: number;
  num_params: number;
  first_docs: readonly string[];
  first_tokens: readonly number[];
  losses: readonly number[];
  samples: readonly string[];
  init_sum: Sums;
  grad0_sum: Sums;
  grad0_abs_sum: Sums;
  init_first_row: Rows;
  grad0_first_row: Rows;
  final_first_row: Rows;
}

/** The original's name of a matrix in our terms: `layer0.attn_wq` is `layers.0.attn.wq.weight`. */
function ours(name: string): string {
  const path = name.replace('lm_head', 'lmHead').replace(/^layer(\d+)\.(attn|mlp)_/, 'layers.$1.$2.');
  return `${path}.weight`;
}

const dataSets = [
  { name: 'ssa2018', data: new URL('../../../apps/demo/data/ssa-2018.txt', import.meta.url) },
  { name: 'names', data: new URL('../../../../shared/data/names.txt', import.meta.url) },
];

describe.each(dataSets)('the small two-layer model on $name', ({ name, data }) => {
  if (!existsSync(data)) {
    console.warn(`SKIPPED: the comparison on ${name} needs the original's data set, which is not here`);
    test.skip(`equals the original's numbers (skipped: no data set "${name}")`);
    return;
  }
  const golden = JSON.parse(
    readFileSync(new URL(`golden/microgpt-${name}-small.json`, import.meta.url), 'utf8'),
  ) as Golden;

  test.each<Engine>([scalar, cpu])("[$name] equals the original's numbers at every stage", async (engine) => {
    const rng = new Random(golden.seed);
    const docs = rng.shuffle(linesOf(readFileSync(data, 'utf8')));
    expect(docs).toHaveLength(golden.num_docs);
    expect(docs.slice(0, 5)).toEqual(golden.first_docs);

    const tokenizer = CharTokenizer.train(docs);
    expect(tokenizer.vocabSize).toBe(golden.vocab_size);
    expect([tokenizer.bos, ...tokenizer.encode(docs[0]), tokenizer.bos]).toEqual(golden.first_tokens);

    const { n_layer: nLayer, n_head: nHead, n_embd: nEmbd, block_size: blockSize, num_steps: steps } = golden;
    const config = { vocabSize: tokenizer.vocabSize, blockSize, nLayer, nHead, nEmbd };
    const model = new GPT(config, new Initializer(engine, rng));
    expect(model.parameterCount()).toBe(golden.num_params);
    const parameters = model.namedParameters();
    expect([...parameters.keys()]).toEqual(Object.keys(golden.init_sum).map(ours));
    const numbers = (matrix: string) => parameters.get(ours(matrix))?.toFlat() ?? [];
    const gradients = (matrix: string) => parameters.get(ours(matrix))?.grad?.toFlat() ?? [];
    expectSums(golden.init_sum, numbers);
    expectRows(golden.init_first_row, numbers);

    const optimizer = new Adam(model.parameters(), { lr: linearDecay(0.01, steps), beta1: 0.85, beta2: 0.99 });
    const batches = documentBatches(docs, tokenizer, { blockSize });
    for (let step = 0; step < steps; step++) {
      const loss = trainStep(model, optimizer, batches.next().value);
      expect(Math.abs(loss - golden.losses[step])).toBeLessThan(1e-9);
      if (step > 0) continue;
      expectSums(golden.grad0_sum, gradients);
      expectSums(golden.grad0_abs_sum, (matrix) => gradients(matrix).map(Math.abs));
      expectRows(golden.grad0_first_row, gradients);
    }
    expectRows(golden.final_first_row, numbers);

    for (const expected of golden.samples) {
      const { temperature } = golden;
      expect(await generateText(model, tokenizer, { rng, temperature, maxTokens: blockSize })).toBe(expected);
    }
  });
});

function expectSums(expected: Sums, numbers: (matrix: string) => Iterable<number>): void {
  for (const [matrix, sum] of Object.entries(expected)) {
    const actual = Array.from(numbers(matrix)).reduce((a, b) => a + b, 0);
    expect(Math.abs(actual - sum), matrix).toBeLessThan(1e-9);
  }
}

function expectRows(expected: Rows, numbers: (matrix: string) => Iterable<number>): void {
  for (const [matrix, row] of Object.entries(expected)) {
    const actual = Array.from(numbers(matrix));
    row.forEach((x, i) => {
      expect(Math.abs(actual[i] - x), `${matrix}[0][${i}]`).toBeLessThan(1e-9);
    });
  }
}
