import type { Settings } from './settings.ts';

/**
 * The settings that nobody gave and nobody chose.
 *
 * Those in {@link chosenNames} are chosen for the text, the machine and the time; the values here are for a program without such a choice.
 */
export const usualSettings: Settings = {
  data: 'names',
  kind: 'text',
  validation: 0.1,
  tokenizer: 'characters',
  vocab: 1000,

  architecture: 'microgpt',
  layers: 4,
  heads: 4,
  embd: 64,
  block: 64,
  bias: false,
  activation: 'relu',
  dropout: 0,
  tieHead: false,
  std: 0.08,
  parts: null,

  optimizer: 'adamw',
  batch: 16,
  accumulate: 1,
  steps: 1000,
  time: null,
  lr: 0.003,
  minLr: 0,
  schedule: 'cosine',
  warmup: 0.02,
  beta1: 0.9,
  beta2: 0.99,
  momentum: 0.9,
  weightDecay: 0.1,
  clip: 1,
  seed: 42,
  engine: 'wasm',

  out: 'model.safetensors',
  saveEvery: 20,
  evalEvery: 100,
  evalBatches: 0,
  samples: 3,
  temperature: 0.8,
};

/** The settings that are chosen for the text, the machine and the time unless they are given. */
export const chosenNames: ReadonlySet<keyof Settings> = new Set([
  ...(['kind', 'tokenizer', 'vocab', 'out'] as const),
  ...(['architecture', 'layers', 'heads', 'embd', 'block', 'bias', 'activation', 'dropout', 'tieHead', 'std'] as const),
  ...(['batch', 'steps', 'lr', 'minLr', 'schedule', 'warmup', 'beta1', 'beta2', 'weightDecay', 'clip'] as const),
  ...(['evalEvery', 'evalBatches'] as const),
]);
