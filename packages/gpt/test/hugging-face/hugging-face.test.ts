import { cpu, type Engine } from '@microgpt/autograd';
import { Initializer, Linear } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { bytesSource, readSafetensors, writeSafetensors } from '@microgpt/safetensors';
import { describe, expect, test } from 'vitest';
import {
  loadHuggingFace,
  loadNanoGPT,
  saveHuggingFace,
  saveNanoGPT,
  type HuggingFaceFormat,
  type LoadOptions,
} from '../../src/hugging-face.ts';
import { FeedForward, GPT, type GPTConfig, type GPTParts } from '../../src/index.ts';
import { bytesOf, collect, opener, tensorsIn, type Folder } from './files.ts';

const config: GPTConfig = {
  architecture: 'gpt2',
  vocabSize: 7,
  blockSize: 5,
  nLayer: 2,
  nHead: 2,
  nEmbd: 4,
};
const documents = [[1, 2, 3], [6]];

/** A model with biases and gains that are not 0 and 1, and numbers that every dtype holds exactly. */
function make(settings: Partial<GPTConfig & GPTParts> = {}): GPT {
  const rng = new Random(1);
  const model = new GPT({ ...config, ...settings }, new Initializer(cpu, rng));
  for (const p of model.parameters()) p.assign(p.toFlat().map(() => (rng.below(255) - 127) / 128));
  return model;
}

async function folderOf(model: GPT, format?: HuggingFaceFormat): Promise<Record<string, Uint8Array | string>> {
  return collect(saveHuggingFace(model, format));
}

const load = (folder: Folder, options: Partial<LoadOptions> = {}) =>
  loadHuggingFace(opener(folder), { engine: cpu, ...options });

/** The weights of a folder, changed. */
function change(folder: Folder, by: (tensors: Map<string, TensorInFile>) => void): Folder {
  const { tensors } = readSafetensors(folder['model.safetensors'] as Uint8Array);
  const changed = new Map(tensors);
  by(changed);
  return { ...folder, 'model.safetensors': writeSafetensors(changed) };
}

type TensorInFile = NonNullable<ReturnType<ReturnType<typeof readSafetensors>['tensors']['get']>>;

/** The `config.json` of a folder, changed. */
function configure(folder: Folder, fields: object): Folder {
  const json = JSON.parse(folder['config.json'] as string) as object;
  return { ...folder, 'config.json': JSON.stringify({ ...json, ...fields }) };
}

