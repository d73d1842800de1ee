import truncatedWidth from 'fast-string-truncated-width';

/** The text if a terminal shows it in at most that many columns, else its beginning and `…`; wide characters take two. */
export function fitted(text: string, columns: number): string {
  const { index, truncated } = truncatedWidth(text, { limit: columns, ellipsis: '…', ellipsisWidth: 1 });
  return truncated ? `${text.slice(0, index)}…` : text;
}

/** The number of columns in which a terminal shows the text. */
export function widthOf(text: string): number {
  return truncatedWidth(text).width;
}
