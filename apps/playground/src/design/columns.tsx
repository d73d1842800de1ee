import type { ComponentChildren } from 'preact';
import './columns.css';

/** What {@link Columns} are made of. */
export interface ColumnsProps {
  /** What goes in. */
  readonly left: ComponentChildren;
  /** What is told, from top to bottom. */
  readonly middle: ComponentChildren;
  /** What comes out next. */
  readonly right: ComponentChildren;
}

/**
 * The layout of a view: three columns on wide screens, two on middling ones, where the right one is below the middle one, and one
 * column on phones.
 */
export function Columns({ left, middle, right }: ColumnsProps) {
  return (
    <div class="columns">
      <div class="column-left">{left}</div>
      <div class="column-middle">{middle}</div>
      <div class="column-right">{right}</div>
    </div>
  );
}
