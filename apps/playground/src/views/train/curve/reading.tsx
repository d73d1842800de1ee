import { formatCount } from '../../../design/format/format-count.ts';
import { formatLoss } from '../../../design/format/format-loss.ts';
import { run } from '../../../session/session.ts';
import { shownWords } from '../words/shown-words.ts';
import { lookedAtStep } from './looked-at-step.ts';
import { lossAt } from './loss-at.ts';
import { smoothedOf } from './smoothed-of.ts';

/** What the two colors are; with the pointer on the curve, or a step chosen, their values there. */
export function Reading() {
  const front = run.value;
  const step = lookedAtStep.value;
  const { texts } = shownWords.value;
  const isRead = front !== undefined && step !== undefined;
  const training = isRead ? lossAt(front.history.steps, smoothedOf(front.history), step) : undefined;
  const validation = isRead ? lossAt(front.history.evaluatedSteps, front.history.validationLosses, step) : undefined;
  return (
    <p class="curve-reading">
      {isRead && <span>step {formatCount(step)}</span>}
      <span class="curve-key model">learning {training !== undefined && <b>{formatLoss(training)}</b>}</span>
      <span class="curve-key unseen">
        {texts} it never saw {validation !== undefined && <b>{formatLoss(validation)}</b>}
      </span>
    </p>
  );
}
