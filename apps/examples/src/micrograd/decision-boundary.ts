// Draws what a classifier of points has learned, in characters and as SVG.

import type { LabelledPoint } from './moons.ts';

/** The score of the point (x, y): positive for one class, negative for the other, 0 on the boundary. */
export type Score = (x: number, y: number) => number;

/** The part of the plane that is drawn; every point must lie in it. */
const LEFT = -1.5;
const TOP = 1.5;
const WIDTH = 4;
const HEIGHT = 2.5;

const COLUMNS = 64;
const ROWS = 20; // a character is twice as high as it is wide

/** A drawing for the terminal: the positive side is shaded, the points of the positive class are filled. */
export function boundaryAsText(score: Score, points: readonly LabelledPoint[]): string {
  const rows: string[][] = range(ROWS).map((row) =>
    range(COLUMNS).map((column) => {
      const x = LEFT + ((column + 0.5) / COLUMNS) * WIDTH;
      const y = TOP - ((row + 0.5) / ROWS) * HEIGHT;
      return score(x, y) > 0 ? '░' : '·';
    }),
  );
  for (const { x, y, label } of points) {
    const column = Math.floor(((x - LEFT) / WIDTH) * COLUMNS);
    const row = Math.floor(((TOP - y) / HEIGHT) * ROWS);
    rows[row][column] = label > 0 ? '●' : '○';
  }
  return rows.map((row) => row.join('')).join('\n');
}

const SCALE = 200; // pixels per unit
const CELL = 0.05; // the score is computed at the corners of squares of this size

const POINT_COLORS = { [-1]: '#c2410c', [1]: '#1d4ed8' };
const LOWEST_COLOR = '#fdba74';
/** The regions, painted over each other. The paler two are the margin of the hinge loss. */
const REGIONS = [
  { above: -1, color: '#ffedd5' },
  { above: 0, color: '#dbeafe' },
  { above: 1, color: '#93c5fd' },
];

/** A drawing as SVG: regions colored by their score, points by their label. */
export function boundaryAsSvg(score: Score, points: readonly LabelledPoint[]): string {
  const cells = cellsOfPlane(score);
  const regions = REGIONS.map(({ above, color }) => {
    const outlines = cells.map((corners) => outline(partAbove(above, corners)));
    return `<path fill="${color}" d="${outlines.join('')}"/>`;
  });
  const circles = points.map(({ x, y, label }) => {
    const [px, py] = pixel(x, y);
    return `<circle cx="${px}" cy="${py}" r="6" fill="${POINT_COLORS[label]}" stroke="white" stroke-width="1.5"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH * SCALE} ${HEIGHT * SCALE}">
<rect width="100%" height="100%" fill="${LOWEST_COLOR}"/>
${[...regions, ...circles].join('\n')}
</svg>
`;
}

interface ScoredPoint {
  readonly x: number;
  readonly y: number;
  readonly score: number;
}

/** The corners of every square of a grid over the plane, in order around the square. */
function cellsOfPlane(score: Score): ScoredPoint[][] {
  const grid = range(HEIGHT / CELL + 1).map((row) =>
    range(WIDTH / CELL + 1).map((column): ScoredPoint => {
      const [x, y] = [LEFT + column * CELL, TOP - row * CELL];
      return { x, y, score: score(x, y) };
    }),
  );
  return range(HEIGHT / CELL).flatMap((row) =>
    range(WIDTH / CELL).map((column) => [
      grid[row][column],
      grid[row][column + 1],
      grid[row + 1][column + 1],
      grid[row + 1][column],
    ]),
  );
}

function range(n: number): number[] {
  return Array.from({ length: Math.round(n) }, (_, i) => i);
}

/** The polygon, cut off where the score falls below a level; between two corners the score is assumed to be linear. */
function partAbove(level: number, corners: readonly ScoredPoint[]): ScoredPoint[] {
  return corners.flatMap((a, i) => {
    const b = corners[(i + 1) % corners.length];
    const kept = a.score > level ? [a] : [];
    if (a.score > level === b.score > level) return kept;
    const t = (level - a.score) / (b.score - a.score);
    return [...kept, { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y), score: level }];
  });
}

/** A polygon, as a part of an SVG path. */
function outline(corners: readonly ScoredPoint[]): string {
  return corners.length === 0 ? '' : `M${corners.map(({ x, y }) => pixel(x, y).join(' ')).join('L')}Z`;
}

/** The position of a point of the plane in the picture, to a tenth of a pixel. */
function pixel(x: number, y: number): [number, number] {
  return [round((x - LEFT) * SCALE), round((TOP - y) * SCALE)];
}

function round(x: number): number {
  return Math.round(10 * x) / 10;
}
