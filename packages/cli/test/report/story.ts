import { cpu } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import type { LossHistory, Settings, StepReport } from '@microgpt/run';
import type { Reporter, RunStart } from '../../src/report/reporter.ts';

/** What happens in a run, to be told to reporters: made up, so that its numbers are known. */
export interface Story {
  readonly steps: number;
  /** The seconds of a step. */
  readonly pace: number;
  readonly evalEvery: number;
  readonly settings?: Partial<Settings>;
  readonly start?: Partial<RunStart>;
}

const settings: Settings = {
  ...{ data: 'poems.txt', kind: 'text', validation: 0.1, tokenizer: 'characters', vocab: 512 },
  ...{ architecture: 'microgpt', layers: 1, heads: 4, embd: 16, block: 8, bias: false, activation: 'relu' },
  ...{ dropout: 0, tieHead: false, std: 0.08, parts: null, optimizer: 'adamw', batch: 12, accumulate: 1 },
  ...{ steps: 1000, time: null, lr: 0.01, minLr: 0, schedule: 'linear', warmup: 0, beta1: 0.9, beta2: 0.99 },
  ...{ momentum: 0, weightDecay: 0.1, clip: 1, seed: 42, engine: 'wasm', out: 'poems.safetensors', saveEvery: 20 },
  ...{ evalEvery: 100, evalBatches: 0, samples: 3, temperature: 0.8 },
};

const noHistory: LossHistory = {
  steps: new Float64Array(),
  losses: new Float64Array(),
  evaluatedSteps: new Float64Array(),
  validationLosses: new Float64Array(),
  best: null,
};

/** The beginning of the story: a text of 64 characters and one that ends it. */
export function startOf({ steps, evalEvery, settings: other, start }: Story): RunStart {
  const sizes = { vocabSize: 65, blockSize: 8, nLayer: 1, nHead: 4, nEmbd: 16 };
  return {
    settings: { ...settings, steps, evalEvery, ...other },
    data: {
      ...{ source: '/home/anna/poems.txt', bytes: 1_115_394, sha256: '86c4', documents: 1 },
      ...{ trainingTokens: 1_003_854, validationTokens: 111_540 },
    },
    vocabSize: 65,
    model: new GPT(sizes, new Initializer(cpu, new Random(42))),
    baselines: { uniform: Math.log(65), unigram: 3.35, bigram: 2.48 },
    reasons: { model: 'chosen for about 3 minutes here' },
    peak: 1e8,
    progress: { step: 0, seconds: 0, tokens: 0, done: false },
    history: noHistory,
    ...start,
  };
}

/** The loss of a step: from ln 65 to about 1.5. */
export function lossOf(step: number, steps: number): number {
  return 1.5 + (Math.log(65) - 1.5) * Math.exp((-8 * step) / steps);
}

/** A step of the story. */
export function stepOf(step: number, { steps, pace }: Story): StepReport {
  const fraction = step / steps;
  const lr = 0.01 * (1 - fraction);
  const loss = lossOf(step, steps);
  return { step, loss, lr, gradNorm: 0.61, tokens: 96, flops: 1e6, seconds: step * pace, fraction };
}

/** A clock that the story moves. */
export class StoryClock {
  seconds = 0;
  readonly now = (): number => this.seconds;
}

/**
 * Tells the story from its first step to its last.
 *
 * @param between called after each step
 */
export async function tell(
  reporter: Reporter,
  story: Story,
  clock: StoryClock,
  between: (step: number) => unknown = () => undefined,
): Promise<void> {
  const { steps, pace, evalEvery } = story;
  const evaluatedSteps: number[] = [];
  const validationLosses: number[] = [];
  reporter.start(startOf(story));
  for (let step = 1; step <= steps; step++) {
    clock.seconds += pace;
    reporter.step(stepOf(step, story));
    if (step % evalEvery === 0) {
      clock.seconds += pace;
      const loss = lossOf(step, steps) + 0.1;
      evaluatedSteps.push(step);
      validationLosses.push(loss);
      reporter.evaluated({ step, loss, isBest: true });
      reporter.sampled(samples, step);
    }
    await between(step);
  }
  reporter.end({
    reason: 'done',
    progress: { step: steps, seconds: steps * pace, tokens: 96 * steps, done: true },
    history: {
      ...noHistory,
      evaluatedSteps: Float64Array.from(evaluatedSteps),
      validationLosses: Float64Array.from(validationLosses),
      best: { step: evaluatedSteps[evaluatedSteps.length - 1], loss: validationLosses[validationLosses.length - 1] },
    },
    file: 'poems.safetensors',
    resume: `microgpt train --resume poems.safetensors --steps ${2 * steps}`,
  });
}

const samples = [
  { text: 'The king shall\nnot be so much to my lord', isInData: false },
  { text: '\u001b[31mred', isInData: false },
  { text: 'To be', isInData: true },
];
