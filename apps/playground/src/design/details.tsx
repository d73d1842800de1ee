import type { ComponentChildren } from 'preact';
import './details.css';

/** What {@link Details} are made of. */
export interface DetailsProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** Details that open in place. */
export function Details({ title, children }: DetailsProps) {
  return (
    <details class="details">
      <summary>{title}</summary>
      {children}
    </details>
  );
}