describe("Hugging Face's files", () => {
  test.each<Partial<GPTConfig>>([
    {},
    { tieHead: false },
    { activation: 'gelu' },
    { activation: 'relu', dropout: 0.25 },
  ])('hold a model with %o', async (settings) => {
    const model = make(settings);
    const { model: loaded, ...format } = await load(await folderOf(model));
    expect(loaded.config).toEqual(model.config);
    expect(loaded.stateDict()).toEqual(model.stateDict());
    expect(format).toMatchObject({ dtype: 'F32', prefix: 'transformer.' });
  });

  test.each(['F64', 'F32', 'F16', 'BF16'] as const)('hold numbers as %s, and loading reports it', async (dtype) => {
    const model = make();
    const folder = await folderOf(model, { dtype, prefix: '' });
    const { model: loaded, ...format } = await load(folder);
    expect(format).toMatchObject({ dtype, prefix: '' });
    expect(loaded.stateDict()).toEqual(model.stateDict());
    expect(await folderOf(loaded, format)).toEqual(folder);
  });

  test('have names with and without transformer., and weights of linear layers as (in, out)', async () => {
    const model = make();
    const names = async (prefix?: string) => {
      const folder = await folderOf(model, prefix === undefined ? {} : { prefix });
      return Object.keys(tensorsIn(folder['model.safetensors'] as Uint8Array));
    };
    expect((await names()).slice(0, 5)).toEqual([
      'transformer.wte.weight',
      'transformer.wpe.weight',
      'transformer.h.0.ln_1.weight',
      'transformer.h.0.ln_1.bias',
      'transformer.h.0.attn.c_attn.weight',
    ]);
    expect(await names('')).toEqual((await names()).map((name) => name.replace('transformer.', '')));

    const { tensors } = readSafetensors((await folderOf(model))['model.safetensors'] as Uint8Array);
    const { shape, data } = tensors.get('transformer.h.1.attn.c_attn.weight') ?? {};
    expect(shape).toEqual([4, 12]);
    const parameters = model.namedParameters();
    const weights = ['wq', 'wk', 'wv'].map((name) => parameters.get(`layers.1.attn.${name}.weight`)?.toArray());
    const columns = weights.flat() as number[][]; // a row of (out, in) is a column of (in, out)
    const expected = [0, 1, 2, 3].flatMap((i) => columns.map((column) => column[i]));
    expect(Array.from(data as Float32Array)).toEqual(expected);
  });

  test('hold zeros for the biases that a model lacks', async () => {
    const model = make({ bias: false });
    const { model: loaded } = await load(await folderOf(model));
    expect(loaded.config).toEqual({ ...model.config, bias: true });
    expect(loaded.forward(documents).toArray()).toEqual(model.forward(documents).toArray());
  });

  test('contain what transformers needs, and keep the fields that GPT does not use', async () => {
    const folder = configure(await folderOf(make({ dropout: 0.1 })), { bos_token_id: 6, mine: [1] });
    const { model, ...format } = await load(folder);
    expect(JSON.parse(saveHuggingFace(model.cropBlockSize(3), format)['config.json'])).toEqual({
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      activation_function: 'gelu_new',
      vocab_size: 7,
      n_positions: 3,
      n_ctx: 3,
      n_embd: 4,
      n_layer: 2,
      n_head: 2,
      n_inner: null,
      layer_norm_epsilon: 1e-5,
      embd_pdrop: 0.1,
      attn_pdrop: 0.1,
      resid_pdrop: 0.1,
      initializer_range: 0.02,
      scale_attn_weights: true,
      scale_attn_by_inverse_layer_idx: false,
      add_cross_attention: false,
      tie_word_embeddings: true,
      torch_dtype: 'float32',
      bos_token_id: 6,
      eos_token_id: null,
      mine: [1],
    });
  });

  test.each([
    ['torch_dtype', { torch_dtype: 'float32' }],
    ['dtype', { dtype: 'float32' }],
    ['torch_dtype', {}],
  ])('name the type of the numbers %s if they had %j', (name, config) => {
    const json = JSON.parse(saveHuggingFace(make(), { config, dtype: 'BF16' })['config.json']) as object;
    expect(Object.entries(json).filter(([key]) => key.endsWith('dtype'))).toEqual([[name, 'bfloat16']]);
  });

  test('may be several files with an index', async () => {
    const model = make();
    const { 'model.safetensors': whole, ...others } = await folderOf(model);
    const all = [...readSafetensors(whole as Uint8Array).tensors];
    const halves = { 'model-1.safetensors': all.slice(0, 9), 'model-2.safetensors': all.slice(9) };
    const map = Object.entries(halves).flatMap(([file, part]) => part.map(([name]) => [name, file]));
    const folder: Folder = {
      ...others,
      ...Object.fromEntries(Object.entries(halves).map(([file, part]) => [file, writeSafetensors(part)])),
      'model.safetensors.index.json': JSON.stringify({ weight_map: Object.fromEntries(map) as object }),
    };
    const { model: loaded } = await load(folder);
    expect(loaded.stateDict()).toEqual(model.stateDict());

    const without = ({ 'model-2.safetensors': _, ...others }: Folder) => others;
    await expect(load(without(folder))).rejects.toThrow(
      'loadHuggingFace: there is no model-2.safetensors, which model.safetensors.index.json names',
    );
    const wrong = { ...folder, 'model.safetensors.index.json': '{"weight_map": {"wte.weight": "../secret"}}' };
    await expect(load(wrong)).rejects.toThrow('"wte.weight": expected the name of a file, got "../secret"');
    const moved = {
      ...folder,
      'model.safetensors.index.json': '{"weight_map": {"wte.weight": "model-2.safetensors"}}',
    };
    await expect(load(moved)).rejects.toThrow('model-2.safetensors has no "wte.weight", although');
  });

  test('may have masks and the weight of a tied head, which are ignored', async () => {
    const model = make();
    const folder = change(await folderOf(model), (tensors) => {
      tensors.set('transformer.h.0.attn.bias', { dtype: 'U8', shape: [1], data: Uint8Array.of(1) });
      tensors.set('transformer.h.1.attn.masked_bias', { dtype: 'F32', shape: [], data: Float32Array.of(-1e4) });
      tensors.set('lm_head.weight', { dtype: 'F32', shape: [7, 4], data: new Float32Array(28) });
    });
    expect((await load(folder)).model.stateDict()).toEqual(model.stateDict());
  });

  test('draw nothing when they are loaded; dropout uses the given stream and probability', async () => {
    const rng = new Random(3);
    const { model } = await load(await folderOf(make({ dropout: 0.1 })), { rng, dropout: 0.5 });
    expect(rng.save()).toEqual(new Random(3).save());
    expect(model.config.dropout).toBe(0.5);
    expect(model.dropout?.rng).toBe(rng);
  });

  test.each<[string, (folder: Folder) => Folder, string]>([
    ['no config.json', ({ 'config.json': _, ...others }) => others, 'there is no config.json'],
    [
      'no weights',
      ({ 'model.safetensors': _, ...others }) => others,
      'there is no model.safetensors and no model.safetensors.index.json',
    ],
    ['an incomplete config.json', (folder) => ({ ...folder, 'config.json': '{' }), 'config.json is not JSON'],
    ['an array', (folder) => ({ ...folder, 'config.json': '[]' }), 'config.json: expected an object, got []'],
    [
      'another model',
      (folder) => configure(folder, { model_type: 'llama' }),
      'config.json: model_type must be "gpt2", got "llama"',
    ],
    [
      'another epsilon',
      (folder) => configure(folder, { layer_norm_epsilon: 1e-6 }),
      'config.json: layer_norm_epsilon must be 0.00001, got 0.000001',
    ],
    ['another width', (folder) => configure(folder, { n_inner: 8 }), 'config.json: n_inner must be null or 16, got 8'],
    [
      'another scale',
      (folder) => configure(folder, { scale_attn_by_inverse_layer_idx: true }),
      'config.json: scale_attn_by_inverse_layer_idx must be false, got true',
    ],
    [
      'another activation',
      (folder) => configure(folder, { activation_function: 'swish' }),
      'config.json: activation_function must be "gelu_new" or "gelu_pytorch_tanh"',
    ],
    [
      'different dropouts',
      (folder) => configure(folder, { attn_pdrop: 0.5 }),
      'embd_pdrop, attn_pdrop and resid_pdrop must be the same number, got 0, 0.5, 0; pass dropout',
    ],
    [
      'a missing size',
      (folder) => configure(folder, { n_embd: undefined }),
      'config.json: n_embd must be a positive integer, got undefined',
    ],
    [
      'a missing tensor',
      (folder) => change(folder, (tensors) => tensors.delete('transformer.ln_f.bias')),
      'the weights lack "transformer.ln_f.bias"',
    ],
    [
      'an extra layer',
      (folder) => configure(folder, { n_layer: 1 }),
      'GPT-2 of this configuration has no "transformer.h.1.ln_1.weight", "transformer.h.1.ln_1.bias", ' +
        '"transformer.h.1.attn.c_attn.weight" and 9 more',
    ],
    [
      'more layers than tensors',
      (folder) => configure(folder, { n_layer: 1e9 }),
      'config.json: n_layer is 1000000000, but there are only 28 tensors',
    ],
    [
      'another shape',
      (folder) => configure(folder, { n_positions: 6 }),
      '"transformer.wpe.weight" is (5, 4), expected (6, 4)',
    ],
    [
      'integers',
      (folder) =>
        change(folder, (tensors) =>
          tensors.set('transformer.ln_f.bias', { dtype: 'I32', shape: [4], data: new Int32Array(4) }),
        ),
      '"transformer.ln_f.bias" is I32, expected floats',
    ],
    [
      'a number that is not finite',
      (folder) =>
        change(folder, (tensors) =>
          tensors.set('transformer.ln_f.bias', { dtype: 'F32', shape: [4], data: Float32Array.of(0, 1, NaN, 2) }),
        ),
      '"transformer.ln_f.bias" holds NaN at index 2; it must be finite',
    ],
  ])('with %s cause an error that says so', async (_, spoil, message) => {
    const spoiled = spoil(await folderOf(make()));
    await expect(load(spoiled)).rejects.toThrow(message);
    await expect(load(spoiled)).rejects.toThrow('loadHuggingFace: ');
  });
});

