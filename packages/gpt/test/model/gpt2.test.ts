import { cpu, scalar, type Engine } from '@microgpt/autograd';
import { checkGradients } from '@microgpt/autograd/testing';
import { Initializer, LayerNorm, RMSNorm, type Module } from '@microgpt/nn';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { CausalSelfAttention, FeedForward, GPT, type GPTConfig } from '../../src/index.ts';
import { gpt2 as byParts } from './gpt2-by-parts.ts';

const sizes = { vocabSize: 5, blockSize: 4, nLayer: 2, nHead: 2, nEmbd: 4 };
const documents = [[4, 0, 2], [1]];

function make(settings: Partial<GPTConfig> = {}, engine: Engine = cpu, std = 0.4): GPT {
  return new GPT({ ...sizes, ...settings }, new Initializer(engine, new Random(1), { std }));
}

describe.each([true, false])("GPT-2's network from settings (biases: %s)", (bias) => {
  const settings = { architecture: 'gpt2', bias } as const;

  test('equals the network that is made of parts: the same paths, shapes and logits', () => {
    const model = make(settings);
    const parts = new GPT({ ...sizes, ...byParts(bias) }, new Initializer(cpu, new Random(2)));
    parts.loadStateDict(model.stateDict());
    expect(Object.keys(parts.stateDict())).toEqual(Object.keys(model.stateDict()));
    expect(parts.forward(documents).toArray()).toEqual(model.forward(documents).toArray());
  });

  test.each([scalar, cpu])('passes finite differences on $name', (engine) => {
    const model = make(settings, engine);
    expect(() => checkGradients(() => model.forward(documents), model.namedParameters())).not.toThrow();
  });

  test('draws its numbers in the order of the fields, with std / √(2·nLayer) for what is added to the stream', () => {
    const model = make(settings);
    const init = new Initializer(cpu, new Random(1), { std: 0.4 });
    const scaled = init.scaled(1 / 2); // two layers
    for (const [path, parameter] of model.namedParameters()) {
      const isDrawn = parameter.shape.length === 2;
      const drawn = /wo|fc2/.test(path) ? scaled : init;
      const gain = path.endsWith('bias') ? init.zeros(parameter.shape) : init.ones(parameter.shape);
      const expected = isDrawn ? drawn.normal(parameter.shape) : gain;
      expect(parameter.toArray(), path).toEqual(expected.toArray());
    }
  });
});

