import { useLayoutEffect, useRef } from 'preact/hooks';
import { Section } from '../../../design/section.tsx';
import { isWriting } from '../state/actions.ts';
import { isShort, words } from '../state/facts.ts';
import { textAfter, textBefore } from '../state/tree.ts';
import { blocksOf } from '../tree/blocks.ts';
import { piecesOf } from '../tree/pieces.ts';
import { Actions } from './actions.tsx';
import { Draft } from './draft.tsx';
import { EditorNote } from './editor-note.tsx';
import { TokenBlock } from './token-block.tsx';
import './editor.css';

/** The text: tokens up to the cursor, where the user types, and what the branch in front has after it. */
export function Editor() {
  const input = useRef<HTMLInputElement>(null);
  /** Whether the user has scrolled away from the cursor. */
  const isElsewhere = useRef(false);
  const before = textBefore.value;
  const blocks = blocksOf(piecesOf([...before, ...textAfter.value]), before.length);
  const word = words.value.text;
  const size = isShort.value ? 'large' : 'small';
  useLayoutEffect(() => {
    // What the model writes by itself does not take a reader away from an earlier part.
    if (input.current && !(isWriting.peek() && isElsewhere.current)) scrollTo(input.current);
  }, [before]);
  return (
    <Section title={`The ${words.value.text} so far`} aside={<EditorNote />}>
      <div
        class={`editor written ${size}`}
        onScroll={() => {
          isElsewhere.current = input.current !== null && !isInSight(input.current);
        }}
        onClick={(event) => {
          if (event.target === event.currentTarget) input.current?.focus();
        }}
      >
        {blocks
          .filter(({ isAfter }) => !isAfter)
          .map((block) => (
            <TokenBlock key={block.key} block={block} size={size} word={word} />
          ))}
        <Draft input={input} />
        {blocks
          .filter(({ isAfter }) => isAfter)
          .map((block) => (
            <TokenBlock key={block.key} block={block} size={size} word={word} />
          ))}
      </div>
      <Actions input={input} />
    </Section>
  );
}

/** Whether the place of the cursor is in sight in its text. */
function isInSight(cursor: HTMLElement): boolean {
  const { offsetTop, offsetHeight, parentElement: text } = cursor;
  return (
    text === null || (offsetTop >= text.scrollTop && offsetTop + offsetHeight <= text.scrollTop + text.clientHeight)
  );
}

/** Scrolls the text alone to the place of the cursor: the page does not move. */
function scrollTo(cursor: HTMLElement): void {
  const { offsetTop, offsetHeight, parentElement: text } = cursor;
  if (text === null || isInSight(cursor)) return;
  text.scrollTop =
    offsetTop < text.scrollTop ? offsetTop - offsetHeight : offsetTop + 2 * offsetHeight - text.clientHeight;
}
