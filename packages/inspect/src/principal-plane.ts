import { dot, rowOf, type Matrix } from './matrix.ts';

/** Points in the plane in which they differ most. */
export interface PrincipalPlane {
  /** (n, 2) */
  readonly points: Matrix;
  /** The share of the variance that the plane shows, from 0 to 1. */
  readonly share: number;
}

/** Iterations of the power method; it stops earlier when a direction no longer turns. */
const MOST_ITERATIONS = 500;
const STILL = 1e-12;

/**
 * The first two principal components of the rows of a matrix, such as the embeddings of all tokens.
 *
 * A plane has no natural orientation. With a reference, it is turned and reflected so that the points are as near as possible to
 * those of the reference: so pictures of successive steps neither turn nor flip.
 *
 * @param rows (n, C)
 * @param reference (n, 2), the points of another step
 */
export function principalPlane(rows: Matrix, reference?: Matrix): PrincipalPlane {
  const centered = centeredRows(rows);
  const first = principalDirection(centered, undefined);
  const second = principalDirection(centered, first);
  const n = rows.rows;
  const data = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const row = rowOf(centered, i);
    data[2 * i] = dot(row, first);
    data[2 * i + 1] = dot(row, second);
  }
  const variance = dot(centered.data, centered.data);
  const points: Matrix = { rows: n, columns: 2, data };
  const share = variance === 0 ? 1 : dot(data, data) / variance;
  return { points: reference === undefined ? points : turnedTo(reference, points), share };
}

function centeredRows({ rows, columns, data }: Matrix): Matrix {
  const mean = new Float64Array(columns);
  data.forEach((value, i) => (mean[i % columns] += value / rows));
  return { rows, columns, data: data.map((value, i) => value - mean[i % columns]) };
}

/** The direction of the largest variance, at right angles to another one. */
function principalDirection(centered: Matrix, other: Float64Array | undefined): Float64Array<ArrayBuffer> {
  let direction = normalized(startOf(centered), other);
  for (let i = 0; i < MOST_ITERATIONS; i++) {
    const next = normalized(timesCovariance(centered, direction), other);
    const turn = 1 - Math.abs(dot(next, direction));
    direction = next;
    if (turn < STILL) break;
  }
  return direction;
}

/** A direction to begin with: the longest row, which is not at right angles to the largest variance. */
function startOf(centered: Matrix): Float64Array<ArrayBuffer> {
  let longest = new Float64Array(centered.columns);
  for (let i = 0; i < centered.rows; i++) {
    const row = rowOf(centered, i);
    if (dot(row, row) > dot(longest, longest)) longest = row;
  }
  return longest.map((value, c) => value + 1e-3 * Math.sin(c + 1)); // with a little of every direction
}

/** Σ xᵢ·(xᵢ·a) */
function timesCovariance(centered: Matrix, direction: Float64Array): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(centered.columns);
  for (let i = 0; i < centered.rows; i++) {
    const row = rowOf(centered, i);
    const along = dot(row, direction);
    for (let c = 0; c < row.length; c++) sum[c] += along * row[c];
  }
  return sum;
}

/** At right angles to another direction, and of length 1; zeros if nothing is left. */
function normalized(x: Float64Array<ArrayBuffer>, other: Float64Array | undefined): Float64Array<ArrayBuffer> {
  const along = other === undefined ? 0 : dot(x, other);
  const rest = other === undefined ? x : x.map((value, c) => value - along * other[c]);
  const length = Math.sqrt(dot(rest, rest));
  return length === 0 ? rest : rest.map((value) => value / length);
}

/** The points, turned and reflected to be nearest to others: orthogonal Procrustes in the plane. */
function turnedTo(reference: Matrix, points: Matrix): Matrix {
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (let i = 0; i < points.rows; i++) {
    const [x, y] = rowOf(points, i);
    const [u, v] = rowOf(reference, i);
    xx += x * u;
    xy += x * v;
    yx += y * u;
    yy += y * v;
  }
  // Either a rotation, or a rotation after a reflection: the one that brings the points nearer.
  const [rotation, reflection] = [Math.hypot(xx + yy, xy - yx), Math.hypot(xx - yy, xy + yx)];
  const flip = reflection > rotation ? -1 : 1;
  const angle = Math.atan2(xy - flip * yx, xx + flip * yy);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const data = new Float64Array(points.data.length);
  for (let i = 0; i < points.rows; i++) {
    const [x, y] = rowOf(points, i);
    data[2 * i] = cos * x - sin * flip * y;
    data[2 * i + 1] = sin * x + cos * flip * y;
  }
  return { ...points, data };
}
