import { dashes } from './dashes.ts';

/** What a run is marked by: a dot in front, its line if it is drawn too, else an empty circle. */
export function RunSwatch({ isFront, slot }: { readonly isFront: boolean; readonly slot: number | undefined }) {
  return (
    <svg class="run-swatch" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">
      {slot === undefined ? (
        <circle cx="11" cy="6" r="4" class={isFront ? 'filled' : 'empty'} />
      ) : (
        <line
          x1="0"
          x2="22"
          y1="6"
          y2="6"
          style={{ stroke: `var(--other-${slot + 1})` }}
          stroke-width="2"
          stroke-dasharray={dashes[slot].join(' ')}
        />
      )}
    </svg>
  );
}
