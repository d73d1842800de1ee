/**
 * How much ink a letter has, the rest is the color of lines: f + (1 − f)·√p, where f is the share of the faintest.
 *
 * The root sets the small probabilities apart, which most letters of a name have.
 */
export function strengthOf(probability: number, faintest: number): number {
  return faintest + (1 - faintest) * Math.sqrt(Math.min(1, Math.max(0, probability)));
}
