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
  /** Whether the middle column is so long that the others stay in sight, and come first where there is one column; default false. */
  readonly longMiddle?: boolean;
}

/**
 * The layout of a view: three columns on wide screens, two on medium ones, where the right one is below the middle one (or above it),
 * and one column on phones.
 */
export function Columns({ left, middle, right, longMiddle = false }: ColumnsProps) {
  return (
    <div class={longMiddle ? 'columns long-middle' : 'columns'}>
      <div class="column-left">{left}</div>
      <div class="column-middle">{middle}</div>
      <div class="column-right">{right}</div>
    </div>
  );
}
