import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { cpu, type Engine, noGrad, scalar } from '@microgpt/autograd';
import { GPT, type GPTParts } from '@microgpt/gpt';
import { Initializer, Linear, Module } from '@microgpt/nn';
import { checkLayer } from '@microgpt/nn/testing';
import { SGD } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { wasm } from '@microgpt/wasm';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { guide, renewedGuide } from '../scripts/guide.ts';
import { examples } from '../src/examples.ts';
import { GroupedQueryAttention, MixtureOfExperts, RotaryAttention, SwiGLU } from '../src/extending/layers/index.ts';
import { rotate } from '../src/extending/layers/rotary-attention.ts';

/** The modules of the examples, which run in this process, once, before their parts are tested. */
const modules = new Map<string, unknown>();
const expectedGuide = await renewedGuide(printedBy);

const { LoRA } = modules.get('lora') as typeof import('../src/extending/lora.ts');
const { Lion } = modules.get('optimizer') as typeof import('../src/extending/optimizer.ts');
const { ByteTokenizer } = modules.get('tokenizer') as typeof import('../src/extending/tokenizer.ts');
const { TiedHead } = modules.get('weight-tying') as typeof import('../src/extending/weight-tying.ts');

const engines = [scalar, cpu, await wasm()];
const config = { vocabSize: 7, blockSize: 8, nLayer: 2, nHead: 4, nEmbd: 16 };
const documents = [
  [6, 0, 3, 2],
  [6, 5],
];

const tied: Partial<GPTParts> = { head: (_config, _init, wte) => new TiedHead(wte) };

const parts: [name: string, part: Partial<GPTParts>][] = [
  ['SwiGLU', { mlp: ({ nEmbd }, init) => new SwiGLU(nEmbd, 24, init) }],
  ['RotaryAttention', { attention: (config, init) => new RotaryAttention(config, init) }],
  ['GroupedQueryAttention', { attention: (config, init) => new GroupedQueryAttention(config, 2, init) }],
  ['MixtureOfExperts', { mlp: (config, init) => new MixtureOfExperts(config, 3, init) }],
  ['TiedHead', tied],
];

function gptOf(part: Partial<GPTParts>, engine: Engine): GPT {
  return new GPT({ ...config, ...part }, new Initializer(engine, new Random(1), { std: 0.3 }));
}

/** What an example prints in this process. */
async function printedBy(name: string): Promise<string> {
  vi.resetModules(); // each has its own random stream
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => void lines.push(format(...values)));
  try {
    modules.set(name, await import(examples.find((example) => example.name === name)?.url.href ?? ''));
  } finally {
    log.mockRestore();
  }
  return lines.join('\n');
}

function logits(model: GPT, tokens: readonly (readonly number[])[]): number[] {
  return noGrad(() => Array.from(model.forward(tokens).toFlat()));
}

