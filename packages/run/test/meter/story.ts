import type { StepReport } from '../../src/loop/run-listener.ts';
import type { RunMeterOptions } from '../../src/meter/run-meter.ts';
import { usualSettings } from '../../src/settings/usual-settings.ts';
import type { Settings } from '../../src/settings/settings.ts';

/** What happens in a run, to be told to a meter: made up, so that its numbers are known. */
export interface Story {
  readonly steps: number;
  /** The seconds of a step. */
  readonly pace: number;
  readonly evalEvery: number;
  readonly settings?: Partial<Settings>;
}

/** The beginning of the story: tinyshakespeare in batches of 12 windows of 8 characters. */
export function startOf({ steps, evalEvery, settings }: Story): RunMeterOptions {
  return {
    settings: { ...usualSettings, batch: 12, block: 8, steps, evalEvery, ...settings },
    data: {
      ...{ source: '/home/anna/poems.txt', bytes: 1_115_394, sha256: '86c4', documents: 1 },
      ...{ trainingTokens: 1_003_854, validationTokens: 111_540 },
    },
    peak: 1e8,
    history: {
      steps: new Float64Array(),
      losses: new Float64Array(),
      evaluatedSteps: new Float64Array(),
      validationLosses: new Float64Array(),
      best: null,
    },
  };
}

/** A step of the story. */
export function stepOf(step: number, { steps, pace }: Story): StepReport {
  const fraction = step / steps;
  const loss = 1.5 + 2.5 * Math.exp(-8 * fraction);
  return { step, loss, lr: 0.01, gradNorm: 0.61, tokens: 96, flops: 1e6, seconds: step * pace, fraction };
}
