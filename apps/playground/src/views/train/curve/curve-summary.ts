import type { RunState } from '../../../run/run-state.ts';
import { formatCount } from '../../../design/format/format-count.ts';
import { formatLoss } from '../../../design/format/format-loss.ts';
import type { Words } from '../words/words-for.ts';

/** The curve in words, for those who do not see it. */
export function curveSummary(run: Pick<RunState, 'history' | 'loss' | 'progress' | 'baselines'>, words: Words): string {
  const { history, loss, progress, baselines } = run;
  if (loss === undefined || history.losses.length === 0) return 'Loss by step. Training has not started.';
  const [first] = history.losses;
  const sentences = [
    `Loss by step. It started at ${formatLoss(first)} and is ${formatLoss(loss)} at step ${formatCount(progress.step)}.`,
  ];
  const last = history.evaluatedSteps.length - 1;
  if (last >= 0) {
    const step = formatCount(history.evaluatedSteps[last]);
    sentences.push(
      `On ${words.texts} it never saw, it is ${formatLoss(history.validationLosses[last])} at step ${step}.`,
    );
  }
  if (baselines === undefined) return sentences.join(' ');
  const { uniform, unigram, bigram } = baselines;
  sentences.push(
    `For comparison: guessing ${formatLoss(uniform)}, ${words.units} alone ${formatLoss(unigram)}, pairs of ${words.units} ${formatLoss(bigram)}.`,
  );
  return sentences.join(' ');
}
