import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Scrolls a box so that what is chosen in it is in sight, whenever another place is chosen. The page itself stays where it is. */
export function useChosenInSight(place: number): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const chosen = box.current?.querySelector('.chosen');
    if (!chosen || box.current === null) return;
    const [inner, outer] = [chosen.getBoundingClientRect(), box.current.getBoundingClientRect()];
    box.current.scrollBy(
      inner.left + inner.width / 2 - outer.left - outer.width / 2,
      inner.top + inner.height / 2 - outer.top - outer.height / 2,
    );
  }, [place]);
  return box;
}
