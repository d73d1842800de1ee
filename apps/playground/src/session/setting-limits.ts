import type { Settings } from '@microgpt/run';
import { guideLayers } from 'examples/guide-layers';
import { isLayersKey } from '../layers/layers-key.ts';

/** The values that a setting may have in the page. */
export type SettingLimit =
  | { readonly kind: 'integer' | 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'switch' }
  /** The key of layers that are not the usual ones. */
  | { readonly kind: 'layers' };

const integer = (least: number, most: number) => ({ kind: 'integer', least, most }) as const;
const number = (least: number, most: number) => ({ kind: 'number', least, most }) as const;
const choice = (...values: readonly string[]) => ({ kind: 'choice', values }) as const;
const onOrOff = { kind: 'switch' } as const;

/**
 * The limits of every setting that a user of the page can change, in the order in which the address holds them.
 *
 * They keep a run within what a page can do: the largest model has about 40 million parameters.
 */
export const settingLimits = {
  kind: choice('lines', 'text'),
  validation: number(0, 0.9),
  tokenizer: choice('characters', 'byte-pairs'),
  vocab: integer(257, 8192),

  architecture: choice('microgpt', 'gpt2'),
  layers: integer(1, 12),
  heads: integer(1, 16),
  embd: integer(1, 512),
  block: integer(1, 1024),
  bias: onOrOff,
  activation: choice('relu', 'gelu', 'gelu-tanh'),
  dropout: number(0, 0.9),
  tieHead: onOrOff,
  std: number(0, 1),
  parts: { kind: 'layers' },

  optimizer: choice('adamw', 'adam', 'sgd'),
  batch: integer(1, 512),
  accumulate: integer(1, 64),
  steps: integer(1, 1_000_000),
  lr: number(1e-6, 10),
  minLr: number(0, 10),
  schedule: choice('constant', 'linear', 'cosine'),
  warmup: number(0, 0.9),
  beta1: number(0, 0.9999),
  beta2: number(0, 0.99999),
  momentum: number(0, 0.9999),
  weightDecay: number(0, 10),
  clip: number(0, 1000),
  seed: integer(0, Number.MAX_SAFE_INTEGER),
  engine: choice('wasm', 'cpu', 'scalar'),

  evalEvery: integer(1, 1_000_000),
  samples: integer(0, 100),
  temperature: number(0, 10),
} as const satisfies Partial<Readonly<Record<keyof Settings, SettingLimit>>>;

/** A setting that a user of the page can change. */
export type ChangeableSetting = keyof typeof settingLimits;

/** The settings that a user of the page can change. */
export const changeableSettings = Object.keys(settingLimits) as readonly ChangeableSetting[];

/** Whether a setting may have a value. */
export function isWithinLimits(name: ChangeableSetting, value: unknown): boolean {
  const limit: SettingLimit = settingLimits[name];
  if (limit.kind === 'switch') return typeof value === 'boolean';
  if (limit.kind === 'layers') return isLayersKey(value);
  if (limit.kind === 'choice') return limit.values.some((word) => word === value);
  if (typeof value !== 'number' || !(value >= limit.least && value <= limit.most)) return false;
  return limit.kind === 'number' || Number.isInteger(value);
}

/** What a setting may be, as a part of a sentence: `an integer from 1 to 12`. */
export function limitOf(name: ChangeableSetting): string {
  const limit: SettingLimit = settingLimits[name];
  if (limit.kind === 'switch') return 'true or false';
  if (limit.kind === 'layers') return `${guideLayers.join(', ')}, or your own layers as the page names them`;
  if (limit.kind === 'choice') return `${limit.values.slice(0, -1).join(', ')} or ${limit.values.at(-1) ?? ''}`;
  const range = `from ${shown(limit.least)} to ${shown(limit.most)}`;
  return `${limit.kind === 'integer' ? 'an integer' : 'a number'} ${range}`;
}

function shown(x: number): string {
  return x.toLocaleString('en-US', { maximumFractionDigits: 9 });
}
