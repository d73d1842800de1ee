// pnpm --filter examples start curve
// Fits a curve to measurements by gradient descent.

import { cpu } from '@microgpt/autograd';
import { Random } from '@microgpt/random';

// A damped oscillation, y = a · e^(−b·t) · cos(w·t), measured at 60 moments with some noise.
const rng = new Random(1);
const truth = { a: 2, b: 0.3, w: 1.7 };
const times = Array.from({ length: 60 }, (_, i) => i / 6);
const heights = times.map((t) => truth.a * Math.exp(-truth.b * t) * Math.cos(truth.w * t) + rng.gauss(0, 0.05));

const t = cpu.tensor(times);
const y = cpu.tensor(heights);
const a = cpu.parameter(1);
const b = cpu.parameter(0.1);
const w = cpu.parameter(1.5);

for (let step = 0; step <= 600; step++) {
  const curve = t.mul(b).neg().exp().mul(t.mul(w).cos()).mul(a); // (60)
  const loss = curve.sub(y).pow(2).mean();
  if (step % 200 === 0) console.log(`step ${step}: mean squared error ${loss.item().toFixed(5)}`);
  for (const parameter of [a, b, w]) parameter.zeroGrad();
  loss.backward();
  for (const parameter of [a, b, w]) if (parameter.grad) parameter.assign(parameter.sub(parameter.grad.mul(0.05)));
}
console.log(`a = ${a.item().toFixed(2)}, b = ${b.item().toFixed(2)}, w = ${w.item().toFixed(2)}`);
