import type { ComponentChildren, Ref } from 'preact';
import './button.css';

/** What a {@link Button} is made of. */
export interface ButtonProps {
  /** `filled` for the next thing to do, of which a view has one; `plain` for others; `text` for those within a text or a row. */
  readonly kind?: 'filled' | 'plain' | 'text';
  readonly disabled?: boolean;
  /** What it does, where its text does not say so. */
  readonly label?: string;
  /** What it does, in a sentence that appears when the pointer rests on it. */
  readonly hint?: string;
  /** Whether it is pressed, for buttons that stay down. */
  readonly pressed?: boolean;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button. */
export function Button({
  kind = 'plain',
  disabled = false,
  label,
  hint,
  pressed,
  onClick,
  children,
  ref,
}: ButtonProps) {
  return (
    <button
      ref={ref ?? null}
      type="button"
      class={`button ${kind}`}
      disabled={disabled}
      aria-label={label}
      title={hint}
      aria-pressed={pressed}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
