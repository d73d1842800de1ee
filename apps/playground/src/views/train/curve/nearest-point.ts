import type { Line } from './align-lines.ts';

/** A place in the picture, in pixels. */
interface Pixel {
  readonly left: number;
  readonly top: number;
}

/** Where numbers are in the picture, and back. */
export interface Scales {
  readonly left: (x: number) => number;
  readonly top: (y: number) => number;
  readonly x: (left: number) => number;
}

/** The x of the point of a line that is nearest to a place in the picture; undefined if none is within the radius. */
export function nearestPoint({ x, y }: Line, { left, top }: Pixel, scales: Scales, radius: number): number | undefined {
  let nearest: number | undefined;
  let least = radius;
  for (let i = firstFrom(x, scales.x(left - radius)); i < x.length; i++) {
    const across = scales.left(x[i]) - left;
    if (across > radius) break;
    const distance = Math.hypot(across, scales.top(y[i]) - top);
    if (distance > least) continue;
    nearest = x[i];
    least = distance;
  }
  return nearest;
}

/** The place of the first number that is not below another, in ascending numbers. */
function firstFrom(x: Float64Array, least: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
