/** A part of a text that is also in another one, and what is around it there. */
export interface Passage {
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

/** How much of the source is told before and after a passage. */
const AROUND = 40;

/** The longest passage of a text that is in a source; the first one of several. Empty if they share no character. */
export function longestPassage(text: string, source: string): Passage {
  const characters = Array.from(text); // not to cut one in two
  let best = '';
  let length = 0;
  for (let start = 0; start + length < characters.length; start++) {
    // A longer passage begins here only if one that is longer by one does.
    for (;;) {
      const longer = characters.slice(start, start + length + 1).join('');
      if (start + length >= characters.length || !source.includes(longer)) break;
      best = longer;
      length++;
    }
  }
  const place = source.indexOf(best);
  const end = place + best.length;
  const before = source.slice(Math.max(0, place - AROUND), place);
  return { text: best, before: best === '' ? '' : before, after: best === '' ? '' : source.slice(end, end + AROUND) };
}
