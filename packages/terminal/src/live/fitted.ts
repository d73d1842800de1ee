import sliceAnsi from 'slice-ansi';
import stringWidth from 'string-width';

/**
 * The text if a terminal shows it in at most that many columns, else its beginning and `…`.
 *
 * Wide characters take two columns, and color codes none.
 */
export function fitted(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  const cut = sliceAnsi(text, 0, columns - 1); // one column too wide if it ends amid a wide character
  return `${widthOf(cut) < columns ? cut : sliceAnsi(text, 0, columns - 2)}…`;
}

/** The number of columns in which a terminal shows the text. */
export function widthOf(text: string): number {
  return stringWidth(text);
}
