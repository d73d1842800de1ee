import { formatCount } from '../../../design/format/format-count.ts';
import { run } from '../../../session/session.ts';
import { letter, spokenLetter } from '../part/letter.ts';
import type { Reading } from '../state/reading.ts';

/** The tokens of the text, each with its id. */
export function TokenizerLive({ reading: { inspected } }: { readonly reading: Reading }) {
  const { tokens } = inspected;
  return (
    <>
      <p>The text as tokens, and the id of each:</p>
      <ol class="token-ids">
        {tokens.map((token, i) => (
          <li key={i}>
            <span class="written" aria-hidden="true">
              {letter(token)}
            </span>
            <span class="spoken">{`${spokenLetter(token)}, id `}</span>
            <span>{token.id}</span>
          </li>
        ))}
      </ol>
      <p class="explained">{`The vocabulary of this run has ${formatCount(run.value?.vocabSize ?? 0)} tokens.`}</p>
    </>
  );
}
