/** The least ink of a token: the contrast with the page stays at 3:1 for large letters and 4.5:1 for small ones. */
const faintest = { large: 0.5, small: 0.64 };

/** How much ink a token has, of that of the text. It grows with the probability, fast at first: most are below a half. */
export function strengthOf(probability: number, size: keyof typeof faintest): number {
  return faintest[size] + (1 - faintest[size]) * Math.sqrt(Math.min(1, Math.max(0, probability)));
}
