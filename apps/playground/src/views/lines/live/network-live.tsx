import type { AttentionPattern } from '@microgpt/inspect';
import { BarRow } from '../../../design/bar-row.tsx';
import { ChipGroup } from '../../../design/chip-group.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { formatPercent } from '../../../design/format/format-percent.ts';
import { formatSigned } from '../../../design/format/format-signed.ts';
import { Heatmap } from '../../../design/heatmap.tsx';
import { run } from '../../../session/session.ts';
import { letter, readUpTo, spokenLetter } from '../part/letter.ts';
import { chosenHead, chosenPlace } from '../state/choices.ts';
import { placeIn, type Reading } from '../state/reading.ts';

/** The numbers of each letter, the attention of a head, and the guess. */
export function NetworkLive({ reading: { inspected } }: { readonly reading: Reading }) {
  const { tokens, inspection, lens } = inspected;
  const place = placeIn(tokens);
  const { values } = inspection.stream[0];
  const size = values.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const first = lens.at(-1)?.cells[place].first;
  return (
    <>
      <p>{`This network has ${formatCount(run.value?.parameters ?? 0)} parameters.`}</p>
      <p class="explained">
        {`Each row is a letter of the text, as ${values.columns} numbers after the embedding (blue is above 0, ochre below). Point at a number to read it:`}
      </p>
      <div class="letter-rows">
        <ol class="written" aria-hidden="true">
          {tokens.map((token, t) => (
            <li key={t}>{letter(token)}</li>
          ))}
        </ol>
        <Heatmap
          label={`The numbers of each letter after the embedding, at most ${size.toFixed(3)} in size. The arrow keys read them one by one, and Enter chooses the letter.`}
          matrix={values}
          row={place}
          reading={({ row, column }) =>
            `${spokenLetter(tokens[row])}, number ${column + 1}: ${formatSigned(values.data[row * values.columns + column], { decimals: 3 })}`
          }
          onPick={({ row }) => {
            chosenPlace.value = row;
          }}
        />
      </div>
      <OneHead reading={inspected} place={place} />
      {first !== undefined && (
        <p>
          {`After ${readUpTo(tokens, place)}, the token with the highest score is `}
          <b class="written">{letter(first)}</b>
          {`. Its probability is ${formatPercent(first.probability)}.`}
        </p>
      )}
    </>
  );
}

/** How much the letter at a place takes from each letter before it, in one head. */
function OneHead({ reading, place }: { readonly reading: Reading['inspected']; readonly place: number }) {
  const { tokens, inspection } = reading;
  const { attention } = inspection;
  const wanted = chosenHead.value;
  const layer = Math.min(wanted.layer, attention.length - 1);
  const pattern = attention[layer] as AttentionPattern | undefined;
  if (pattern === undefined) return <p class="explained">No layer of this network shows its attention.</p>;
  const head = Math.min(wanted.head, pattern.heads.length - 1);
  const { columns, data } = pattern.heads[head];
  return (
    <>
      <p class="explained">
        {`Attention: when “${letter(tokens[place])}” is read, head ${head + 1} of ${pattern.heads.length} listens to each letter so far with these shares:`}
      </p>
      <ChipGroup
        label="The head whose attention is shown"
        choices={attention.flatMap(({ heads }, l) =>
          heads.map((_, h) => ({
            value: `${l} ${h}`,
            label: attention.length === 1 ? `head ${h + 1}` : `layer ${l + 1}, head ${h + 1}`,
          })),
        )}
        value={`${layer} ${head}`}
        onChange={(value) => {
          const [toLayer, toHead] = value.split(' ').map(Number);
          chosenHead.value = { layer: toLayer, head: toHead };
        }}
      />
      <ol class="attention-shares">
        {tokens.slice(0, place + 1).map((token, t) => (
          <li key={t}>
            <BarRow
              label={letter(token)}
              spoken={token.kind === 'text' ? undefined : spokenLetter(token)}
              probability={data[place * columns + t]}
            />
          </li>
        ))}
      </ol>
    </>
  );
}
