import { computed, effect, signal } from '@preact/signals';
import type { GivenSettings } from '@microgpt/run';
import { givenOf } from '../session/config.ts';
import { config, run, runs, session } from '../session/session.ts';
import { CostClient } from './cost-client.ts';
import type { MeasuredCost } from './cost-meter.ts';
import { secondsOf } from './seconds-of.ts';

/** What a run costs here. */
export interface RunCost {
  readonly parameters: number;
  /** The time of all its steps and evaluations. */
  readonly seconds: number;
  readonly tokensPerSecond: number;
  /** The memory of a run; undefined if no step was made. */
  readonly bytes: number | undefined;
  /** Whether the time is an estimate, because a step takes too long to be tried. */
  readonly isEstimate: boolean;
}

/** How long the settings must stay as they are before they are measured, in milliseconds. */
const PAUSE = 400;

/** The settings on which the time of a step and the memory depend. */
const relevant = [
  ...(['kind', 'validation', 'tokenizer', 'vocab'] as const),
  ...([
    'architecture',
    'layers',
    'heads',
    'embd',
    'block',
    'bias',
    'activation',
    'dropout',
    'tieHead',
    'parts',
  ] as const),
  ...(['optimizer', 'batch', 'accumulate', 'momentum', 'engine'] as const),
] as const;

const given = computed(() => givenOf(config.value));
const isTraining = computed(() => runs.value.some(({ status }) => status === 'training'));
const isOpen = computed(() => run.value !== undefined);

/** What is measured, as text. */
const subject = computed(() => {
  const { clip } = given.value;
  const values = relevant.map((name) => given.value[name]);
  return JSON.stringify([config.value.data, (clip ?? 0) > 0, ...values]);
});

const client = new CostClient();
/** What was measured, by subject. */
const measured = signal<ReadonlyMap<string, MeasuredCost | 'unfit'>>(new Map());
/** The subject that could not be measured last, which is tried again when something has changed. */
const failed = signal<string | undefined>(undefined);

/**
 * What the next new run costs here, measured with a throw-away run.
 *
 * `measuring`: it soon will be known. `waiting`: it will be measured when nothing trains, because that would slow the training
 * down. `unknown`: the settings do not fit. `failed`: it could not be measured.
 */
export const cost = computed<RunCost | 'measuring' | 'waiting' | 'unknown' | 'failed'>(() => {
  const known = measured.value.get(subject.value);
  if (known === 'unfit') return 'unknown';
  if (known === undefined && failed.value === subject.value) return 'failed';
  if (known === undefined) return isTraining.value ? 'waiting' : 'measuring';
  const { parameters, secondsPerStep, tokensPerStep, bytes, isMeasured } = known;
  const seconds = secondsOf(known, given.value);
  return { parameters, seconds, tokensPerSecond: tokensPerStep / secondsPerStep, bytes, isEstimate: !isMeasured };
});

effect(() => {
  if (isTraining.value) client.interrupt();
});

effect(() => {
  const key = subject.value;
  if (isTraining.value || !isOpen.value || measured.peek().has(key)) return undefined;
  const timer = setTimeout(() => void measure(key, config.peek().data, given.peek()), PAUSE);
  return () => {
    clearTimeout(timer);
  };
});

async function measure(key: string, data: string, settings: GivenSettings): Promise<void> {
  const isCurrent = () => subject.peek() === key && !isTraining.peek();
  const textOf = () => session.textFor(data);
  const layersOf = () => session.layersCode(settings.parts ?? null);
  failed.value = undefined;
  try {
    const result = await client.measure(settings, data, textOf, isCurrent, layersOf);
    if (result !== 'stopped') measured.value = new Map(measured.peek()).set(key, result);
  } catch {
    failed.value = key; // a text or layers that are missing, which the session says, or a worker that broke
  }
}
