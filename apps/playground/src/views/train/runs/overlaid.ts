import { signal } from '@preact/signals';

/** As many other curves as can be told apart; each has a color and a dash of its own. */
export const SLOTS = 5;

/** The runs whose curves are drawn over that of the run in front, each with its slot. */
export const overlaid = signal<ReadonlyMap<string, number>>(new Map());

/** Draws the curve of a run, or no longer. If all slots are taken, the curve drawn first gives way. */
export function toggleOverlaid(id: string): void {
  const next = new Map(overlaid.value);
  if (!next.delete(id)) {
    if (next.size === SLOTS) for (const first of [...next.keys()].slice(0, 1)) next.delete(first);
    const taken = new Set(next.values());
    const free = Array.from({ length: SLOTS }, (_, slot) => slot).find((slot) => !taken.has(slot)) ?? 0;
    next.set(id, free);
  }
  overlaid.value = next;
}
