import type { Random } from '@microgpt/random';

/** A point of the plane that belongs to one of two classes. */
export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  readonly label: 1 | -1;
}

/**
 * Two half circles of radius 1, each reaching into the other: the upper one, labeled -1, around (0, 0), and the lower
 * one, labeled 1, around (1, 0.5). No straight line separates them.
 *
 * @param n the number of points, half of them in each half circle; at least 4
 * @param noise the standard deviation of the Gaussian noise on x and on y
 * @see https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_moons.html
 */
export function moons(n: number, noise: number, rng: Random): LabelledPoint[] {
  const upper = angles(Math.floor(n / 2)).map((t) => ({ x: Math.cos(t), y: Math.sin(t), label: -1 }) as const);
  const lower = angles(Math.ceil(n / 2)).map((t) => ({ x: 1 - Math.cos(t), y: 0.5 - Math.sin(t), label: 1 }) as const);
  return [...upper, ...lower].map(({ x, y, label }) => ({
    x: x + rng.gauss(0, noise),
    y: y + rng.gauss(0, noise),
    label,
  }));
}

/** Numbers from 0 to π in even steps. */
function angles(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (Math.PI * i) / (count - 1));
}
