import type { Baselines } from '@microgpt/run';
import type { RunState } from '../../../run/run-state.ts';
import { formatCount } from '../../../design/format/format-count.ts';
import { formatLoss } from '../../../design/format/format-loss.ts';
import type { Words } from '../words/words-for.ts';
import { overfittingSince } from './overfitting.ts';
import { trendOf, type Trend } from './trend.ts';

/** What the curve says, in a sentence or two. */
export interface Finding {
  /** `wait`: too early to tell. `normal`: as it should be. `trouble`: something to change. */
  readonly tone: 'wait' | 'normal' | 'trouble';
  readonly title: string;
  readonly text: string;
}

/** What a finding is made of: a run whose text is known, so that there is something to compare its loss with. */
export type Learner = Pick<RunState, 'progress' | 'loss' | 'validationLoss' | 'history'> & {
  readonly baselines: Baselines;
  /** How many tokens an evaluation guesses. */
  readonly evaluatedTokens: number;
};

/**
 * The fewest tokens of an evaluation that says something: the surprise per token scatters by about 1 nat, so the mean of 1,000
 * by about 0.03. A handful of names may be easy or hard.
 */
const ENOUGH = 1000;

/** Before this step the smoothed loss is the mean of too few. */
const EARLY = 30;

/** From this step on, a run that is no better than guessing is stuck. */
const LATE = 100;

/** Two losses nearer than this are the same, in nats: a validation loss and a smoothed one scatter by about as much. */
const SAME = 0.03;

/**
 * Whether the curve of a run is normal: from where its loss stands between the reference lines, where it moves, and how
 * training and validation differ. The first of the checks that applies speaks.
 */
export function findingOf(run: Learner, words: Words): Finding {
  const trend = trendOf(run.history.losses);
  return (
    noNumber(run) ??
    nothingToLearn(run, words) ??
    tooEarly(run, words) ??
    worseThanGuessing(run, words, trend) ??
    rising(trend) ??
    learnedByHeart(run, words) ??
    stuck(run, words, trend) ??
    standing(run, words)
  );
}

function noNumber({ history, loss }: Learner): Finding | undefined {
  const last = history.losses.at(-1);
  const isNumber = (last === undefined || Number.isFinite(last)) && (loss === undefined || Number.isFinite(loss));
  if (isNumber) return undefined;
  return {
    tone: 'trouble',
    title: 'It broke.',
    text: 'The loss is no longer a number. Usually, the steps were too large: lower the rate and start over.',
  };
}

function nothingToLearn({ baselines }: Learner, { unit }: Words): Finding | undefined {
  if (baselines.bigram > 0.05) return undefined;
  return {
    tone: 'wait',
    title: 'There is almost nothing to learn.',
    text: `In this text, each ${unit} almost always tells which one comes next. Choose a text with more variety.`,
  };
}

function tooEarly({ progress, history, baselines }: Learner, { unit }: Words): Finding | undefined {
  const { step } = progress;
  const first = history.validationLosses.at(0);
  if (step === 0 && (first === undefined || first > 0.95 * baselines.uniform)) {
    const text = `It has learned nothing yet: to it, every ${unit} is about equally likely.`;
    return { tone: 'wait', title: 'It has not started yet.', text };
  }
  if (step === 0 || step >= EARLY) return undefined;
  const text = 'The loss still jumps from step to step. A few more steps will show where it is going.';
  return { tone: 'wait', title: 'Too early to tell.', text };
}

function worseThanGuessing(
  { loss, baselines, progress }: Learner,
  words: Words,
  trend: Trend | undefined,
): Finding | undefined {
  if (loss === undefined || loss <= baselines.uniform + 0.1) return undefined;
  const where = `The loss is ${formatLoss(loss)}; guessing with every ${words.unit} equally likely gives ${formatLoss(baselines.uniform)}.`;
  if (!progress.done && isFalling(trend)) {
    return { tone: 'wait', title: 'Worse than guessing, but falling.', text: where };
  }
  return {
    tone: 'trouble',
    title: 'Worse than guessing.',
    text: `${where} The rate may be too high: start over with a lower one.`,
  };
}

