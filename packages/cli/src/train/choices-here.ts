import { engines, formatDuration } from '@microgpt/terminal';
import { choosePlan, stepsIn } from '../plan/choose-plan.ts';
import { chooseTokenizer } from '../plan/choose-tokenizer.ts';
import { defaultSeconds } from '../plan/default-seconds.ts';
import { measureSpeed } from '../plan/measure-speed.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import type { GivenSettings } from '@microgpt/run';
import { START_UP } from '../run/run-clock.ts';
import type { Choices } from './choices.ts';

/** The choices for a text on this machine, whose speed is measured. */
export const choicesHere: Choices = {
  tokenizer(facts) {
    return { settings: chooseTokenizer(facts) };
  },

  async plan({ engine, given, longest, elapsed, ...facts }) {
    const seconds = given.time == null ? defaultSeconds(facts) : timeLeft(given.time, elapsed);
    const speed = await measureSpeed(await engines[engine]());
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

/** The seconds of a time that start-up leaves for the run, as its clock counts them. */
export function timeLeft(time: number, elapsed: number): number {
  return Math.max(time - elapsed, time * (1 - START_UP));
}

function areSizesGiven({ layers, heads, embd, block, batch }: GivenSettings): boolean {
  return [layers, heads, embd, block, batch].every((size) => size !== undefined);
}

function durationOf({ time }: GivenSettings, seconds: number): string {
  return time == null ? `about ${formatDuration(seconds)}` : formatDuration(time);
}
