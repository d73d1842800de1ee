import { show } from '../check-arguments.ts';
import type { Activation, GPTConfig } from '../config.ts';

/** The fields of a `config.json`; those that `GPT` does not use, such as `bos_token_id`, are kept unchanged. */
export type HuggingFaceConfig = Readonly<Record<string, unknown>>;

/** Hugging Face's names of activations; several names mean the same function. */
const activations = new Map<unknown, Activation>([
  ['gelu_new', 'gelu-tanh'],
  ['gelu_pytorch_tanh', 'gelu-tanh'],
  ['gelu_fast', 'gelu-tanh'],
  ['gelu', 'gelu'],
  ['relu', 'relu'],
]);

/** Settings of which `GPT` supports only one value, with that value. */
const required: Readonly<Record<string, unknown>> = {
  model_type: 'gpt2',
  layer_norm_epsilon: 1e-5,
  scale_attn_weights: true,
  scale_attn_by_inverse_layer_idx: false,
  add_cross_attention: false,
};

/**
 * The configuration in a `config.json`, with GPT-2's values as defaults.
 *
 * @param dropout overrides the probabilities in the file
 * @throws RangeError if a size is missing, or `GPT` does not support the network
 * @see https://huggingface.co/docs/transformers/model_doc/gpt2#transformers.GPT2Config
 */
export function configFromJSON(op: string, json: HuggingFaceConfig, dropout?: number): GPTConfig {
  for (const [name, value] of Object.entries(required)) check(name, own(name) ?? value, [value]);
  const nEmbd = size('n_embd');
  check('n_inner', own('n_inner') ?? null, [null, 4 * nEmbd]);
  const activation = own('activation_function') ?? 'gelu_new';
  check('activation_function', activation, [...activations.keys()]);
  const tieHead = own('tie_word_embeddings') ?? true;
  check('tie_word_embeddings', tieHead, [true, false]);
  return {
    architecture: 'gpt2',
    vocabSize: size('vocab_size'),
    blockSize: size(own('n_positions') === undefined ? 'n_ctx' : 'n_positions'),
    nLayer: size('n_layer'),
    nHead: size('n_head'),
    nEmbd,
    activation: activations.get(activation) ?? 'gelu-tanh',
    dropout: dropout ?? dropoutOf(),
    tieHead: tieHead === true,
  };

  function own(name: string): unknown {
    return Object.hasOwn(json, name) ? json[name] : undefined;
  }

  function size(name: string): number {
    const value = own(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
    throw new RangeError(`${op}: config.json: ${name} must be a positive integer, got ${show(value)}`);
  }

  function dropoutOf(): number {
    const [embedding, attention, residual] = ['embd_pdrop', 'attn_pdrop', 'resid_pdrop'].map(
      (name) => own(name) ?? 0.1,
    );
    if (typeof embedding === 'number' && embedding === attention && embedding === residual) return embedding;
    const got = [embedding, attention, residual].map(show).join(', ');
    throw new RangeError(
      `${op}: config.json: embd_pdrop, attn_pdrop and resid_pdrop must be the same number, got ${got}; pass dropout`,
    );
  }

  function check(name: string, value: unknown, known: readonly unknown[]): void {
    if (known.includes(value)) return;
    throw new RangeError(`${op}: config.json: ${name} must be ${known.map(show).join(' or ')}, got ${show(value)}`);
  }
}

/**
 * The `config.json` of a configuration, with the other fields of a given one.
 *
 * @param dtype PyTorch's name for the type of the numbers
 */
export function configToJSON(config: Required<GPTConfig>, dtype: string, given: HuggingFaceConfig): HuggingFaceConfig {
  const { vocabSize, blockSize, nLayer, nHead, nEmbd, activation, dropout, tieHead } = config;
  const names = [...activations].filter(([, ours]) => ours === activation).map(([theirs]) => theirs);
  const { activation_function: before } = given;
  return {
    architectures: ['GPT2LMHeadModel'],
    n_inner: null,
    initializer_range: 0.02,
    bos_token_id: null,
    eos_token_id: null,
    ...given,
    ...required,
    activation_function: names.includes(before) ? before : names[0],
    vocab_size: vocabSize,
    n_positions: blockSize,
    n_ctx: blockSize,
    n_layer: nLayer,
    n_head: nHead,
    n_embd: nEmbd,
    embd_pdrop: dropout,
    attn_pdrop: dropout,
    resid_pdrop: dropout,
    tie_word_embeddings: tieHead,
    [Object.hasOwn(given, 'dtype') ? 'dtype' : 'torch_dtype']: dtype, // its name in newer and in older versions
  };
}
