import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { SettingRow } from './setting-row.tsx';

/** A value that is offered beside the input. */
interface SettingPick {
  /** What is put into the input. */
  readonly text: string;
  readonly label?: string;
}

/** What a {@link Setting} is made of. */
export interface SettingProps {
  /** The plain word. */
  readonly word: string;
  /** The term of the field, as in the code: `blockSize`. */
  readonly term?: string | undefined;
  /** What it does, in one plain sentence. */
  readonly sentence: string;
  /** The value as the row shows it: `16 letters`. */
  readonly shown: string;
  /** The value as it is edited: `16`. */
  readonly text: string;
  /** What arrow up and down add to a number; none for what is no number. */
  readonly step?: number | undefined;
  readonly picks?: readonly SettingPick[] | undefined;
  /** Why a text cannot be the value, and what can; undefined if it can. */
  readonly check: (text: string) => string | undefined;
  /** Takes a text that `check` accepts. */
  readonly onChange: (text: string) => void;
}

/**
 * A word and its value, which opens an input in place.
 *
 * Enter and leaving the input take the value, Escape does not. What is said about it floats below, so that nothing moves.
 */
export function Setting({ word, term, sentence, shown, text, step, picks = [], check, onChange }: SettingProps) {
  const id = useId();
  const draft = useSignal<string | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = draft.value !== undefined;
  const problem = draft.value === undefined ? undefined : check(draft.value.trim());

  // Before the next key is pressed.
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [isOpen]);

  const take = (value: string) => {
    draft.value = undefined;
    if (value.trim() !== text && check(value.trim()) === undefined) onChange(value.trim());
  };
  const close = () => {
    draft.value = undefined;
    // After the button is there again.
    requestAnimationFrame(() => button.current?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const value = draft.value ?? text;
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && problem === undefined) {
      take(value);
      close();
    } else if (step !== undefined && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      const next = moved(value, event.key === 'ArrowUp' ? step : -step);
      if (check(next) === undefined) draft.value = next;
    }
  };

  return (
    <SettingRow
      word={word}
      term={term}
      sentence={sentence}
      shown={shown}
      isOpen={isOpen}
      button={button}
      onOpen={() => {
        draft.value = text;
      }}
      editor={
        <input
          ref={input}
          class="setting-input"
          autocomplete="off"
          spellcheck={false}
          inputMode={step === undefined ? 'text' : Number.isInteger(step) ? 'numeric' : 'decimal'}
          aria-label={word}
          aria-invalid={problem !== undefined}
          aria-describedby={id}
          value={draft.value}
          onInput={({ currentTarget }) => {
            draft.value = currentTarget.value;
          }}
          onKeyDown={onKeyDown}
          onBlur={() => {
            if (draft.value !== undefined) take(draft.value);
          }}
        />
      }
      card={
        <>
          <p id={id} aria-live="polite">
            {problem === undefined ? sentence : <strong class="setting-problem">{problem}</strong>}
          </p>
          {picks.length > 0 && (
            <p class="setting-picks">
              {picks.map((pick) => (
                <button
                  key={pick.text}
                  type="button"
                  tabIndex={-1}
                  onClick={() => {
                    take(pick.text);
                    close();
                  }}
                >
                  {pick.label ?? pick.text}
                </button>
              ))}
            </p>
          )}
        </>
      }
    />
  );
}

/** A number in text plus a step, without the digits that floating point adds. */
function moved(text: string, step: number): string {
  return String(Number((Number(text) + step).toPrecision(12)));
}
