import { lowerRate } from '@microgpt/run';
import { formatDuration, printable } from '@microgpt/terminal';
import { quoted } from '../run/quoted.ts';
import { count, counted, loss as lossText } from './formats.ts';
import type { Labelled } from './labelled-lines.ts';
import { referenceLines, tokenNoun } from './reference-lines.ts';
import type { RunEnd, RunStart } from './reporter.ts';
import { invocation } from '../run/invocation.ts';

/**
 * How a run ended: the losses and what they mean, the file, and the commands to go on.
 *
 * @param trainingLoss the mean of the last losses
 */
export function closing(start: RunStart, end: RunEnd, trainingLoss: number | undefined): Labelled[] {
  const { step, seconds } = end.progress;
  const { file } = end;
  if (file === null && step === 0) return beforeFirstStep(end);
  return [
    [headings[end.reason], `after ${counted(step, 'step')} and ${formatDuration(seconds)} of training`],
    ...lossRows(end, trainingLoss),
    ...meaningRows(start, end, trainingLoss),
    ['saved to', file === null ? 'nothing, because no file could be written' : printable(file)],
    ...(file === null ? [] : [['write', `${invocation()} sample ${quoted(file)}`] as const]),
    [end.reason === 'done' ? 'longer' : 'resume', end.resume],
  ];
}

/** The end of a run that did nothing: there is nothing to lose, and the same command does it. */
function beforeFirstStep({ reason }: RunEnd): Labelled[] {
  return [
    [headings[reason], 'before the first step, so there is nothing to save'],
    ['again', 'the same command starts it'],
  ];
}

/** A loss so many times that of guessing is not one of a model that has only begun to learn. */
const FAR_WORSE = 1.5;

const headings = { done: 'done', interrupted: 'stopped', 'not finite': 'failed' } as const;

function lossRows({ history, progress, bestFile }: RunEnd, trainingLoss: number | undefined): Labelled[] {
  const unseen = history.validationLosses.at(-1);
  const at = history.evaluatedSteps.at(-1);
  const { best } = history;
  const words = [
    ...(trainingLoss === undefined ? [] : [`${lossText(trainingLoss)} in training`]),
    ...(unseen === undefined ? [] : [`${lossText(unseen)} on text it never saw`]),
  ];
  if (words.length === 0) return [];
  const when = unseen === undefined || at === progress.step ? '' : `, at step ${count(at ?? 0)}`;
  const lowest =
    best === null || best.step === at
      ? ''
      : `; the lowest was ${lossText(best.loss)}, at step ${count(best.step)}${bestFile == null ? '' : `, in ${printable(bestFile)}`}`;
  return [['loss', `${words.join(', ')}${when}${lowest}`]];
}

/** The loss as a number of equally likely choices, e^loss (the perplexity), compared with simple guesses. */
function meaningRows(start: RunStart, { history }: RunEnd, trainingLoss: number | undefined): Labelled[] {
  const loss = history.validationLosses.at(-1) ?? trainingLoss;
  if (loss === undefined) return [];
  const model = `the model is as uncertain about the next ${tokenNoun(start.settings)} as if it chose among ${choices(loss)} equally likely ones`;
  const others = referenceLines(start.baselines, start.settings).map((line) => `${line.label}: ${choices(line.loss)}`);
  if ((trainingLoss ?? 0) > FAR_WORSE * start.baselines.uniform) return [['meaning', worseThanGuessing(start)]];
  return [['meaning', `${model} (${others.join(', ')})`]];
}

function worseThanGuessing({ settings: { lr } }: RunStart): string {
  return `it guesses worse than by chance, because it learned in steps that are too large; start over with a lower learning rate: the same command with --restart --lr ${lowerRate(lr)}`;
}

function choices(loss: number): string {
  const perplexity = Math.exp(loss);
  return perplexity < 99.5 ? String(Number(perplexity.toPrecision(2))) : count(Number(perplexity.toPrecision(3)));
}
