import { formatLoss } from '../../../design/format/format-loss.ts';
import { shownWords } from '../words/shown-words.ts';
import { curvePicture } from './curve-picture.ts';
import { spreadLabels } from './spread-labels.ts';

/** The height of the curve, and the least distance of two labels, in pixels; the style has the same height. */
const HEIGHT = 248;
const GAP = 18;

/** What simple guesses reach, as lines with names. */
export function ReferenceLines() {
  const picture = curvePicture.value;
  if (picture?.baselines === undefined) return null;
  const { baselines, losses } = picture;
  const { units } = shownWords.value;
  const [min, max] = losses;
  const lines = [
    { name: 'guessing', loss: baselines.uniform },
    { name: `${units} alone`, loss: baselines.unigram },
    { name: `pairs of ${units}`, loss: baselines.bigram },
  ].map((line) => ({ ...line, top: (HEIGHT * (max - line.loss)) / (max - min) }));
  const labels = spreadLabels(
    lines.map(({ top }) => top),
    GAP,
    HEIGHT - GAP / 2,
  );
  return (
    <ul class="curve-references" aria-label="Losses of simple guesses">
      {lines.map(({ name, loss, top }, i) => (
        <li key={name}>
          <span class="curve-reference" style={{ top: `${top}px` }} aria-hidden="true" />
          <span class="curve-label" style={{ top: `${labels[i]}px` }}>
            {name} <b>{formatLoss(loss)}</b>
          </span>
        </li>
      ))}
    </ul>
  );
}
