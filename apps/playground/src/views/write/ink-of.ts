import { strengthOf } from '../../design/token/strength-of.ts';

/** The least ink of a token: the contrast with the page stays at 3:1 for large letters and 4.5:1 for small ones. */
const faintest = { large: 0.5, small: 0.64 };

/** How much ink a token has, of that of the text: {@link strengthOf} for the size of its letters. */
export function inkOf(probability: number, size: keyof typeof faintest): number {
  return strengthOf(probability, faintest[size]);
}
