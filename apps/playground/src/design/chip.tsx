import type { ComponentChildren } from 'preact';
import './chip-group.css';

/** What a {@link Chip} is made of. */
export interface ChipProps {
  /** Whether what it stands for is chosen. */
  readonly chosen?: boolean;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}

/** A chip that does something, such as opening a dialog, beside those of a group. */
export function Chip({ chosen = false, onClick, children }: ChipProps) {
  return (
    <button type="button" class={chosen ? 'chip chosen' : 'chip'} onClick={onClick}>
      {children}
    </button>
  );
}
