import type { LossHistory } from '@microgpt/run';
import type { Paint } from './paint.ts';
import type { ReferenceLine } from './reference-lines.ts';

/** What a plot shows. */
export interface LossPlotData {
  readonly history: LossHistory;
  readonly lines: readonly ReferenceLine[];
  /** The step at the right end. */
  readonly end: number;
  /** What is written at the right end. */
  readonly endLabel: string;
}

/** The size of a plot, with its labels, and its colors. */
export interface LossPlotLook {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

/** The fewest rows and columns that show anything. */
export const MIN_ROWS = 6;
const MIN_COLUMNS = 24;
const MAX_OVER_GUESSING = 1.5;

type Kind = 'loss' | 'unseen' | 'faint';

interface Cell {
  readonly char: string;
  readonly kind: Kind;
}

type Canvas = (Cell | undefined)[][];

/**
 * A plot of the losses as lines of text: the training loss as a curve, validation losses as dots, and lines for the losses
 * of simple guesses, with their meaning in words. Each column is the mean of its steps.
 *
 * @returns no lines if there is no room, or no loss yet
 */
export function lossPlot(
  { history, lines, end, endLabel }: LossPlotData,
  { columns, rows, paint }: LossPlotLook,
): string[] {
  if (history.losses.length === 0 || rows < MIN_ROWS || columns < MIN_COLUMNS) return [];
  const margin = marginFor(lines);
  const width = columns - margin - ' ┤'.length;
  const means = columnMeans(history, end, width);
  const scale = scaleFor([...means, ...history.validationLosses], lines, rows - 1);
  const canvas: Canvas = Array.from({ length: rows - 1 }, () => Array<Cell | undefined>(width).fill(undefined));
  drawCurve(
    canvas,
    means.map((mean) => (mean === undefined ? undefined : scale.rowOf(mean))),
  );
  drawDots(canvas, history, (step) => columnOf(step, end, width), scale.rowOf);
  const labels = new Map([[rows - 2, scale.bottom]]);
  const last = means.findLast((mean) => mean !== undefined) ?? scale.bottom;
  if (last <= scale.top) labels.set(scale.rowOf(last), last);
  for (const line of lines) {
    const row = scale.rowOf(line.loss);
    labels.set(row, line.loss);
    drawLine(canvas[row], line.label);
  }
  const pictured = canvas.map((cells, row) => {
    const label = labels.get(row);
    const axis = label === undefined ? `${' '.repeat(margin)} │` : `${label.toFixed(2).padStart(margin)} ┤`;
    return `${paint.faint(axis)}${painted(cells, paint)}`;
  });
  return [...pictured, `${' '.repeat(margin + 2)}${legend(history, endLabel, width, paint)}`];
}

/** The width of the longest label of the axis: of simple guesses, or of the highest loss that may be at the top. */
function marginFor(lines: readonly ReferenceLine[]): number {
  return Math.max(
    ...lines.flatMap(({ loss }) => [loss, MAX_OVER_GUESSING * loss]).map((loss) => loss.toFixed(2).length),
  );
}

/** Where a loss is: rows from the top, from a little below the lowest loss to the highest that matters. */
function scaleFor(losses: readonly (number | undefined)[], lines: readonly ReferenceLine[], rows: number) {
  const references = lines.map(({ loss }) => loss);
  const all = losses.filter((loss) => loss !== undefined);
  const guessing = Math.max(...references);
  const top = Math.max(guessing, Math.min(Math.max(...all), MAX_OVER_GUESSING * guessing));
  const lowest = Math.min(...all, ...references, top - 0.1);
  const bottom = Math.max(0, Math.floor(lowest * 10) / 10); // changes rarely, so that the plot keeps still
  const rowOf = (loss: number) => Math.round(((top - Math.min(top, loss)) / (top - bottom)) * (rows - 1));
  return { top, bottom, rowOf };
}

function columnOf(step: number, end: number, width: number): number {
  return Math.min(width - 1, Math.max(0, Math.ceil((step / end) * width) - 1));
}

/** The mean loss in each column; columns between two steps are interpolated, those after the last step are undefined. */
function columnMeans({ steps, losses }: LossHistory, end: number, width: number): (number | undefined)[] {
  const sums = new Float64Array(width);
  const counts = new Float64Array(width);
  for (let i = 0; i < steps.length; i++) {
    const before = i === 0 ? 0 : steps[i - 1];
    const column = columnOf((before + steps[i] + 1) / 2, end, width);
    sums[column] += losses[i] * (steps[i] - before);
    counts[column] += steps[i] - before;
  }
  const means = Array.from(sums, (sum, i) => (counts[i] > 0 ? sum / counts[i] : undefined));
  const last = columnOf(steps[steps.length - 1], end, width);
  return filled(means, last);
}

function filled(means: readonly (number | undefined)[], last: number): (number | undefined)[] {
  const known = means.flatMap((mean, column) => (mean === undefined ? [] : [{ mean, column }]));
  let next = 0;
  return means.map((_, column) => {
    if (column > last) return undefined;
    while (next < known.length - 1 && known[next].column < column) next++;
    const right = known[next];
    const left = known[Math.max(0, next - 1)];
    if (column >= right.column || right === left) return right.mean;
    if (column <= left.column) return left.mean;
    return left.mean + ((right.mean - left.mean) * (column - left.column)) / (right.column - left.column);
  });
}

function drawCurve(canvas: Canvas, rows: readonly (number | undefined)[]): void {
  const put = (row: number, column: number, char: string) => (canvas[row][column] = { char, kind: 'loss' });
  rows.forEach((row, column) => {
    if (row === undefined) return;
    const before = rows[column - 1] ?? row;
    if (before === row) {
      put(row, column, '─');
      return;
    }
    const isFalling = before < row;
    put(before, column, isFalling ? '╮' : '╯');
    for (let between = Math.min(before, row) + 1; between < Math.max(before, row); between++) put(between, column, '│');
    put(row, column, isFalling ? '╰' : '╭');
  });
}

function drawDots(
  canvas: Canvas,
  { evaluatedSteps, validationLosses }: LossHistory,
  columnAt: (step: number) => number,
  rowOf: (loss: number) => number,
): void {
  const byColumn = new Map<number, number>(); // the last in each column
  evaluatedSteps.forEach((step, i) => byColumn.set(columnAt(step), validationLosses[i]));
  for (const [column, loss] of byColumn) canvas[rowOf(loss)][column] = { char: '•', kind: 'unseen' };
}

/** A line behind the curve, with its label as far right as there is room. */
function drawLine(cells: (Cell | undefined)[], label: string): void {
  const text = ` ${label} `;
  let at = cells.length - text.length + 1; // without the space at the end
  while (at >= 0 && cells.slice(at, at + text.length).some((cell) => cell !== undefined)) at--;
  for (let i = 0; i < cells.length; i++) {
    const char = at >= 0 && i >= at && i < at + text.length ? text[i - at] : '┄';
    cells[i] ??= { char, kind: 'faint' };
  }
}

function painted(cells: readonly (Cell | undefined)[], paint: Paint): string {
  let line = '';
  for (let i = 0; i < cells.length;) {
    const kind = cells[i]?.kind;
    let text = '';
    for (; i < cells.length && cells[i]?.kind === kind; i++) text += cells[i]?.char ?? ' ';
    line += kind === undefined ? text : paint[kind](text);
  }
  return line.trimEnd();
}

/** The line below: where the plot begins and ends, and what its signs mean. */
function legend({ validationLosses }: LossHistory, endLabel: string, width: number, paint: Paint): string {
  const isEvaluated = validationLosses.length > 0;
  const words = isEvaluated ? ['── loss', '• on text it never saw'] : ['── loss'];
  const short = isEvaluated ? ['── loss', '• unseen'] : ['── loss'];
  const room = width - 1 - endLabel.length;
  const fits = [words, short].find((each) => each.join('   ').length + 2 <= room);
  if (fits === undefined) return paint.faint(`0${endLabel.padStart(width - 1)}`);
  const left = Math.floor((room - fits.join('   ').length) / 2);
  const right = room - left - fits.join('   ').length;
  const [loss, ...unseen] = fits;
  const signs = [paint.loss(loss), ...unseen.map(paint.unseen)].join('   ');
  return `${paint.faint('0')}${' '.repeat(left)}${signs}${' '.repeat(right)}${paint.faint(endLabel)}`;
}
