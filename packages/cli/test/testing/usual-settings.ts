import type { Choices, GivenSettings, Settings } from '@microgpt/run';

/** Settings of a small model that trains in moments. */
const usual: Settings = {
  data: 'names',
  kind: 'lines',
  validation: 0.1,
  tokenizer: 'characters',
  vocab: 512,
  architecture: 'microgpt',
  layers: 1,
  heads: 2,
  embd: 8,
  block: 16,
  bias: false,
  activation: 'relu',
  dropout: 0,
  tieHead: false,
  std: 0.08,
  parts: null,
  optimizer: 'adamw',
  batch: 4,
  accumulate: 1,
  steps: 30,
  time: null,
  lr: 0.01,
  minLr: 0,
  schedule: 'linear',
  warmup: 0,
  beta1: 0.9,
  beta2: 0.99,
  momentum: 0,
  weightDecay: 0.1,
  clip: 1,
  seed: 42,
  engine: 'cpu',
  out: 'run.safetensors',
  saveEvery: 20,
  evalEvery: 10,
  evalBatches: 0,
  samples: 2,
  temperature: 0.8,
};

/** Choices that never measure anything, so that tests do the same everywhere. */
export const usualChoices: Choices = {
  tokenizer: () => ({ settings: { tokenizer: 'characters' }, reason: 'each a token' }),
  plan: () => Promise.resolve({ settings: { block: usual.block, steps: usual.steps }, reason: 'a small model' }),
  resolve: (given, chosen) => ({ ...usual, ...defined(chosen), ...defined(given) }),
};

function defined(given: GivenSettings): Partial<Settings> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
