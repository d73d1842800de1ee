import { formatLoss } from '../../../design/format/format-loss.ts';
import { shownWords } from '../words/shown-words.ts';
import { curvePicture } from './curve-picture.ts';
import { spreadLabels } from './spread-labels.ts';

/** The height of the curve in pixels; the style has the same. */
const HEIGHT = 248;

/** The least distance between two labels in pixels: of one line, and of two on a narrow page. */
const GAPS = { low: 18, high: 32 };

/** What simple guesses reach, as lines with names. */
export function ReferenceLines() {
  const picture = curvePicture.value;
  if (picture?.baselines === undefined) return null;
  const { baselines, losses } = picture;
  const { units } = shownWords.value;
  const [min, max] = losses;
  const lines = [
    {
      name: 'guessing',
      loss: baselines.uniform,
      knows: `the loss of a guess that knows nothing: all ${units} are equally likely`,
    },
    {
      name: `${units} alone`,
      loss: baselines.unigram,
      knows: `the loss of a guess that knows how frequent ${units} are`,
    },
    {
      name: `pairs of ${units}`,
      loss: baselines.bigram,
      knows: `the loss of a guess that knows how often ${units} follow one another`,
    },
  ].map((line) => ({ ...line, top: (HEIGHT * (max - line.loss)) / (max - min) }));
  const tops = lines.map(({ top }) => top);
  const low = spreadLabels(tops, GAPS.low, HEIGHT - GAPS.low / 2);
  const high = spreadLabels(tops, GAPS.high, HEIGHT - GAPS.high / 2);
  return (
    <ul class="curve-references" aria-label="Losses of simple guesses">
      {lines.map(({ name, knows, loss, top }, i) => (
        <li key={name}>
          <span class="curve-reference" style={{ top: `${top}px` }} aria-hidden="true" />
          <span class="curve-label" title={knows} style={{ '--top': `${low[i]}px`, '--top-high': `${high[i]}px` }}>
            {name} <b>{formatLoss(loss)}</b>
          </span>
        </li>
      ))}
    </ul>
  );
}
