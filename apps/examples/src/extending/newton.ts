// pnpm --filter examples start newton
// Newton's method finds a point with zero gradient in a few steps, from gradients and their changes.

import { Value } from '@microgpt/autograd';

/** Rosenbrock's function, (1 − x)² + 100·(y − x²)²: a curved, almost flat valley with its minimum at (1, 1). */
function valley(x: Value, y: Value): Value {
  return Value.sub(1, x)
    .pow(2)
    .add(y.sub(x.pow(2)).pow(2).mul(100));
}

function gradient(x: number, y: number): [number, number] {
  const [vx, vy] = [new Value(x), new Value(y)];
  valley(vx, vy).backward();
  return [vx.grad, vy.grad];
}

let [x, y] = [-1.2, 1];
for (let step = 0; step <= 5; step++) {
  const [gx, gy] = gradient(x, y);
  console.log(`step ${step}: (${x.toFixed(6)}, ${y.toFixed(6)}), slope ${Math.hypot(gx, gy).toFixed(4)}`);

  // The second derivatives, from gradients at nearby points.
  const h = 1e-5;
  const alongX = difference(gradient(x + h, y), gradient(x - h, y), 2 * h);
  const alongY = difference(gradient(x, y + h), gradient(x, y - h), 2 * h);

  // Solve alongX·dx + alongY·dy = (gx, gy), with Cramer's rule, and move there.
  const determinant = alongX[0] * alongY[1] - alongY[0] * alongX[1];
  x -= (gx * alongY[1] - alongY[0] * gy) / determinant;
  y -= (alongX[0] * gy - gx * alongX[1]) / determinant;
}

function difference(a: readonly number[], b: readonly number[], by: number): number[] {
  return a.map((ai, i) => (ai - b[i]) / by);
}
