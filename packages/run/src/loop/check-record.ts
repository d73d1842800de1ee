import { RunError } from '../settings/run-error.ts';
import type { Settings } from '../settings/settings.ts';
import { usualSettings } from '../settings/usual-settings.ts';
import type { LossHistory, Progress, RunRecord } from './run-record.ts';

type Fields<T> = Readonly<Record<keyof T, unknown>>;

/** The settings that are counts of at least one. */
const counts: readonly (keyof Settings)[] = ['layers', 'heads', 'embd', 'block', 'batch', 'accumulate', 'evalEvery'];

/** The values of the settings that have a few. */
const choices: Partial<Record<keyof Settings, readonly string[]>> = {
  kind: ['lines', 'text'],
  architecture: ['microgpt', 'gpt2'],
  activation: ['relu', 'gelu', 'gelu-tanh'],
  optimizer: ['adamw', 'adam', 'sgd'],
  schedule: ['constant', 'linear', 'cosine'],
  engine: ['scalar', 'cpu', 'wasm'],
};

/**
 * Checks a record from a file, which anyone may have written.
 *
 * @throws RunError if a field is missing, or has a value that no run has
 */
export function checkRecord(record: object): asserts record is RunRecord {
  const { settings, data, progress, history, from } = record as Fields<RunRecord>;
  checkSettings(objectAt('settings', settings));
  const { source, sha256, ...sizes } = objectAt('data', data);
  check('data.source', source, typeof source === 'string');
  check('data.sha256', sha256, typeof sha256 === 'string');
  for (const name of ['bytes', 'documents', 'trainingTokens', 'validationTokens']) {
    check(`data.${name}`, sizes[name], isCount(sizes[name], 0));
  }
  checkProgress(objectAt('progress', progress));
  checkHistory(objectAt('history', history));
  check('from', from, from === undefined || typeof from === 'string');
}

function checkSettings(settings: Readonly<Record<string, unknown>>): void {
  for (const [name, usual] of Object.entries(usualSettings) as [keyof Settings, unknown][]) {
    check(`settings.${name}`, settings[name], isSetting(name, settings[name], usual));
  }
  const { steps, time } = settings;
  check('settings.steps', steps, (steps === null) !== (time === null));
}

function isSetting(name: keyof Settings, value: unknown, usual: unknown): boolean {
  if (name === 'parts') return value === null || typeof value === 'string';
  if (name === 'steps') return value === null || isCount(value, 1);
  if (name === 'time') return value === null || isAmount(value);
  if (counts.includes(name)) return isCount(value, 1);
  if (typeof usual === 'number') return isAmount(value);
  return typeof value === typeof usual && choices[name]?.includes(String(value)) !== false;
}

function checkProgress({ step, seconds, elapsed, tokens, done }: Fields<Progress>): void {
  check('progress.step', step, isCount(step, 0));
  check('progress.seconds', seconds, isAmount(seconds));
  check('progress.elapsed', elapsed, elapsed === undefined || isAmount(elapsed));
  check('progress.tokens', tokens, isCount(tokens, 0));
  check('progress.done', done, typeof done === 'boolean');
}

function checkHistory({ steps, losses, evaluatedSteps, validationLosses, best }: Fields<LossHistory>): void {
  check('history.losses', losses, areOfOneLength(steps, losses));
  check('history.validationLosses', validationLosses, areOfOneLength(evaluatedSteps, validationLosses));
  if (best === null) return;
  const { step, loss } = objectAt('history.best', best);
  check('history.best', best, isCount(step, 0) && typeof loss === 'number');
}

function areOfOneLength(a: unknown, b: unknown): boolean {
  return a instanceof Float64Array && b instanceof Float64Array && a.length === b.length;
}

function isCount(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= least;
}

function isAmount(value: unknown): boolean {
  return Number.isFinite(value) && Number(value) >= 0;
}

function objectAt(name: string, value: unknown): Readonly<Record<string, unknown>> {
  check(name, value, typeof value === 'object' && value !== null);
  return value as Readonly<Record<string, unknown>>;
}

function check(name: string, value: unknown, isRight: boolean): void {
  if (isRight) return;
  const isPlain = typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
  const found = value === undefined ? 'missing' : isPlain ? String(value) : 'not what it should be';
  throw new RunError(`the record of the run is damaged (${name} is ${found}); choose another checkpoint`);
}
