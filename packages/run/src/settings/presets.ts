import type { PresetName } from './preset-names.ts';
import type { GivenSettings } from './settings.ts';

/**
 * Settings by name, for `--preset`.
 *
 * - `names`: those of the original microgpt and of the demo, which train on all names.
 * - `shakespeare-char`: nanoGPT's recipe for a computer without a GPU, and its 200 batches for an evaluation.
 * - `gpt2`: the network of GPT-2 with 124 million parameters, its vocabulary size, and nanoGPT's rates for it. The size of a batch and
 *   the length of the run are chosen for your machine: nanoGPT's half a million tokens in a step are for eight A100.
 *
 * @see https://karpathy.github.io/2026/02/12/microgpt/
 * @see https://github.com/karpathy/nanoGPT#quick-start
 * @see https://github.com/karpathy/nanoGPT/blob/master/config/train_gpt2.py
 */
export const presets: Readonly<Record<PresetName, GivenSettings>> = {
  names: {
    ...{ kind: 'lines', validation: 0, tokenizer: 'characters' },
    ...{ architecture: 'microgpt', layers: 1, heads: 4, embd: 16, block: 16, bias: false, activation: 'relu' },
    ...{ dropout: 0, tieHead: false, std: 0.08 },
    ...{ optimizer: 'adam', batch: 1, accumulate: 1, steps: 1000, beta1: 0.85, beta2: 0.99, clip: 0 },
    ...{ lr: 0.01, minLr: 0, schedule: 'linear', warmup: 0, temperature: 0.5 },
  },
  'shakespeare-char': {
    ...{ kind: 'text', validation: 0.1, tokenizer: 'characters' },
    ...{ architecture: 'gpt2', layers: 4, heads: 4, embd: 128, block: 64, bias: false, activation: 'gelu' },
    ...{ dropout: 0, tieHead: true, std: 0.02 },
    ...{
      optimizer: 'adamw',
      batch: 12,
      accumulate: 1,
      steps: 2000,
      beta1: 0.9,
      beta2: 0.99,
      weightDecay: 0.1,
      clip: 1,
    },
    ...{ lr: 1e-3, minLr: 1e-4, schedule: 'cosine', warmup: 0.05 },
    ...{ evalEvery: 200, evalBatches: 200, temperature: 0.8 },
  },
  gpt2: {
    ...{ tokenizer: 'byte-pairs', vocab: 50257 },
    ...{ architecture: 'gpt2', layers: 12, heads: 12, embd: 768, block: 1024, bias: true, activation: 'gelu-tanh' },
    ...{ dropout: 0, tieHead: true, std: 0.02 },
    ...{ optimizer: 'adamw', beta1: 0.9, beta2: 0.95, weightDecay: 0.1, clip: 1 },
    ...{ lr: 6e-4, minLr: 6e-5, schedule: 'cosine', warmup: 0.01 },
  },
};
