/** A column: what stands above it, and what of a row stands in it. */
export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Numbers stand to the right. */
  readonly right?: boolean;
}

/** A table in Markdown, aligned so that it can be read as text too. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = columns.map(({ title, text }) => [title, ...rows.map(text)]);
  const widths = cells.map((column) => Math.max(3, ...column.map((cell) => cell.length)));
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  const pad = (cell: string, c: number) => (columns[c].right ? cell.padStart(widths[c]) : cell.padEnd(widths[c]));
  const rule = columns.map(({ right }, c) => (right ? `${'-'.repeat(widths[c] - 1)}:` : '-'.repeat(widths[c])));
  const lines = cells[0].map((_, i) => line(cells.map((column, c) => pad(column[i], c))));
  return [lines[0], line(rule), ...lines.slice(1)].join('\n');
}

/** A number in the three digits that a measurement deserves, with commas: 1,130 or 17.4 or 0.235. */
export function digits(x: number): string {
  return Number(x.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