function rising(trend: Trend | undefined): Finding | undefined {
  if (trend === undefined || trend.change < Math.max(0.05, 3 * trend.error)) return undefined;
  return {
    tone: 'trouble',
    title: 'It is getting worse.',
    text: `The loss has recently risen by ${trend.change.toFixed(2)}, more than its usual ups and downs. The rate may be too high.`,
  };
}

function learnedByHeart(run: Learner, { texts }: Words): Finding | undefined {
  const { history, validationLoss } = run;
  const best = run.evaluatedTokens < ENOUGH ? undefined : overfittingSince(history);
  if (best === undefined || validationLoss === undefined) return undefined;
  const step = formatCount(best.step);
  return {
    tone: 'trouble',
    title: 'It is learning by heart.',
    text:
      `On ${texts} it never saw, it was best at step ${step} (${formatLoss(best.loss)}) and is now at ` +
      `${formatLoss(validationLoss)}, while the training loss still falls. Try more data or a smaller model.`,
  };
}

function stuck(run: Learner, { unit }: Words, trend: Trend | undefined): Finding | undefined {
  const { progress, baselines } = run;
  const { uniform, unigram } = baselines;
  const loss = standingLoss(run);
  if (progress.step < LATE || loss === undefined || loss < unigram + 0.7 * (uniform - unigram)) return undefined;
  // In a text whose letters are all equally common, both lines are the same.
  if (uniform - unigram < SAME || isFalling(trend)) return undefined;
  return {
    tone: 'trouble',
    title: 'It is stuck.',
    text:
      `After ${formatCount(progress.step)} steps, it is about as good as guessing with every ${unit} equally likely. ` +
      'Try another rate: this one may be too low, or so high that each step undoes the last.',
  };
}

/** Where the loss stands between the lines; what lies below a line has been learned. */
function standing(run: Learner, { unit, units }: Words): Finding {
  const { unigram, bigram } = run.baselines;
  const loss = standingLoss(run) ?? Infinity;
  const { done } = run.progress;
  const normal = (text: string): Finding => ({ tone: 'normal', title: 'Looks normal.', text });
  if (loss > unigram + SAME) {
    return normal(
      done
        ? `It ended better than guessing, but has not fully learned how common each ${unit} is. More steps may help.`
        : `It is better than guessing, and is learning which ${units} are common.`,
    );
  }
  if (loss > bigram + SAME) {
    return normal(
      done
        ? `It has learned which ${units} are common, and partly which follow each other.`
        : `It has learned which ${units} are common; now it is learning which follow each other.`,
    );
  }
  const pairs = `It has learned which ${units} are common and which follow each other`;
  if (loss > bigram - SAME) {
    return normal(`${pairs}: its loss is about that of pairs of ${units}. To go lower, it must look further back.`);
  }
  if (loss > bigram - 0.2) {
    return normal(
      done
        ? `${pairs}, and a little of what is further back: it ended just below pairs of ${units}.`
        : `${pairs}; now it is learning to look further back.`,
    );
  }
  if (run.history.validationLosses.length > 0) {
    return normal(`${pairs}. It is well below pairs of ${units}, so it looks further back.`);
  }
  return {
    tone: 'wait',
    title: 'It may know the text by heart.',
    text: `Its loss is well below pairs of ${units}, but no text was held back to tell whether it only repeats what it has read.`,
  };
}

/**
 * The loss to compare with the reference lines: that of the validation data, of which the lines are computed, if it was
 * evaluated lately, and on enough of it; else the smoothed training loss.
 */
function standingLoss({ loss, validationLoss, history, progress, evaluatedTokens }: Learner): number | undefined {
  const evaluated = history.evaluatedSteps.at(-1);
  const isRecent = evaluated !== undefined && evaluated >= 0.8 * progress.step;
  return isRecent && evaluatedTokens >= ENOUGH ? (validationLoss ?? loss) : (loss ?? validationLoss);
}

function isFalling(trend: Trend | undefined): boolean {
  return trend !== undefined && trend.change < -2 * trend.error;
}
