/** How much ink a letter has: of that of the text, the rest is the colour of lines. */
export function strengthOf(probability: number, faintest: number): number {
  return faintest + (1 - faintest) * Math.min(1, Math.max(0, probability));
}
