import type { Settings } from '../settings/settings.ts';
import { sizes, type Sizes } from './sizes.ts';
import { stepSeconds } from './step-time.ts';

/** What a plan is made for. */
export interface PlanFacts extends Pick<Settings, 'kind'> {
  /** The number of tokens to train on. */
  readonly trainingTokens: number;
  readonly vocabSize: number;
  /** The number of tokens of the longest line, without the token that ends it; needed for lines. */
  readonly longestDocument?: number;
  /** The number of lines to train on; needed for lines. */
  readonly documents?: number;
  /** The duration of the run. */
  readonly seconds: number;
  /** The speed of this machine, from `measureSpeed`. */
  readonly speed: number;
}

/** The settings of a run that a plan chooses. */
export interface Plan extends Pick<
  Settings,
  | 'architecture'
  | 'layers'
  | 'heads'
  | 'embd'
  | 'block'
  | 'bias'
  | 'activation'
  | 'dropout'
  | 'tieHead'
  | 'std'
  | 'batch'
  | 'lr'
  | 'minLr'
  | 'schedule'
  | 'warmup'
  | 'beta1'
  | 'beta2'
  | 'weightDecay'
  | 'clip'
> {
  /** The number of steps that fit in the time, about. */
  readonly steps: number;
}

/** What all sizes share; docs/grid.md says which of it was compared with something else. */
const recipe = {
  architecture: 'microgpt',
  bias: false,
  activation: 'relu',
  dropout: 0,
  tieHead: false,
  std: 0.08,
  minLr: 0,
  schedule: 'linear',
  warmup: 0.05,
  beta1: 0.9,
  beta2: 0.95,
  weightDecay: 0.1,
  clip: 1,
} as const;

/** A window for lines may be so many times as long as in the table: short lines take no more time in it. */
const LONGER = 4;

/** The share of the time that is left for training: the rest goes to starting, evaluating and saving. */
const TRAINING = 0.97;

/**
 * The settings that make the best model of the data in the time, as far as docs/grid.md knows.
 *
 * The model has no more parameters than there are tokens to train on. A larger one would soon know a small text by heart.
 */
export function choosePlan(facts: PlanFacts): Plan {
  const { kind, trainingTokens, vocabSize, longestDocument = Infinity, seconds, speed } = facts;
  const fits = (row: Sizes) => row.from <= seconds * speed && parameters(row, vocabSize) <= trainingTokens;
  const row = sizes[kind].findLast(fits) ?? sizes[kind][0];
  const { layers, heads, embd, lr } = row;
  // The window holds a whole line, and its end. A text needs windows in the tenth of it that is for validation.
  const longest = kind === 'lines' ? longestDocument + 1 : Math.max(1, Math.floor(trainingTokens / 10));
  const most = kind === 'lines' ? LONGER * row.block : row.block;
  const block = Math.min(most, longest);
  const batch = Math.max(1, Math.round(row.tokens / meanLength(facts, block)));
  const plan = { ...recipe, layers, heads, embd, block, batch, lr };
  return { ...plan, steps: stepsIn({ ...plan, accumulate: 1 }, facts) };
}

/** The number of steps of a model that fit in the time, about. */
export function stepsIn(
  { layers, embd, block, batch, accumulate }: Pick<Settings, 'layers' | 'embd' | 'block' | 'batch' | 'accumulate'>,
  facts: PlanFacts,
): number {
  const { vocabSize, seconds, speed } = facts;
  const length = meanLength(facts, block);
  const stepTime = (accumulate * stepSeconds({ layers, embd, batch, length, vocabSize })) / speed;
  return Math.max(1, Math.round((TRAINING * seconds) / stepTime));
}

/** The mean number of tokens of a line or window, about. */
function meanLength({ kind, trainingTokens, documents = 1 }: PlanFacts, block: number): number {
  return kind === 'lines' ? Math.min(block, trainingTokens / documents) : block;
}

/** The number of parameters, without those of the norms. */
function parameters({ layers, embd, block }: Sizes, vocabSize: number): number {
  return 12 * layers * embd * embd + embd * (2 * vocabSize + block);
}
