import { useRef } from 'preact/hooks';
import { Section } from '../../../design/section.tsx';
import { isShort, words } from '../state/facts.ts';
import { textAfter, textBefore } from '../state/tree.ts';
import { piecesOf } from '../tree/pieces.ts';
import { Actions } from './actions.tsx';
import { Draft } from './draft.tsx';
import { EditorNote } from './editor-note.tsx';
import { TokenButton } from './token-button.tsx';
import './editor.css';

/** The text: tokens up to the cursor, where the user types, and what the branch in front has after it. */
export function Editor() {
  const input = useRef<HTMLInputElement>(null);
  const before = textBefore.value;
  const pieces = piecesOf([...before, ...textAfter.value]);
  const size = isShort.value ? 'large' : 'small';
  return (
    <Section title={`The ${words.value.text} so far`} aside={<EditorNote />}>
      <div
        class={`editor written ${size}`}
        onClick={(event) => {
          if (event.target === event.currentTarget) input.current?.focus();
        }}
      >
        {pieces.slice(0, before.length).map((piece) => (
          <TokenButton key={piece.node.id} piece={piece} size={size} isAfter={false} />
        ))}
        <Draft input={input} />
        {pieces.slice(before.length).map((piece) => (
          <TokenButton key={piece.node.id} piece={piece} size={size} isAfter />
        ))}
      </div>
      <Actions input={input} />
    </Section>
  );
}
