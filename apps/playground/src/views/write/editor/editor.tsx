import { useRef } from 'preact/hooks';
import { Section } from '../../../design/section.tsx';
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
  const before = textBefore.value;
  const blocks = blocksOf(piecesOf([...before, ...textAfter.value]), before.length);
  const word = words.value.text;
  const size = isShort.value ? 'large' : 'small';
  return (
    <Section title={`The ${words.value.text} so far`} aside={<EditorNote />}>
      <div
        class={`editor written ${size}`}
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
