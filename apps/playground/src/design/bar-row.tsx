import type { ComponentChildren } from 'preact';
import { formatPercent } from './format/format-percent.ts';
import './bar-row.css';

/** A label with more letters than this needs more room. */
const LONG = 3;

/** What a {@link BarRow} is made of. */
export interface BarRowProps {
  /** What the bar is about, such as a letter that may come next. */
  readonly label: ComponentChildren;
  /** What it is about in words, where the label is not one: `space`, `end of the name`. */
  readonly spoken?: string | undefined;
  /** Its probability. */
  readonly probability: number;
  /** The probability that fills the width; default 1. The bars of one list have the same. */
  readonly full?: number;
  /** Another probability, drawn as an outline behind the bar, such as the one before temperature. */
  readonly before?: number | undefined;
  readonly chosen?: boolean;
  /** Takes it; a row without this is no button. */
  readonly onClick?: (() => void) | undefined;
}

/** A row of a list of probabilities: what may come, a bar, and the percentage. */
export function BarRow({ label, spoken, probability, full = 1, before, chosen = false, onClick }: BarRowProps) {
  const percent = formatPercent(probability);
  const content = (
    <>
      <span class="bar-label written" aria-hidden={spoken !== undefined}>
        {label}
      </span>{' '}
      {spoken !== undefined && <span class="spoken">{spoken} </span>}
      <span class="bar-track" aria-hidden="true">
        {before !== undefined && <span class="bar-before" style={{ width: share(before, full) }} />}
        <span class="bar-fill" style={{ width: share(probability, full) }} />
      </span>
      <span key={percent} class="bar-percent">
        {percent}
      </span>
    </>
  );
  const isLong = typeof label === 'string' && label.length > LONG;
  const name = ['bar-row', chosen && 'chosen', isLong && 'long'].filter(Boolean).join(' ');
  if (onClick === undefined) return <div class={name}>{content}</div>;
  return (
    <button type="button" class={name} aria-pressed={chosen} onClick={onClick}>
      {content}
    </button>
  );
}

function share(probability: number, full: number): string {
  return `${Math.min(100, (100 * probability) / full)}%`;
}
