import type { GivenSettings, Settings } from '@microgpt/run';
import { UsageError, kebabCase } from '@microgpt/terminal';
import { shown } from './load-module.ts';
import { settingNames } from './setting-flags.ts';

/** Settings, and where they come from: the flags, a config file, or a preset. */
export interface SettingsSource {
  readonly from: 'flags' | { readonly config: string } | { readonly preset: string };
  readonly settings: GivenSettings;
}

/**
 * The settings of several sources, of which the last that gives a setting wins. Steps in one source replace a time in an earlier one, and
 * the other way around.
 *
 * @throws UsageError if settings contradict each other, with where they come from
 */
export function mergeSettings(sources: readonly SettingsSource[]): GivenSettings {
  let merged: GivenSettings = {};
  for (const { settings, from } of sources) {
    if (settings.steps != null && settings.time != null) {
      const [steps, time] = [said('steps', settings.steps, from), said('time', settings.time, from)];
      throw new UsageError(
        `${steps} and ${time}: a run ends after a number of steps or after a time; give one of them`,
      );
    }
    if (settings.steps != null) merged = { ...merged, time: undefined };
    if (settings.time != null) merged = { ...merged, steps: undefined };
    merged = { ...merged, ...defined(settings) };
  }
  const say = (name: keyof Settings) => {
    const source = sources.findLast(({ settings }) => settings[name] !== undefined);
    return said(name, merged[name], source?.from ?? 'flags');
  };
  checkTogether(merged, say);
  const flags = sources.find(({ from }) => from === 'flags')?.settings ?? {};
  checkEffects(flags, merged, say);
  return merged;
}

function defined(settings: GivenSettings): GivenSettings {
  return Object.fromEntries(
    settingNames.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])),
  );
}

/** A setting as it was written: `--min-lr 0.1`, or `minLr: 0.1 (microgpt.config.ts)`. */
function said(name: keyof Settings, value: unknown, from: SettingsSource['from']): string {
  if (from === 'flags') {
    if (typeof value === 'boolean') return `--${value ? '' : 'no-'}${kebabCase(name)}`;
    return `--${kebabCase(name)} ${String(value)}`;
  }
  const place = 'config' in from ? shown(from.config) : `preset ${from.preset}`;
  return `${name}: ${String(value)} (${place})`;
}

type Say = (name: keyof Settings) => string;

function checkTogether({ heads, embd, lr, minLr }: GivenSettings, say: Say): void {
  if (heads !== undefined && embd !== undefined && embd % heads !== 0) {
    throw new UsageError(`${say('embd')} is not divisible by ${say('heads')}; give a multiple of ${heads}`);
  }
  if (lr !== undefined && minLr !== undefined && minLr > lr) {
    throw new UsageError(
      `${say('minLr')} is above ${say('lr')}, but the rate falls from lr to minLr; give a smaller minLr`,
    );
  }
}

/** @throws UsageError if a flag would have no effect */
function checkEffects(flags: GivenSettings, merged: GivenSettings, say: Say): void {
  const { optimizer, tokenizer, schedule, validation } = merged;
  if (optimizer === 'sgd') check(['beta1', 'beta2'], 'optimizer');
  if (optimizer !== undefined && optimizer !== 'sgd') check(['momentum'], 'optimizer');
  if (optimizer === 'adam') check(['weightDecay'], 'optimizer');
  if (tokenizer !== undefined && tokenizer !== 'byte-pairs') check(['vocab'], 'tokenizer');
  if (schedule === 'constant') check(['minLr'], 'schedule');
  if (validation === 0) check(['evalEvery', 'evalBatches'], 'validation');

  function check(names: readonly (keyof Settings)[], because: keyof Settings): void {
    const idle = names.find((name) => flags[name] !== undefined);
    if (idle !== undefined)
      throw new UsageError(`${say(idle)} has no effect with ${say(because)}; leave one of them out`);
  }
}
