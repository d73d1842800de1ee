import type { Engine } from '@microgpt/autograd';
import { timeLeft } from '../loop/run-clock.ts';
import { formatDuration } from '../meter/format-duration.ts';
import { choosePlan, stepsIn, type Plan } from './choose-plan.ts';
import { chooseTokenizer } from './choose-tokenizer.ts';
import { defaultSeconds } from './default-seconds.ts';
import { measureSpeed } from './measure-speed.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import type { GivenSettings, Settings } from '../settings/settings.ts';
import type { Choices, TokenFacts } from './choices.ts';

/** What a plan chooses. */
const planned = [
  ...(['architecture', 'layers', 'heads', 'embd', 'block', 'bias', 'activation', 'dropout', 'tieHead', 'std'] as const),
  ...(['batch', 'steps', 'lr', 'minLr', 'schedule', 'warmup', 'beta1', 'beta2', 'weightDecay', 'clip'] as const),
] satisfies readonly (keyof Plan)[];

/** What a program wants of the runs that it chooses. */
export interface ChoicesOptions {
  /** The duration of a run if no time is given, in seconds; by default 12 to 600, by the amount of text. */
  readonly seconds?: number;
  /** How often a run sees each part of the text, at most; its number of steps is then rounded to two digits. */
  readonly mostPasses?: number;
  /** The least number of steps, however short the text is; default 1. */
  readonly leastSteps?: number;
}

/**
 * The choices for a text on this machine. If a plan leaves something to choose, the speed of the machine is measured.
 *
 * @param engineOf returns the engine for the setting `engine`
 */
export function choicesFor(
  engineOf: (name: Settings['engine']) => Engine | Promise<Engine>,
  options: ChoicesOptions = {},
): Choices {
  return {
    tokenizer(facts) {
      return { settings: chooseTokenizer(facts) };
    },

    async plan({ engine, given, longest, elapsed, ...facts }) {
      if (planned.every((name) => given[name] !== undefined)) return { settings: {} };
      const { time } = given;
      const seconds = time == null ? (options.seconds ?? defaultSeconds(facts)) : timeLeft(time, elapsed);
      const speed = await measureSpeed(await engineOf(engine));
      const situation = { ...facts, longestDocument: longest - 1, seconds, speed };
      const plan = choosePlan(situation);
      const resolved = resolveSettings(given, plan);
      const steps = withinPasses(stepsIn(resolved, situation), passesPerStep(resolved, facts), options);
      const isOurs = given.steps == null && !areSizesGiven(given);
      return {
        settings: { ...plan, steps },
        reason: isOurs ? `chosen for ${durationOf(given, seconds)} on this machine` : undefined,
      };
    },

    resolve: resolveSettings,
  };
}

/** How often a step sees each part of the text. */
function passesPerStep(
  { batch, accumulate, block }: Settings,
  { kind, documents, trainingTokens }: Pick<TokenFacts, 'kind' | 'documents' | 'trainingTokens'>,
): number {
  const perStep = batch * accumulate;
  return kind === 'lines' ? perStep / documents : (perStep * block) / trainingTokens;
}

function withinPasses(steps: number, perStep: number, { mostPasses, leastSteps = 1 }: ChoicesOptions): number {
  const few = mostPasses === undefined ? steps : Number(Math.min(steps, mostPasses / perStep).toPrecision(2));
  return Math.max(leastSteps, Math.round(few));
}

function areSizesGiven({ layers, heads, embd, block, batch }: GivenSettings): boolean {
  return [layers, heads, embd, block, batch].every((size) => size !== undefined);
}

function durationOf({ time }: GivenSettings, seconds: number): string {
  return time == null ? `about ${formatDuration(seconds)}` : formatDuration(time);
}
