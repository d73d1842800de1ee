import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import './section.css';

/** What a {@link Section} is made of. */
export interface SectionProps {
  readonly title: ComponentChildren;
  /** What stands at the end of the line of the heading. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
  /** What opens in place below, by a button at the end of the line of the heading. */
  readonly more?: ComponentChildren;
  /** The word on that button; default `more`. */
  readonly moreWord?: string;
  /** What stands below everything else. */
  readonly foot?: ComponentChildren;
}

/** A part of a column with a small heading. */
export function Section({ title, aside, children, more, moreWord = 'more', foot }: SectionProps) {
  const id = useId();
  const isOpen = useSignal(false);
  return (
    <section class="section" aria-labelledby={id}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
        {more !== undefined && (
          <button
            type="button"
            class="section-more"
            aria-expanded={isOpen.value}
            aria-controls={`${id}-more`}
            aria-describedby={id}
            onClick={() => {
              isOpen.value = !isOpen.value;
            }}
          >
            {moreWord}
          </button>
        )}
      </div>
      {children}
      {more !== undefined && (
        <div class="section-details" id={`${id}-more`} hidden={!isOpen.value}>
          {isOpen.value && more}
        </div>
      )}
      {foot}
    </section>
  );
}
