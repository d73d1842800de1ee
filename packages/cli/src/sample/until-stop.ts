/**
 * The pieces of a text up to a stop text, which may be spread over several pieces. What may be its beginning is held back
 * until the next piece.
 */
export async function* untilStop(pieces: AsyncIterable<string>, stop: string): AsyncGenerator<string, void> {
  if (stop === '') {
    yield* pieces;
    return;
  }
  let held = '';
  for await (const piece of pieces) {
    held += piece;
    const end = held.indexOf(stop);
    if (end >= 0) {
      if (end > 0) yield held.slice(0, end);
      return;
    }
    const sure = held.length - begunAtEnd(held, stop);
    if (sure > 0) yield held.slice(0, sure);
    held = held.slice(sure);
  }
  if (held !== '') yield held;
}

/** The number of characters at the end of a text with which the stop text begins. */
function begunAtEnd(text: string, stop: string): number {
  let length = Math.min(text.length, stop.length - 1);
  while (length > 0 && !text.endsWith(stop.slice(0, length))) length--;
  return length;
}
