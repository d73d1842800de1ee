// pnpm --filter examples start neural-field
// A neural field: a small network learns a picture as a function from coordinates to brightness.

import { cpu, type Tensor } from '@microgpt/autograd';
import { Random } from '@microgpt/random';

const COARSE = 20; // dots per side for training
const FINE = 32; // dots per side for drawing, which the network has not seen

/** 1 inside a heart, 0 outside; x and y from −1 to 1. */
function picture(x: number, y: number): number {
  const [u, v] = [1.3 * x, 1.3 * y + 0.1];
  return (u * u + v * v - 1) ** 3 < u * u * v ** 3 ? 1 : 0;
}

/** The centers of n × n squares, starting at the top left. */
function grid(n: number): [x: number, y: number][] {
  const centers = Array.from({ length: n }, (_, i) => (2 * i + 1) / n - 1);
  return centers.flatMap((down) => centers.map((x): [number, number] => [x, -down]));
}

// Two hidden layers of 24, with tanh between them.
const rng = new Random(2);
const sizes = [2, 24, 24, 1];
const layers = sizes.slice(1).map((out, i) => {
  const weight = Array.from({ length: out * sizes[i] }, () => rng.gauss(0, 1.5 / Math.sqrt(sizes[i])));
  return { weight: cpu.parameter(weight, [out, sizes[i]]), bias: cpu.parameter(new Array(out).fill(0)) };
});

function brightness(points: Tensor): Tensor {
  const [first, second, last] = layers;
  const h = points.linear(first.weight, first.bias).tanh().linear(second.weight, second.bias).tanh();
  return h.linear(last.weight, last.bias).sigmoid(); // (N, 1)
}

const dots = grid(COARSE);
const points = cpu.tensor(dots); // (N, 2)
const targets = cpu.tensor(dots.map(([x, y]) => [picture(x, y)])); // (N, 1)

// Gradient descent with momentum.
const trained = layers.flatMap(({ weight, bias }) => [weight, bias]).map((p) => ({ p, speed: cpu.zeros(p.shape) }));
for (let step = 0; step <= 600; step++) {
  const loss = brightness(points).sub(targets).pow(2).mean();
  if (step % 200 === 0) console.log(`step ${step}: mean squared error ${loss.item().toFixed(4)}`);
  for (const { p } of trained) p.zeroGrad();
  loss.backward();
  for (const { p, speed } of trained) {
    if (p.grad === undefined) continue;
    speed.assign(speed.mul(0.9).sub(p.grad));
    p.assign(p.add(speed.mul(0.5)));
  }
}

const fine = grid(FINE);
const learned = Array.from(brightness(cpu.tensor(fine)).toFlat());
for (let row = 0; row < FINE; row++) {
  const shades = learned.slice(row * FINE, (row + 1) * FINE).map((b) => ' .:-=+*#%@'[Math.round(9 * b)].repeat(2));
  console.log(shades.join('').trimEnd());
}
const right = fine.filter(([x, y], i) => Math.round(learned[i]) === picture(x, y));
console.log(`${right.length} of ${fine.length} dots are correct`);
