import type { Engine } from '@microgpt/autograd';
import { timeLeft } from '../loop/run-clock.ts';
import { formatDuration } from '../meter/format-duration.ts';
import { choosePlan, stepsIn, type Plan } from './choose-plan.ts';
import { chooseTokenizer } from './choose-tokenizer.ts';
import { defaultSeconds } from './default-seconds.ts';
import { measureSpeed } from './measure-speed.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import type { GivenSettings, Settings } from '../settings/settings.ts';
import type { Choices } from './choices.ts';

/** What a plan chooses. */
const planned = [
  ...(['architecture', 'layers', 'heads', 'embd', 'block', 'bias', 'activation', 'dropout', 'tieHead', 'std'] as const),
  ...(['batch', 'steps', 'lr', 'minLr', 'schedule', 'warmup', 'beta1', 'beta2', 'weightDecay', 'clip'] as const),
] satisfies readonly (keyof Plan)[];

/**
 * The choices for a text on this machine. If a plan leaves something to choose, the speed of the machine is measured.
 *
 * @param engineOf returns the engine for the setting `engine`
 */
export function choicesFor(engineOf: (name: Settings['engine']) => Engine | Promise<Engine>): Choices {
  return {
    tokenizer(facts) {
      return { settings: chooseTokenizer(facts) };
    },

    async plan({ engine, given, longest, elapsed, ...facts }) {
      if (planned.every((name) => given[name] !== undefined)) return { settings: {} };
      const seconds = given.time == null ? defaultSeconds(facts) : timeLeft(given.time, elapsed);
      const speed = await measureSpeed(await engineOf(engine));
      const situation = { ...facts, longestDocument: longest - 1, seconds, speed };
      const plan = choosePlan(situation);
      const steps = stepsIn(resolveSettings(given, plan), situation);
      const isOurs = given.steps == null && !areSizesGiven(given);
      return {
        settings: { ...plan, steps },
        reason: isOurs ? `chosen for ${durationOf(given, seconds)} on this machine` : undefined,
      };
    },

    resolve: resolveSettings,
  };
}

function areSizesGiven({ layers, heads, embd, block, batch }: GivenSettings): boolean {
  return [layers, heads, embd, block, batch].every((size) => size !== undefined);
}

function durationOf({ time }: GivenSettings, seconds: number): string {
  return time == null ? `about ${formatDuration(seconds)}` : formatDuration(time);
}
