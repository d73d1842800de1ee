import { useEffect, useId, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { Choice } from './chip-group.tsx';
import { SettingRow } from './setting-row.tsx';

/** What a {@link ChoiceSetting} is made of. */
export interface ChoiceSettingProps<T extends string> {
  readonly word: string;
  readonly term?: string | undefined;
  /** What it does, in one plain sentence. */
  readonly sentence: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/**
 * A word and one of several values, which opens their list in place, each with a sentence.
 *
 * A click or Enter takes a value, arrow keys move between them, Escape does not take any.
 */
export function ChoiceSetting<T extends string>({
  word,
  term,
  sentence,
  choices,
  value,
  onChange,
}: ChoiceSettingProps<T>) {
  const name = useId();
  const draft = useSignal<T | undefined>(undefined);
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const opened = useRef(value);
  const isOpen = draft.value !== undefined;

  useEffect(() => {
    list.current?.querySelector<HTMLInputElement>(':checked')?.focus({ preventScroll: true });
  }, [isOpen]);

  const take = (taken: T | undefined) => {
    draft.value = undefined;
    // The value may have changed elsewhere while the list was open: only what the user chose is taken.
    if (taken !== undefined && taken !== opened.current && taken !== value) onChange(taken);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    if (key !== 'Escape' && key !== 'Enter') return;
    // The button, which has the focus then, would open the list again.
    event.preventDefault();
    take(key === 'Enter' ? draft.value : undefined);
    button.current?.focus();
  };

  return (
    <SettingRow
      word={word}
      term={term}
      sentence={sentence}
      shown={choices.find((choice) => choice.value === value)?.label ?? value}
      isOpen={isOpen}
      button={button}
      onOpen={() => {
        opened.current = value;
        draft.value = isOpen ? undefined : value;
      }}
      card={
        <div
          ref={list}
          role="radiogroup"
          aria-label={word}
          onKeyDown={onKeyDown}
          onFocusOut={({ relatedTarget }) => {
            if (!list.current?.contains(relatedTarget as Node | null)) take(draft.value);
          }}
        >
          {choices.map((choice) => (
            <label
              key={choice.value}
              class="setting-choice"
              onClick={(event) => {
                // Arrow keys click as well, and only move.
                if (event.detail === 0) return;
                event.preventDefault();
                take(choice.value);
                button.current?.focus();
              }}
            >
              <input
                type="radio"
                name={name}
                checked={choice.value === draft.value}
                onChange={() => {
                  draft.value = choice.value;
                }}
              />
              <span>
                {choice.label}
                {choice.sentence !== undefined && <small>{choice.sentence}</small>}
              </span>
            </label>
          ))}
        </div>
      }
    />
  );
}
