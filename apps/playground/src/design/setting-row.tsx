import type { ComponentChildren, Ref } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import './setting.css';

/** What a {@link SettingRow} is made of. */
export interface SettingRowProps {
  readonly word: string;
  readonly term?: string | undefined;
  readonly sentence: string;
  readonly shown: string;
  readonly isOpen: boolean;
  readonly button: Ref<HTMLButtonElement>;
  readonly onOpen: () => void;
  /** What takes the place of the value while it is open; missing if the value stays. */
  readonly editor?: ComponentChildren;
  /** What floats below while it is open. */
  readonly card: ComponentChildren;
}

/** The row of a setting: its word with the term and a sentence on hover and focus, its value underlined, and what floats below. */
export function SettingRow({ word, term, sentence, shown, isOpen, button, onOpen, editor, card }: SettingRowProps) {
  const id = useId();
  const floating = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const card = floating.current;
    if (card === null) return;
    // Near the lower edge of the screen it would be out of sight.
    card.classList.toggle('above', card.getBoundingClientRect().bottom > innerHeight);
    card.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  return (
    <div class={isOpen ? 'setting open' : 'setting'}>
      <span class="setting-word">{word}</span>
      {isOpen && editor !== undefined ? (
        editor
      ) : (
        <button
          ref={button}
          type="button"
          class="setting-value"
          aria-label={`${word}: ${shown}`}
          aria-describedby={id}
          aria-expanded={isOpen}
          onClick={onOpen}
        >
          <span>{shown}</span>
        </button>
      )}
      <span class="setting-tip" role="tooltip" id={id}>
        {term !== undefined && <code>{term}</code>} {sentence}
      </span>
      {isOpen && (
        // The input keeps the focus while something in the card is clicked.
        <div
          ref={floating}
          class="setting-card"
          onMouseDown={(event) => {
            event.preventDefault();
          }}
        >
          {card}
        </div>
      )}
    </div>
  );
}
