import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { darkScheme, scaleColors } from './heat-scale.ts';
import './heatmap.css';

/** A matrix of numbers, row by row. */
interface HeatmapMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** A cell of a {@link Heatmap}. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** What a {@link Heatmap} is made of. */
export interface HeatmapProps {
  /** What it shows, for screen readers. */
  readonly label: string;
  readonly matrix: HeatmapMatrix;
  /** The number with full color; default the largest, in absolute value. */
  readonly full?: number;
  /** What a cell says, under the pointer or with the arrow keys. */
  readonly reading: (cell: Cell) => string;
  /** The row that is marked. */
  readonly row?: number | undefined;
  /** Takes a cell, by a click or Enter. */
  readonly onPick?: (cell: Cell) => void;
  /** Whether all cells are squares; otherwise each row has a fixed height. */
  readonly square?: boolean;
}

/**
 * A matrix as a picture: blue for positive numbers, ochre for negative ones, and the paper for 0. The pointer or the arrow keys read
 * single numbers.
 */
export function Heatmap({ label, matrix, full, reading, row, onPick, square = false }: HeatmapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const read = useSignal<Cell | undefined>(undefined);
  const { rows, columns } = matrix;
  useEffect(() => {
    if (canvas.current) paint(canvas.current, matrix, full ?? largest(matrix));
  }, [matrix, full, darkScheme.value]);
  const cell = read.value;
  return (
    <div class={square ? 'heat square' : 'heat'} style={{ '--rows': rows, '--columns': columns }}>
      <div class="heat-picture">
        <canvas
          ref={canvas}
          class="heat-canvas"
          width={columns}
          height={rows}
          role="img"
          aria-label={label}
          tabIndex={0}
          onPointerMove={(event) => {
            read.value = cellAt(event, matrix);
          }}
          onPointerLeave={() => {
            read.value = undefined;
          }}
          onClick={(event) => {
            onPick?.(cellAt(event, matrix));
          }}
          onKeyDown={(event) => {
            moveCell(event, read, matrix, onPick);
          }}
          onBlur={() => {
            read.value = undefined;
          }}
        />
        {row !== undefined && row < rows && (
          <span class="heat-row" style={{ top: `${(100 * row) / rows}%`, height: `${100 / rows}%` }} />
        )}
        {cell !== undefined && (
          <span
            class="heat-cell"
            style={{
              top: `${(100 * cell.row) / rows}%`,
              left: `${(100 * cell.column) / columns}%`,
              height: `${100 / rows}%`,
              width: `${100 / columns}%`,
            }}
          />
        )}
      </div>
      <p class="heat-reading" aria-live="polite">
        {cell === undefined || cell.row >= rows || cell.column >= columns ? '\u00a0' : reading(cell)}
      </p>
    </div>
  );
}

function paint(canvas: HTMLCanvasElement, { rows, columns, data }: HeatmapMatrix, full: number): void {
  const context = canvas.getContext('2d');
  if (context === null || rows === 0 || columns === 0) return;
  const { paper, positive, negative } = scaleColors();
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < rows * columns; i++) {
    const share = shareOf(data[i], full);
    const color = share < 0 ? negative : positive;
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = paper[c] + Math.abs(share) * (color[c] - paper[c]);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** How strong the color of a number is, from −1 to 1. */
function shareOf(x: number, full: number): number {
  if (Number.isNaN(x) || x === 0) return 0;
  return full === 0 ? Math.sign(x) : Math.max(-1, Math.min(1, x / full));
}

/** The largest finite number, in absolute value. */
function largest({ data }: HeatmapMatrix): number {
  return data.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0);
}

function cellAt(event: MouseEvent, { rows, columns }: HeatmapMatrix): Cell {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  const at = (place: number, size: number, count: number) =>
    Math.max(0, Math.min(count - 1, Math.floor((place / size) * count)));
  return {
    row: at(event.clientY - box.top, box.height, rows),
    column: at(event.clientX - box.left, box.width, columns),
  };
}

const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function moveCell(
  event: KeyboardEvent,
  read: Signal<Cell | undefined>,
  { rows, columns }: HeatmapMatrix,
  onPick: HeatmapProps['onPick'],
): void {
  if (event.key === 'Enter' && read.value !== undefined) onPick?.(read.value);
  const move = moves[event.key] as readonly [number, number] | undefined;
  if (move === undefined) return;
  event.preventDefault();
  const { row, column } = read.value ?? { row: 0, column: 0 };
  const [down, right] = read.value === undefined ? [0, 0] : move;
  read.value = {
    row: Math.max(0, Math.min(rows - 1, row + down)),
    column: Math.max(0, Math.min(columns - 1, column + right)),
  };
}
