import type { ReadonlySignal } from '@preact/signals';
import { BarRow } from '../../../design/bar-row.tsx';
import { Button } from '../../../design/button.tsx';
import { ChipGroup } from '../../../design/chip-group.tsx';
import { formatPercent } from '../../../design/format/format-percent.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import type { Latest } from '../../../models/latest-answer.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { run } from '../../../session/session.ts';
import type { Candidate } from '../../../writing/writer.ts';
import { writer } from '../../../writing/page-writer.ts';
import { letter, readUpTo, spokenLetter } from '../part/letter.ts';
import { chosenTemperature, draws } from '../state/choices.ts';
import { placeIn, type Reading } from '../state/reading.ts';

/** How many candidates are shown. */
const ROWS = 6;

/** The temperatures to choose from, besides that of the run. */
const temperatures = [0.2, 0.5, 1, 2];

/** The probabilities of the next letter, and one that is drawn from them. */
export function SamplingLive({ reading }: { readonly reading: ReadonlySignal<Latest<Reading>> }) {
  const next = useKeepUp(() => {
    const { value } = reading.value;
    if (value === undefined) return undefined;
    const { model, text, inspected } = value;
    const place = placeIn(inspected.tokens);
    const options = { temperature: chosenTemperature.value ?? run.peek()?.settings.temperature ?? 1 };
    const seed = draws.value;
    return {
      run: `${runKeyOf(model)} ${text} ${place} ${options.temperature} ${seed}`,
      ask: async (signal) => {
        const ids = await writer.encode(model, text, signal);
        const before = inspected.tokens.length - ids.length; // the token that begins the text
        const read = ids.slice(0, place + 1 - before);
        const { first } = await writer.candidates(model, read, options, signal);
        const drawn = await writer.draw(model, read, { ...options, seed }, signal);
        const chance = first.find(({ id }) => id === drawn.id)?.after;
        return { ...options, first: first.slice(0, ROWS), drawn, chance, after: readUpTo(inspected.tokens, place) };
      },
    };
  });
  const own = run.value?.settings.temperature ?? 1;
  const all = [...new Set([...temperatures, own])].sort((a, b) => a - b);
  const { value, problem } = next.value;
  const full = Math.max(0.01, ...(value?.first.flatMap(({ before, after }) => [before, after]) ?? []));
  return (
    <>
      <p class="explained">Temperature:</p>
      <ChipGroup
        label="Temperature"
        choices={all.map((each) => ({ value: String(each), label: String(each) }))}
        value={String(chosenTemperature.value ?? own)}
        onChange={(chosen) => {
          chosenTemperature.value = Number(chosen);
        }}
      />
      {problem !== undefined && <p class="explained">{problem}</p>}
      {value !== undefined && (
        <>
          <p class="explained">
            {`After ${value.after}, these letters are the likeliest to be drawn. The outline is the probability at temperature 1, as in part 4.${changeOf(value.first[0], value.temperature)}`}
          </p>
          <ol class="next-letters">
            {value.first.map((candidate) => (
              <li key={candidate.id}>
                <BarRow
                  label={letter(candidate)}
                  spoken={`${spokenLetter(candidate)}, ${formatPercent(candidate.before)} at temperature 1, here`}
                  probability={candidate.after}
                  before={candidate.before}
                  full={full}
                  chosen={candidate.id === value.drawn.id}
                />
              </li>
            ))}
          </ol>
          <p aria-live="polite">
            {'Drawn: '}
            <b class="written drawn">{letter(value.drawn)}</b>
            {value.chance !== undefined && ` (its chance was ${formatPercent(value.chance)})`}
          </p>
          <p>
            <Button
              kind="plain"
              onClick={() => {
                draws.value++;
              }}
            >
              Draw again
            </Button>
          </p>
        </>
      )}
    </>
  );
}

/** What a temperature makes of the probability of a letter, in a sentence; none at 1, which changes nothing. */
function changeOf(candidate: Candidate, temperature: number): string {
  if (temperature === 1) return '';
  const { before, after } = candidate;
  return ` At temperature ${temperature}, ${formatPercent(before)} for “${letter(candidate)}” becomes ${formatPercent(after)}.`;
}
