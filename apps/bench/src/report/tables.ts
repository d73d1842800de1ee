import type { ContestantRecord, Measured, Results, Row } from './results.ts';

/** The title of each column, and the text of a row in it. */
type Columns<R> = Readonly<Record<string, (row: R) => string>>;

/** A Markdown table, aligned so that it is readable as text; columns of numbers are aligned to the right. */
export function table<R>(rows: readonly R[], columns: Columns<R>): string {
  const cells = Object.entries(columns).map(([title, text]) => {
    const texts = rows.map(text);
    const isNumeric = texts.some((cell) => cell !== '') && texts.every((cell) => /^[\d–]|^$/.test(cell));
    const width = Math.max(3, ...[title, ...texts].map(({ length }) => length));
    const pad = (cell: string) => (isNumeric ? cell.padStart(width) : cell.padEnd(width));
    return [pad(title), isNumeric ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width), ...texts.map(pad)];
  });
  return cells[0].map((_, line) => `| ${cells.map((column) => column[line]).join(' | ')} |`).join('\n');
}

/** A number with three significant digits and commas: 1,130 or 17.4 or 0.235. */
export function digits(x: number): string {
  return Number(x.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

/** Rows grouped by workload, in their order. */
export function byWorkload<R extends Measured>(rows: readonly R[]): [workload: string, rows: R[]][] {
  const names = [...new Set(rows.map(({ workload }) => workload))];
  return names.map((name) => [name, rows.filter(({ workload }) => workload === name)]);
}

/** The contestants, and the speed of their 256³ matrix product. */
export function contestantTable(contestants: readonly ContestantRecord[]): string {
  return table(contestants, {
    engine: ({ name }) => name,
    dtype: ({ dtype }) => dtype,
    '256³ product': ({ gflops }) => (gflops === null ? '–' : `${digits(gflops)} GFLOP/s`),
    'what it is': ({ about }) => about,
  });
}

/** The time of a step: a row for each workload, a column for each contestant. */
export function overviewTable(rows: readonly Row[], names: readonly string[]): string {
  const columns = names.map((name): GroupColumn<Row> => [name, name, ({ usPerStep }) => digits(usPerStep)]);
  return groupTable('workload', rows, columns);
}

/** The same times as multiples of our fastest. */
export function ratioTable(rows: readonly Row[], names: readonly string[], ours: ReadonlySet<string>): string {
  const columns = names.map((name): GroupColumn<Row> => [name, name, (row, group) => toOurFastest(row, group, ours)]);
  return groupTable('workload', rows, columns);
}

/** The rows of one workload. */
export function rowTable(rows: readonly Row[], ours: ReadonlySet<string>): string {
  return table(rows, {
    engine: ({ engine }) => engine,
    dtype: ({ dtype }) => dtype,
    'µs/step': ({ usPerStep }) => digits(usPerStep),
    'to our fastest': (row) => toOurFastest(row, rows, ours),
    'µs/sample': ({ usPerSample }) => digits(usPerSample),
    'tokens/s': ({ tokensPerSecond }) => digits(tokensPerSecond),
    MFU: ({ mfu }) => (mfu === null ? '–' : `${digits(mfu * 100)} %`),
    rounds: ({ rounds }) => String(rounds),
    spread: ({ fastest, slowest }) => `${digits(fastest)} – ${digits(slowest)}`,
    note: ({ note }) => note,
  });
}

/** The time of a row as a multiple of the least time of our engines in its group; `–` if none of them was measured. */
function toOurFastest(row: Row, group: readonly Row[], ours: ReadonlySet<string>): string {
  const times = group.filter(({ engine }) => ours.has(engine)).map(({ usPerStep }) => usPerStep);
  return times.length === 0 ? '–' : `${digits(row.usPerStep / Math.min(...times))} ×`;
}

/** A row for each layer; for each engine the microseconds of both versions, and their ratio. */
export function layerTable(rows: Results['layers']): string {
  const engines = [...new Set(rows.map(({ engine }) => engine))];
  const columns = engines.flatMap((engine): GroupColumn<Results['layers'][number]>[] => [
    [`${engine}, built in`, engine, ({ builtIn }) => digits(builtIn)],
    [`${engine}, your own`, engine, ({ custom }) => digits(custom)],
    [`${engine}, ratio`, engine, ({ builtIn, custom }) => `${digits(custom / builtIn)} ×`],
  ]);
  return groupTable('layer (µs)', rows, columns);
}

/** The cost of starting to train. */
export function startupTable(rows: Results['fresh']): string {
  return table(rows, {
    engine: ({ engine }) => (engine === 'nobody' ? '(Node alone)' : engine),
    'ms to the end of the first step': ({ firstStep }) => digits(firstStep),
    'peak memory, MB': ({ peakMemory }) => digits(peakMemory),
  });
}

/** A title, an engine, and the text of its row in a group. */
type GroupColumn<R> = [title: string, engine: string, text: (row: R, group: readonly R[]) => string];

/** A line for each workload; a cell is empty if the engine of its column was not measured. */
function groupTable<R extends Measured>(title: string, rows: readonly R[], columns: readonly GroupColumn<R>[]): string {
  const texts: Record<string, (group: [workload: string, rows: R[]]) => string> = { [title]: ([workload]) => workload };
  for (const [title, engine, text] of columns) {
    texts[title] = ([, group]) => group.flatMap((row) => (row.engine === engine ? [text(row, group)] : [])).join('');
  }
  return table(byWorkload(rows), texts);
}
