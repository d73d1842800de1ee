import { RunError } from '../settings/run-error.ts';

/** The fewest characters of a text from which anything can be learned, without blanks at its ends. */
export const LEAST_CHARACTERS = 16;

/**
 * Checks that a text has enough characters to learn from, without blanks at its ends.
 *
 * @param name the text, as the error calls it
 * @param least the fewest characters; default {@link LEAST_CHARACTERS}
 * @throws RunError if it has fewer
 */
export function checkLength(text: string, name: string, least = LEAST_CHARACTERS): void {
  const { length } = text.trim();
  if (length >= least) return;
  const held =
    length === 0 ? 'has only spaces and line ends' : `has only ${length} character${length === 1 ? '' : 's'}`;
  throw new RunError(
    `${name} ${held}, too few to learn from; pass a text of at least ${LEAST_CHARACTERS}; thousands are better`,
  );
}
