// pnpm --filter examples start two-moons
// A network of single numbers learns to tell two half circles apart, and its decision boundary is drawn.

import { noGrad, Value } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { boundaryAsSvg, boundaryAsText } from './decision-boundary.ts';
import { hingeLoss, l2Penalty } from './loss.ts';
import { moons } from './moons.ts';
import { MLP } from './nn.ts';
import { save } from './save.ts';

// The settings of https://github.com/karpathy/micrograd/blob/master/demo.ipynb
const rng = new Random(1337);
const points = moons(100, 0.1, rng);
const model = new MLP([2, 16, 16, 1], rng);
const steps = 100;

const inputs = points.map(({ x, y }) => [new Value(x), new Value(y)]);
const labels = points.map(({ label }) => label);
const parameters = model.parameters();

for (let k = 0; k <= steps; k++) {
  const scores = inputs.map((x) => model.forward(x)[0]);
  const loss = hingeLoss(scores, labels).add(l2Penalty(parameters, 1e-4));
  if (k % 10 === 0) {
    const right = scores.filter((score, i) => score.data * labels[i] > 0).length;
    console.log(`step ${k}: loss ${loss.data.toFixed(4)}, accuracy ${((100 * right) / points.length).toFixed(0)}%`);
  }
  if (k === steps) break; // after the last step, only an evaluation

  model.zeroGrad();
  loss.backward();
  const learningRate = 1 - (0.9 * k) / steps;
  for (const p of parameters) p.data -= learningRate * p.grad;
}

const score = (x: number, y: number) => noGrad(() => model.forward([new Value(x), new Value(y)])[0].data);
console.log(`\n${boundaryAsText(score, points)}\n`);
console.log('The network says ● where it is shaded, ○ where it is dotted.');
console.log(`The same in color: ${save('two-moons.svg', boundaryAsSvg(score, points))}`);
