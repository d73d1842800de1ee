import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import './section.css';

/** What a {@link Section} is made of. */
export interface SectionProps {
  readonly title: ComponentChildren;
  /** What stands at the end of the line of the heading. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of a column with a small heading. */
export function Section({ title, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section class="section" aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
