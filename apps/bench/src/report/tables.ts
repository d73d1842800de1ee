import type { ContestantRecord, LayerRow, Row, StartupRow } from './results.ts';

/** A column: its title, and the text of a row in it. */
interface Column<Row> {
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

/** Rows by their workload, in the order in which they come. */
export function byWorkload<Row extends { readonly workload: string }>(
  rows: readonly Row[],
): [workload: string, rows: Row[]][] {
  const names = [...new Set(rows.map(({ workload }) => workload))];
  return names.map((name) => [name, rows.filter(({ workload }) => workload === name)]);
}

/** Who takes part, and the speed of their 256³ matrix product. */
export function contestantTable(contestants: readonly ContestantRecord[]): string {
  return table(
    [
      { title: 'engine', text: ({ name }) => name },
      { title: 'dtype', text: ({ dtype }) => dtype },
      {
        title: '256³ product',
        text: ({ gflops }) => (gflops === null ? '–' : `${digits(gflops)} GFLOP/s`),
        right: true,
      },
      { title: 'what it is', text: ({ about }) => about },
    ],
    contestants,
  );
}

/** A row for each workload, a column for each contestant. */
export function overviewTable(
  rows: readonly Row[],
  contestants: readonly string[],
  text: (row: Row, group: readonly Row[]) => string,
): string {
  const columns = contestants.map((name) => ({
    title: name,
    text: ([, group]: [string, Row[]]) => {
      const row = group.find(({ engine }) => engine === name);
      return row === undefined ? '' : text(row, group);
    },
    right: true,
  }));
  return table([{ title: 'workload', text: ([workload]: [string, Row[]]) => workload }, ...columns], byWorkload(rows));
}

/** The rows of one workload. */
export function rowTable(rows: readonly Row[], ours: ReadonlySet<string>): string {
  return table(
    [
      { title: 'engine', text: ({ engine }) => engine },
      { title: 'dtype', text: ({ dtype }) => dtype },
      { title: 'µs/step', text: ({ usPerStep }) => digits(usPerStep), right: true },
      { title: 'to our fastest', text: (row) => toOurFastest(row, rows, ours), right: true },
      { title: 'µs/sample', text: ({ usPerSample }) => digits(usPerSample), right: true },
      { title: 'tokens/s', text: ({ tokensPerSecond }) => digits(tokensPerSecond), right: true },
      { title: 'MFU', text: ({ mfu }) => (mfu === null ? '–' : `${digits(mfu * 100)} %`), right: true },
      { title: 'rounds', text: ({ rounds }) => String(rounds), right: true },
      { title: 'spread', text: ({ fastest, slowest }) => `${digits(fastest)} – ${digits(slowest)}`, right: true },
      { title: 'note', text: ({ note }) => note },
    ],
    rows,
  );
}

/** The time of a row as a multiple of the least time of our engines in its group; `–` if none of them took part. */
export function toOurFastest(row: Row, group: readonly Row[], ours: ReadonlySet<string>): string {
  const times = group.filter(({ engine }) => ours.has(engine)).map(({ usPerStep }) => usPerStep);
  return times.length === 0 ? '–' : `${digits(row.usPerStep / Math.min(...times))} ×`;
}

/** A row for each layer; for each engine the microseconds of both versions, and the one as a multiple of the other. */
export function layerTable(rows: readonly LayerRow[]): string {
  const engines = [...new Set(rows.map(({ engine }) => engine))];
  const column = (engine: string, title: string, text: (row: LayerRow) => string) => ({
    title: `${engine}, ${title}`,
    text: ([, group]: [string, LayerRow[]]) => {
      const row = group.find((row) => row.engine === engine);
      return row === undefined ? '' : text(row);
    },
    right: true,
  });
  const columns = engines.flatMap((engine) => [
    column(engine, 'built in', ({ builtIn }) => digits(builtIn)),
    column(engine, 'your own', ({ custom }) => digits(custom)),
    column(engine, 'ratio', ({ builtIn, custom }) => `${digits(custom / builtIn)} ×`),
  ]);
  return table([{ title: 'layer (µs)', text: ([layer]: [string, LayerRow[]]) => layer }, ...columns], byWorkload(rows));
}

/** What it took to start training. */
export function startupTable(rows: readonly StartupRow[]): string {
  return table(
    [
      { title: 'engine', text: ({ engine }) => (engine === 'nobody' ? '(Node alone)' : engine) },
      { title: 'ms to the end of the first step', text: ({ firstStep }) => digits(firstStep), right: true },
      { title: 'peak memory, MB', text: ({ peakMemory }) => digits(peakMemory), right: true },
    ],
    rows,
  );
}