describe('the settings', () => {
  const modulesOf = (model: GPT): (Module | undefined)[] => [...model.namedModules().values()];
  const first = <M extends Module>(model: GPT, kind: abstract new (...args: never[]) => M): M => {
    const found = modulesOf(model).find((module) => module instanceof kind);
    if (found === undefined) throw new Error(`there is no ${kind.name}`);
    return found as M;
  };

  test('are complete in model.config, whichever you pass', () => {
    expect(make().config).toEqual({
      ...sizes,
      architecture: 'microgpt',
      bias: false,
      activation: 'relu',
      dropout: 0,
      tieHead: false,
    });
    expect(make({ architecture: 'gpt2', dropout: 0.1 }).config).toEqual({
      ...sizes,
      architecture: 'gpt2',
      bias: true,
      activation: 'gelu-tanh',
      dropout: 0.1,
      tieHead: true,
    });
  });

  test('recreate the same model from model.config', () => {
    const model = make({ architecture: 'gpt2', bias: false, activation: 'gelu' });
    expect(make(JSON.parse(JSON.stringify(model.config)) as GPTConfig).stateDict()).toEqual(model.stateDict());
  });

  test("work with microgpt's network as well", () => {
    const model = make({ bias: true, activation: 'gelu', tieHead: true, dropout: 0.5 });
    expect(first(model, RMSNorm)).toBeDefined();
    const paths = [...model.namedParameters().keys()];
    expect(paths).toEqual(expect.arrayContaining(['layers.1.attn.wq.bias', 'layers.0.mlp.fc2.bias']));
    expect(paths).not.toContain('lmHead.weight');
    expect(
      first(model, FeedForward)
        .activation(cpu.tensor([1]))
        .item(),
    ).toBeCloseTo(0.8413447460685429, 14); // Φ(1)
    expect(() => checkGradients(() => model.eval().forward(documents), model.namedParameters())).not.toThrow();
  });

  test('are defaults of the parts, which options and your own parts override', () => {
    const init = new Initializer(cpu, new Random(1));
    const config = { ...sizes, architecture: 'gpt2' } as const;
    expect(new CausalSelfAttention(config, init).wq.bias).toBeDefined();
    expect(new CausalSelfAttention(config, init, { bias: false }).wq.bias).toBeUndefined();
    const x = cpu.tensor([-1]);
    expect(new FeedForward(config, init).activation(x).item()).toBe(x.geluTanh().item());
    expect(new FeedForward(config, init, { activation: (y) => y }).activation(x).item()).toBe(-1);

    const model = new GPT({ ...config, norm: ({ nEmbd }, own) => new RMSNorm(nEmbd, own) }, init);
    expect(model.finalNorm).toBeInstanceOf(RMSNorm);
    expect(model.embeddingNorm).toBeUndefined();
    expect(new GPT(config, init).finalNorm).toBeInstanceOf(LayerNorm);
  });

  test.each<[string, object, string]>([
    ['architecture', { architecture: 'gpt3' }, 'GPT: expected "microgpt" or "gpt2" for architecture, got "gpt3"'],
    ['activation', { activation: 'tanh' }, 'GPT: expected "relu" or "gelu" or "gelu-tanh" for activation, got "tanh"'],
    ['bias', { bias: 1 }, 'GPT: expected true or false for bias, got 1'],
    ['head', { tieHead: 'yes' }, 'GPT: expected true or false for tieHead, got "yes"'],
    ['dropout of everything', { dropout: 1 }, 'GPT: dropout must be at least 0 and below 1, got 1'],
    ['dropout that is a text', { dropout: '0' }, 'GPT: dropout must be at least 0 and below 1, got "0"'],
    ['name', { tiedHead: true }, 'GPT: unknown option "tiedHead"; did you mean tieHead?'],
  ])('with an unknown %s are an error', (_, settings, message) => {
    expect(() => make(settings)).toThrow(message);
  });
});

describe('cropBlockSize', () => {
  test('keeps the first rows of wpe, so shorter documents have the same logits', () => {
    const model = make({ architecture: 'gpt2' });
    const before = model.forward(documents).toArray();
    const parameter = model.wpe.weight.toFlat().slice(0, 12);
    expect(model.cropBlockSize(3)).toBe(model);
    expect(model.config).toEqual({ ...make({ architecture: 'gpt2' }).config, blockSize: 3 });
    expect(model.wpe.weight.shape).toEqual([3, 4]);
    expect(model.wpe.weight.toFlat()).toEqual(parameter);
    expect(model.forward(documents).toArray()).toEqual(before);
    expect(() => model.forward([[0, 0, 0, 0]])).toThrow('document of 4 tokens exceeds blockSize 3');
    expect(String(model)).toContain('block 3');
  });

  test('leaves a model that trains, generates with a cache, and can be recreated from its config', () => {
    const model = make().cropBlockSize(2);
    const cache = model.createCache();
    expect(cache.blockSize).toBe(2);
    model.forward([[0, 1]], cache);
    const optimizer = new Adam(model.parameters(), { lr: 0.1 });
    const weights = model.wpe.weight.toFlat();
    model
      .forward([[0, 1]])
      .crossEntropy([1, 2])
      .backward();
    optimizer.step();
    expect(model.wpe.weight.toFlat()).not.toEqual(weights);
    make({ blockSize: 2 }).loadStateDict(model.stateDict());
  });

  test('keeps wpe frozen if it was', () => {
    const model = make().freeze().cropBlockSize(2);
    expect(model.wpe.weight.requiresGrad).toBe(false);
    expect(model.wpe.weight.isParameter).toBe(true);
  });

  test.each([
    [5, 'cropBlockSize: blockSize must be at most 4, that of the model, got 5'],
    [0, 'cropBlockSize: blockSize must be a positive integer, got 0'],
    [1.5, 'cropBlockSize: blockSize must be a positive integer, got 1.5'],
  ])('refuses %s', (blockSize, message) => {
    expect(() => make().cropBlockSize(blockSize)).toThrow(new RangeError(message));
  });
});
