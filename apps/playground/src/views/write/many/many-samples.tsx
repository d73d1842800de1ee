import { Button } from '../../../design/button.tsx';
import { ChipGroup } from '../../../design/chip-group.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { Section } from '../../../design/section.tsx';
import { words } from '../state/facts.ts';
import { count, counts, many, manyProblem, stopMany, writeMany } from '../state/many.ts';
import { isEnded, textBefore } from '../state/tree.ts';
import { piecesOf } from '../tree/pieces.ts';
import { ManyResult } from './many-result.tsx';
import './many.css';

/** Many texts at once, sorted into new ones and those in the data. */
export function ManySamples() {
  const { text, texts } = words.value;
  const isWriting = many.value?.isDone === false;
  const choices = counts.map((value) => ({ value, label: value }));
  return (
    <Section title={`Many ${texts} at once`}>
      <div class="many-ask">
        <ChipGroup
          label={`How many ${texts}`}
          choices={choices}
          value={count.value}
          onChange={(value) => {
            count.value = value;
          }}
        />
        {isWriting ? (
          <Button onClick={stopMany}>Stop</Button>
        ) : (
          <Button onClick={() => void writeMany()}>{`Write ${formatCount(Number(count.value))} ${texts}`}</Button>
        )}
        <span class="explained many-start">
          <Beginning text={text} />
        </span>
      </div>
      {manyProblem.value !== undefined && (
        <p class="editor-problem" role="alert">
          {manyProblem.value}
        </p>
      )}
      {many.value !== undefined && <ManyResult many={many.value} />}
    </Section>
  );
}

/** How the texts will begin. */
function Beginning({ text }: { readonly text: string }) {
  const beginning = isEnded.value
    ? ''
    : piecesOf(textBefore.value)
        .map((piece) => piece.text)
        .join('');
  if (beginning === '') return <>Each starts as a new {text}.</>;
  const shown = Array.from(beginning);
  return (
    <>
      Each starts with{' '}
      <span class="written many-beginning">
        {(shown.length > 24 ? `…${shown.slice(-24).join('')}` : beginning).replaceAll('\n', '↵')}
      </span>
    </>
  );
}
