import { formatCount } from '../../../design/format/format-count.ts';
import { formatPercent } from '../../../design/format/format-percent.ts';
import { Section } from '../../../design/section.tsx';
import { candidatesId } from '../editor/draft.tsx';
import { facts, words } from '../state/facts.ts';
import { activePlace, next, takenIds } from '../state/next.ts';
import { isEnded } from '../state/tree.ts';
import { CandidateRow } from './candidate-row.tsx';
import './candidates.css';

/** What may come next: every candidate with its probability before and after temperature, top-k and top-p. */
export function CandidateList() {
  const { unit, units } = words.value;
  const { value, problem } = next.value;
  const first = value?.first ?? [];
  const others = value?.others;
  const full = Math.max(0.01, ...first.map(({ before, after }) => Math.max(before, after)));
  return (
    <Section title={isEnded.value ? 'Instead of ending' : `The next ${unit}`} aside={<Legend />}>
      <div
        id={candidatesId}
        class={facts.value.value?.hasCharacters === false ? 'candidate-list wide' : 'candidate-list'}
        role="listbox"
        aria-label="What may come next, likeliest first"
        tabIndex={-1}
      >
        {first.map((candidate, place) => (
          // By place: the rows stay where they are, and their bars change.
          <CandidateRow
            key={place}
            candidate={candidate}
            place={place}
            isActive={place === activePlace.value}
            isTaken={takenIds.value.has(candidate.id)}
            full={full}
          />
        ))}
      </div>
      {others !== undefined && others.count > 0 && (
        <p class="explained candidate-others">
          {`and ${formatCount(others.count)} other ${others.count === 1 ? unit : units}, ${formatPercent(others.after)} together`}
        </p>
      )}
      {first.length === 0 && (
        <p class="explained">{problem ?? 'What may come next appears here as soon as the model is loaded.'}</p>
      )}
    </Section>
  );
}

function Legend() {
  return (
    <span class="candidate-legend" aria-hidden="true">
      <span>
        <i class="legend-before" /> before
      </span>
      <span>
        <i class="legend-after" /> after
      </span>
    </span>
  );
}
