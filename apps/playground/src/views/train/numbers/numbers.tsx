import { computed } from '@preact/signals';
import { formatCount } from '../../../design/format/format-count.ts';
import { formatLoss } from '../../../design/format/format-loss.ts';
import { formatSeconds } from '../../../design/format/format-seconds.ts';
import { chosenStep, run } from '../../../session/session.ts';
import { lastStepOf } from '../curve/curve-range.ts';
import { smoothedOf } from '../curve/smoothed-of.ts';
import { lossAt } from '../curve/loss-at.ts';
import { shownStep } from '../../../steps/shown-step.ts';
import { formatMeasured } from '../words/format-measured.ts';
import { shownWords } from '../words/shown-words.ts';
import './numbers.css';

/** The losses at the shown step. */
const losses = computed(() => {
  const front = run.value;
  if (front === undefined) return { training: undefined, validation: undefined };
  const { history } = front;
  const step = chosenStep.value;
  if (step === undefined) return { training: front.loss, validation: front.validationLoss };
  return {
    training: lossAt(history.steps, smoothedOf(history), step),
    validation: lossAt(history.evaluatedSteps, history.validationLosses, step),
  };
});

/** Where the run is, in numbers. Each has a fixed width, so that nothing moves while they change. */
export function Numbers() {
  const front = run.value;
  const { stepsPerSecond, tokensPerSecond, secondsLeft } = { ...front?.speed };
  const { training, validation } = losses.value;
  const { units, texts } = shownWords.value;
  const lastStep = front === undefined ? 0 : lastStepOf(front);
  return (
    <dl class="numbers" aria-label="In numbers">
      <Figure value={formatCount(shownStep.value)} label="step" width={Math.max(5, formatCount(lastStep).length)} />
      <Figure value={lossOf(training)} label="loss" kind="model" width={4} />
      <Figure value={lossOf(validation)} label={`on ${texts} it never saw`} kind="unseen" width={4} />
      <Figure value={speedOf(stepsPerSecond)} label="steps a second" width={6} />
      <Figure value={speedOf(tokensPerSecond)} label={`${units} a second`} width={7} />
      <Figure value={leftOf(front?.progress.done, secondsLeft)} label="time left" width={6} />
    </dl>
  );
}

interface FigureProps {
  readonly value: string;
  readonly label: string;
  /** Which of the two curves it belongs to. */
  readonly kind?: 'model' | 'unseen';
  /** The room for the value, in digits. */
  readonly width: number;
}

function Figure({ value, label, kind, width }: FigureProps) {
  return (
    <div class="number" style={{ '--digits': width }}>
      <dt>{label}</dt>
      <dd class={kind}>{value}</dd>
    </div>
  );
}

function lossOf(loss: number | undefined): string {
  return loss === undefined ? '–' : formatLoss(loss);
}

function speedOf(perSecond: number | undefined): string {
  return perSecond === undefined ? '–' : formatMeasured(perSecond);
}

function leftOf(done: boolean | undefined, seconds: number | undefined): string {
  if (done === true) return 'done';
  return seconds === undefined ? '–' : formatSeconds(seconds);
}