describe("nanoGPT's file", () => {
  const nano = { activation: 'gelu' } as const;
  const loadNano = (bytes: Uint8Array, options: { nHead?: number; engine?: Engine } = {}) =>
    loadNanoGPT(bytesSource(bytes), { engine: cpu, ...options });

  test.each([true, false])('holds a model with biases: %s, and the number of heads in its metadata', async (bias) => {
    const model = make({ ...nano, bias });
    const loaded = await loadNano(await bytesOf(saveNanoGPT(model)));
    expect(loaded.config).toEqual(model.config);
    expect(loaded.stateDict()).toEqual(model.stateDict());
  });

  test('has names with transformer., and weights of linear layers as (out, in)', async () => {
    const { tensors } = readSafetensors(await bytesOf(saveNanoGPT(make({ ...nano, bias: false }), { dtype: 'BF16' })));
    expect([...tensors.keys()].slice(2, 5)).toEqual([
      'transformer.h.0.ln_1.weight',
      'transformer.h.0.attn.c_attn.weight',
      'transformer.h.0.attn.c_proj.weight',
    ]);
    expect(tensors.get('transformer.h.0.attn.c_attn.weight')).toMatchObject({ dtype: 'BF16', shape: [12, 4] });
  });

  test('of a compiled model has other names, and also loads', async () => {
    const model = make(nano);
    const { tensors } = readSafetensors(await bytesOf(saveNanoGPT(model)));
    const compiled = writeSafetensors([...tensors].map(([name, tensor]) => [`_orig_mod.${name}`, tensor]));
    await expect(loadNano(compiled)).rejects.toThrow('the file does not contain the number of heads; pass nHead');
    expect((await loadNano(compiled, { nHead: 2 })).stateDict()).toEqual(model.stateDict());
  });

  test("causes an error that says so if it is another program's", async () => {
    const none = writeSafetensors({ x: { dtype: 'F32', shape: [1], data: Float32Array.of(1) } });
    await expect(loadNano(none, { nHead: 2 })).rejects.toThrow(
      'loadNanoGPT: expected a matrix "transformer.wte.weight"; is this the file of a nanoGPT model?',
    );
    const { 'model.safetensors': theirs } = await folderOf(make());
    await expect(loadNano(theirs as Uint8Array, { nHead: 2 })).rejects.toThrow(
      'loadNanoGPT: "transformer.h.0.attn.c_attn.weight" is (4, 12), expected (12, 4)',
    );
  });
});