test('docs/extending.md holds the examples as they are and what they print; else run pnpm --filter examples guide', () => {
  const page = readFileSync(guide, 'utf8');
  const blocks = Array.from(page.matchAll(/^```(ts|html)$/gm));
  expect(blocks).toHaveLength(Array.from(page.matchAll(/^\[`[\w-]+\.(ts|html)`\]/gm)).length);
  expect(page).toBe(expectedGuide);
});

describe.each(parts)('a GPT with %s', (_, part) => {
  test('gives the same logits on every engine', () => {
    const [expected, ...others] = engines.map((engine) => logits(gptOf(part, engine), documents));
    for (const other of others) {
      other.forEach((logit, i) => {
        expect(logit).toBeCloseTo(expected[i], 4);
      });
    }
  });

  test('gives the same logits token by token with a cache', () => {
    const model = gptOf(part, cpu);
    const [document] = documents;
    const cache = model.createCache();
    const oneByOne = document.flatMap((token) => Array.from(model.forward([[token]], cache).toFlat()));
    logits(model, [document]).forEach((logit, i) => {
      expect(oneByOne[i]).toBeCloseTo(logit, 9);
    });
  });

  test('is saved and loaded whole', () => {
    const model = gptOf(part, cpu);
    const copy = new GPT({ ...config, ...part }, new Initializer(cpu, new Random(2)));
    copy.loadStateDict(model.stateDict());
    expect(logits(copy, documents)).toEqual(logits(model, documents));
  });
});

test('rotate makes the product of two vectors depend on the distance of their positions only', () => {
  const [a, b] = [1, 2].map((n) => cpu.tensor([Array.from({ length: 16 }, (_, i) => Math.sin(n * (i + 1)))]));
  const product = (i: number, j: number) =>
    rotate(a, [i], 2)
      .mul(rotate(b, [j], 2))
      .sum()
      .item();
  expect(product(9, 7)).toBeCloseTo(product(5, 3), 9);
  expect(product(2, 0)).toBeCloseTo(product(5, 3), 9);
  expect(Math.abs(product(5, 4) - product(5, 3))).toBeGreaterThan(0.1);
  expect(product(4, 4)).toBeCloseTo(a.mul(b).sum().item(), 9);
});

test('GroupedQueryAttention keeps fewer keys and values, by its group', () => {
  const attention = new GroupedQueryAttention(config, 4, new Initializer(cpu, new Random(1)));
  expect(attention.wk.weight.shape).toEqual([4, 16]);
  expect(() => new GroupedQueryAttention(config, 3, new Initializer(cpu, new Random(1)))).toThrow(RangeError);
});

test('MixtureOfExperts with one expert is that expert', () => {
  const mixture = new MixtureOfExperts(config, 1, new Initializer(cpu, new Random(1), { std: 0.5 }));
  const x = cpu.tensor([Array.from({ length: 16 }, (_, i) => Math.sin(i))]);
  expect(mixture.forward(x).toFlat()).toEqual(mixture.experts[0].forward(x).toFlat());
});

test('TiedHead has no weights of its own, and the table learns from both ends', () => {
  const model = gptOf(tied, cpu);
  expect([...model.namedParameters().keys()]).not.toContain('lmHead.weight');
  model
    .forward([[6]])
    .sum()
    .backward();
  const unseen = model.wte.weight.grad?.toArray(2)[0]; // token 0 is not in the document: only the head met it
  expect(unseen?.some((g) => g !== 0)).toBe(true);
});

describe.each(engines)('[$name] LoRA', (engine) => {
  const init = new Initializer(engine, new Random(1), { std: 0.3 });
  const withLoRA = () => {
    const model = gptOf({}, engine);
    model.freeze();
    const before = logits(model, documents);
    model.replaceModule('layers.1.attn.wq', (wq) => (wq instanceof Linear ? new LoRA(wq, 2, init) : wq));
    return { model, before };
  };

  test('in place of a linear map changes nothing at first', () => {
    const { model, before } = withLoRA();
    expect(logits(model, documents)).toEqual(before);
  });

  test('is all that a step of training changes', () => {
    const { model, before } = withLoRA();
    const state = model.stateDict();
    const trained = model.parameters().filter(({ requiresGrad }) => requiresGrad);
    const loss = model.forward(documents).crossEntropy([0, 3, 2, 6, 5, 6]);
    loss.backward();
    new SGD(trained, { lr: 1 }).step();
    const changed = Object.entries(model.stateDict()).filter(
      ([name, { data }]) => String(data) !== String(state[name].data),
    );
    expect(changed.map(([name]) => name)).toEqual(['layers.1.attn.wq.up']); // up is 0, so the gradient of down is, too
    expect(logits(model, documents)).not.toEqual(before);
  });
});

test('LoRA has the right gradients', () => {
  const init = new Initializer(cpu, new Random(1), { std: 0.3 });
  const layer = new LoRA(new Linear(3, 2, init), 1, init);
  layer.up.assign([[1], [-2]]);
  expect(checkLayer(layer, cpu.tensor([[1, 2, 3]])).error).toBeLessThan(1e-6);
  expect(layer.namedParameters().get('base.weight')?.requiresGrad).toBe(false);
});

test('Lion moves every parameter by the learning rate, against its gradient', () => {
  class Three extends Module {
    readonly p = cpu.parameter([1, 2, 3]);
  }
  const { p } = new Three();
  p.mul(cpu.tensor([5, -0.1, 0]))
    .sum()
    .backward();
  new Lion([p], { lr: 0.25 }).step();
  expect(Array.from(p.toFlat())).toEqual([0.75, 2.25, 3]);
});

test('ByteTokenizer gives back every text', () => {
  const tokenizer = new ByteTokenizer();
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    }),
  );
});
