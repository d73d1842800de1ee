import { formatLoss } from '../../../design/format/format-loss.ts';
import { formatPercent } from '../../../design/format/format-percent.ts';
import { letter, spokenLetter } from '../part/letter.ts';
import { letterLosses } from '../state/letter-losses.ts';
import { placeIn, type Reading } from '../state/reading.ts';

/** The loss of each letter beside that of guessing. */
export function LossLive({ reading: { inspected } }: { readonly reading: Reading }) {
  const losses = letterLosses(inspected);
  if (losses.length === 0) return <p class="explained">Type a text of at least two letters.</p>;
  const size = inspected.inspection.logits.columns;
  const guessing = Math.log(size);
  const mean = losses.reduce((sum, { loss }) => sum + loss, 0) / losses.length;
  const full = Math.max(guessing * 1.25, ...losses.map(({ loss }) => loss));
  const place = placeIn(inspected.tokens);
  return (
    <>
      <p class="explained">
        {`Each letter that should have been guessed, its probability, and its loss. The line marks ln ${size} = ${formatLoss(guessing)}, the loss of someone who just rolls dice.`}
      </p>
      <ol class="losses" style={{ '--guessing': `${(100 * guessing) / full}%` }}>
        {losses.map(({ token, probability, loss }, t) => (
          <li key={t} class={t === place ? 'loss-row chosen' : 'loss-row'} aria-current={t === place}>
            <span class="written" aria-hidden="true">
              {letter(token)}
            </span>
            <span class="spoken">{spokenLetter(token)}</span>
            <span class="loss-percent">{formatPercent(probability, 3)}</span>
            <span class="loss-track" aria-hidden="true">
              <span style={{ width: `${(100 * loss) / full}%` }} />
            </span>
            <span class="loss-number">{formatLoss(loss)}</span>
          </li>
        ))}
      </ol>
      <p>
        {'The loss of this text is their average: '}
        <b>{mean.toFixed(4)}</b>
      </p>
    </>
  );
}