describe('loadHuggingFace', () => {
  test('closes the sources at the end, also after an error', async () => {
    const folder = await folderOf(make());
    for (const isBroken of [false, true]) {
      const closed: string[] = [];
      const open = async (file: string) => {
        const source = await opener(isBroken ? configure(folder, { n_layer: 9 }) : folder)(file);
        return source && { ...source, close: () => Promise.resolve(void closed.push(file)) };
      };
      const loaded = loadHuggingFace(open, { engine: cpu });
      await (isBroken ? expect(loaded).rejects.toThrow('the weights lack') : loaded);
      expect(closed).toEqual(['config.json', 'model.safetensors']);
    }
  });

  test('says what a function that opens files must return', async () => {
    const open = () => Promise.resolve(new Uint8Array(8) as never);
    await expect(loadHuggingFace(open, { engine: cpu })).rejects.toThrow(
      'loadHuggingFace: config.json: expected a source, such as fileSource(handle) or blobSource(blob), got a Uint8Array',
    );
  });
});

describe('a model is not saved', () => {
  const own: Partial<GPTParts> = { mlp: (settings, init) => new FeedForward(settings, init) };

  test.each<[string, GPT, string]>([
    ["if it is microgpt's", make({ architecture: 'microgpt' }), "the model is microgpt's network"],
    ['with its own parts', make(own), "the model has your own parts, which GPT-2's files cannot hold: mlp"],
  ])('%s', (_, model, message) => {
    expect(() => saveHuggingFace(model)).toThrow(`saveHuggingFace: ${message}`);
    expect(() => saveNanoGPT(model)).toThrow(`saveNanoGPT: ${message}`);
  });

  test.each<[string, number, HuggingFaceFormat['dtype'] & string]>([
    ['NaN', NaN, 'F32'],
    ['a number that F16 rounds to infinity', 65_520, 'F16'],
    ['a number that BF16 rounds to infinity', 3.3965e38, 'BF16'],
    ['a number that F32 rounds to infinity', 1e300, 'F32'],
  ])('with %s', async (_, x, dtype) => {
    const model = make();
    model.finalNorm?.namedParameters().get('weight')?.assign([1, 1, x, 1]);
    const held = Math.fround(x); // numbers are rounded to float32 first
    const message = `saveHuggingFace: "transformer.ln_f.weight" has ${held} at index 2, which ${dtype} cannot hold`;
    await expect(collect(saveHuggingFace(model, { dtype }))).rejects.toThrow(message);
  });

  test('if a module was replaced by another', () => {
    const model = make();
    model.replaceModule('layers.1.mlp.fc1', () => new Linear(4, 16, new Initializer(cpu, new Random(1))));
    expect(() => saveHuggingFace(model)).toThrow('"layers.1.mlp.fc1.bias" differs from GPT-2; was a module');
  });

  test('with a dtype of integers, or a prefix that is not a text', () => {
    const expected = 'expected F64, F32, F16, BF16 for dtype, got "I32"';
    const options = { dtype: 'I32' } as never;
    expect(() => saveHuggingFace(make(), options)).toThrow(`saveHuggingFace: ${expected}`);
    expect(() => saveNanoGPT(make({ activation: 'gelu' }), options)).toThrow(`saveNanoGPT: ${expected}`);
    expect(() => saveHuggingFace(make(), { prefix: 1 } as never)).toThrow('expected a text for prefix, got 1');
  });

  test("as nanoGPT's, if nanoGPT does not have its activation or its head", () => {
    expect(() => saveNanoGPT(make())).toThrow(
      'nanoGPT has the activation gelu, which is exact; the model has gelu-tanh',
    );
    expect(() => saveNanoGPT(make({ activation: 'gelu', tieHead: false }))).toThrow('nanoGPT has a tied head');
  });
});
