import { cpu, scalar, type Tensor } from '@microgpt/autograd';
import { openCheckpoint, saveCheckpoint, type Checkpoint, type CheckpointContents } from '@microgpt/checkpoint';
import { Initializer, Linear, Module, RMSNorm, type Layer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { describe, expect, test } from 'vitest';
import { batchOptionsFrom, modelFrom, tokenizerFrom } from '../../src/checkpoint.ts';
import { Block, documentBatches, FeedForward, GPT, type GPTConfig, type GPTParts } from '../../src/index.ts';

const sizes = { vocabSize: 5, blockSize: 4, nLayer: 2, nHead: 2, nEmbd: 4 };
const tokenizer = CharTokenizer.train(['abcd']);

function gpt(options: Partial<GPTConfig & GPTParts> = {}): GPT {
  return new GPT({ ...sizes, ...options }, new Initializer(cpu, new Random(1)));
}

class Wrapped extends Module {
  readonly inner: Layer;

  constructor(inner: Layer) {
    super();
    this.inner = inner;
  }

  forward(x: Tensor): Tensor {
    return this.inner.forward(x).mul(0.5);
  }
}

async function checkpointOf(contents: CheckpointContents): Promise<Checkpoint> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of saveCheckpoint(contents)) chunks.push(chunk);
  return openCheckpoint(new Blob(chunks));
}

describe('modelFrom', () => {
  test('recreates the model, on another engine, too', async () => {
    for (const options of [{}, { architecture: 'gpt2', dropout: 0.5 }, { tieHead: true, bias: true }] as const) {
      const model = gpt(options);
      for (const engine of [cpu, scalar]) {
        const made = await modelFrom(await checkpointOf({ model }), { engine });
        expect(made.config).toEqual(model.config);
        expect(made.stateDict()).toEqual(model.stateDict());
      }
    }
  });

  test('takes another dropout, which is no part of the weights', async () => {
    const model = gpt();
    const made = await modelFrom(await checkpointOf({ model }), { engine: cpu, dropout: 0.3 });
    expect(made.config).toEqual({ ...model.config, dropout: 0.3 });
    expect(made.stateDict()).toEqual(model.stateDict());
  });

  test('draws no random numbers', async () => {
    const rng = new Random(3);
    await modelFrom(await checkpointOf({ model: gpt() }), { engine: cpu, rng });
    expect(rng.save()).toEqual(new Random(3).save());
  });

  test('takes your own parts, and names missing and surplus ones', async () => {
    const own = {
      mlp: (config: GPTConfig, init: Initializer) => new FeedForward(config, init, { activation: (x) => x.tanh() }),
      finalNorm: ({ nEmbd }: GPTConfig, init: Initializer) => new RMSNorm(nEmbd, init),
    };
    const model = gpt(own);
    const made = await modelFrom(await checkpointOf({ model }), { engine: cpu, ...own });
    expect(made.forward([[0, 1]]).toFlat()).toEqual(model.forward([[0, 1]]).toFlat());
    await expect(modelFrom(await checkpointOf({ model }), { engine: cpu, mlp: own.mlp })).rejects.toThrow(
      'modelFrom: the model was created with your own finalNorm; pass the same to modelFrom',
    );
    await expect(modelFrom(await checkpointOf({ model: gpt() }), { engine: cpu, ...own })).rejects.toThrow(
      'modelFrom: the model was created with the default mlp, finalNorm; leave yours out',
    );
  });

  test('refuses a subclass, and a model in which a module was replaced, because only the program has their code', async () => {
    class Louder extends GPT {
      override forward(...given: Parameters<GPT['forward']>): Tensor {
        return super.forward(...given).mul(2);
      }
    }
    const louder = new Louder(sizes, new Initializer(cpu, new Random(1)));
    const from = async (model: GPT): Promise<GPT> => modelFrom(await checkpointOf({ model }), { engine: cpu });
    await expect(from(louder)).rejects.toThrow('modelFrom: the checkpoint holds a Louder, not a GPT; create the model');
    const model = gpt();
    model.replaceModule('layers.0.mlp', (mlp) => new Wrapped(mlp as Layer));
    await expect(from(model)).rejects.toThrow('modelFrom: layers.0.mlp was replaced by replaceModule; create the GPT');

    const other = gpt();
    other.replaceModule('layers.0.mlp', (mlp) => new Wrapped(mlp as Layer));
    await (await checkpointOf({ model })).load({ model: other });
    expect(other.stateDict()).toEqual(model.stateDict());
  });

  test('takes blocks without parameters, or with shared ones', async () => {
    let shared: Block | undefined;
    const block: GPTParts['block'] = (config, init, parts) => (shared ??= new Block(config, init, parts));
    const model = gpt({ block });
    const checkpoint = await checkpointOf({ model });
    shared = undefined;
    const made = await modelFrom(checkpoint, { engine: cpu, block });
    expect(made.stateDict()).toEqual(model.stateDict());
  });

  test('refuses other models, and configurations that do not fit the tensors', async () => {
    const other = await checkpointOf({ model: new Linear(2, 2, new Initializer(cpu, new Random(1))) });
    await expect(modelFrom(other, { engine: cpu })).rejects.toThrow('the checkpoint does not describe a GPT');
    const { config } = gpt();
    for (const [change, message] of [
      [{ vocabSize: 2 ** 40 }, '"wte.weight" is (1099511627776, 4), but in the file it is (5, 4)'],
      [{ blockSize: 5 }, '"wpe.weight" is (5, 4), but in the file it is (4, 4)'],
      [{ nLayer: 1e9 }, 'the configuration has 1000000000 layers, but the file has 2'],
      [{ nHead: 3 }, 'nEmbd 4 is not divisible by nHead 3'],
    ] as const) {
      const damaged = Object.assign(gpt(), {
        toJSON: () => ({ type: 'GPT', config: { ...config, ...change }, parts: [] }),
      });
      await expect(modelFrom(await checkpointOf({ model: damaged }), { engine: cpu })).rejects.toThrow(message);
    }
  });
});

describe('tokenizerFrom', () => {
  test('recreates the tokenizer', async () => {
    const made = tokenizerFrom(await checkpointOf({ model: gpt(), tokenizer }));
    expect(made.encode('dcba')).toEqual(tokenizer.encode('dcba'));
  });

  test('throws if there is none', async () => {
    const checkpoint = await checkpointOf({ model: gpt() });
    expect(() => tokenizerFrom(checkpoint)).toThrow('tokenizerFrom: the checkpoint has no tokenizer; pass one to');
  });
});

describe('batchOptionsFrom', () => {
  test('continues with the batch after the last', async () => {
    const documents = ['a', 'b', 'c', 'd'];
    const batches = documentBatches(documents, tokenizer, { blockSize: 4, batchSize: 3 });
    batches.next();
    const options = batchOptionsFrom(await checkpointOf({ model: gpt(), batches }));
    expect(documentBatches(documents, tokenizer, options).next()).toEqual(batches.next());
  });

  test('throws if there are none', async () => {
    const checkpoint = await checkpointOf({ model: gpt() });
    expect(() => batchOptionsFrom(checkpoint)).toThrow('batchOptionsFrom: the checkpoint has no batches; pass them to');
  });
});
