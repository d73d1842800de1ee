import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import './chip-group.css';

/** One of several things to choose from. */
export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  /** What choosing it means, in a sentence. */
  readonly sentence?: string;
}

/** What a {@link ChipGroup} is made of. */
export interface ChipGroupProps<T extends string> {
  /** What is chosen, for screen readers. */
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  /** The one that is chosen; undefined for none of them. */
  readonly value: T | undefined;
  readonly disabled?: boolean;
  readonly onChange: (value: T) => void;
  /** Chips after them that do something else, see {@link Chip}. */
  readonly children?: ComponentChildren;
}

/** Chips of which one is chosen. They are radio buttons: one stop for the Tab key, and arrow keys between them. */
export function ChipGroup<T extends string>({
  label,
  choices,
  value,
  disabled = false,
  onChange,
  children,
}: ChipGroupProps<T>) {
  const name = useId();
  return (
    <div class="chips">
      <div class="chips-choices" role="radiogroup" aria-label={label}>
        {choices.map((choice) => (
          <label key={choice.value} class="chip" title={choice.sentence}>
            <input
              type="radio"
              class="spoken"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              disabled={disabled}
              onChange={() => {
                onChange(choice.value);
              }}
            />
            {choice.label}
          </label>
        ))}
      </div>
      {children}
    </div>
  );
}
