import { formatCount } from '../../../design/format/format-count.ts';
import type { Passage } from '../../../inspecting/longest-passage.ts';
import type { NearLine } from '../../../inspecting/nearest-lines.ts';
import type { Origin } from '../../../inspecting/origin.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { shownSettings } from '../shown/shown-settings.ts';
import { shownWords } from '../words/shown-words.ts';
import type { OpenedSample } from './opened-sample.ts';

/** Where a sample may come from: the nearest lines of the data, or the longest passage that is in it. */
export function WhereFrom({ opened: { model, written } }: { readonly opened: OpenedSample }) {
  const { value, problem } = useKeepUp<Origin>(() => ({
    run: runKeyOf(model),
    ask: (signal) => inspector.origin(model, written.text, signal),
  })).value;
  return (
    <div class={`origin ${shownSettings.value.kind}`}>
      {value === undefined ? (
        <p class="explained">{problem ?? 'The page is searching the data.'}</p>
      ) : value.kind === 'lines' ? (
        <Nearest isInData={value.isInData} nearest={value.nearest} />
      ) : (
        <Longest isInData={value.isInData} passage={value.passage} />
      )}
    </div>
  );
}

interface NearestProps {
  readonly isInData: boolean;
  readonly nearest: readonly NearLine[];
}

function Nearest({ isInData, nearest }: NearestProps) {
  const { texts } = shownWords.value;
  const what = isInData ? 'It is in the data' : 'The model made it up: it is not in the data';
  return (
    <>
      <p>{`${what}. The nearest ${isInData ? 'other ' : ''}${texts} there:`}</p>
      <ul>
        {nearest.map(({ text, distance }) => (
          <li key={text}>
            <span class="written">{text}</span>{' '}
            <span class="explained">{`${distance} ${distance === 1 ? 'change' : 'changes'}`}</span>
          </li>
        ))}
      </ul>
      <p class="explained">A change replaces, adds or removes a letter.</p>
    </>
  );
}

interface LongestProps {
  readonly isInData: boolean;
  readonly passage: Passage;
}

function Longest({ isInData, passage: { text, before, after } }: LongestProps) {
  if (text === '') return <p>None of it is in the data.</p>;
  const length = formatCount(Array.from(text).length);
  return (
    <>
      <p>
        {isInData ? 'All of it is in the data:' : `Its longest passage that is in the data has ${length} characters:`}
      </p>
      <blockquote class="written">
        <span class="explained">…{before.trimStart()}</span>
        <mark>{text}</mark>
        <span class="explained">{after.trimEnd()}…</span>
      </blockquote>
    </>
  );
}
