// pnpm --filter examples start operation
// Your own operation, with a gradient that is better than the one the chain rule would find.

import { cpu, type CustomOp, scalar } from '@microgpt/autograd';
import { checkGradients } from '@microgpt/autograd/testing';
import { wasm } from '@microgpt/wasm';

/** log Σ exp(x) over the last axis, a smooth maximum. Its gradient is softmax(x) = exp(x − y). */
const logSumExp: CustomOp = {
  name: 'logSumExp',
  forward: (x) => {
    const max = x.max(-1, { keepDim: true });
    return x.sub(max).exp().sum(-1, { keepDim: true }).log().add(max);
  },
  backward: (gy, y, x) => [x.sub(y).exp().mul(gy)],
};

for (const engine of [scalar, cpu, await wasm()]) {
  const x = engine.parameter([
    [1, 2, 3],
    [1000, 1000, -1000], // exp(1000) alone would overflow
  ]);
  const y = x.custom(logSumExp); // (2, 1)
  y.sum().backward();
  console.log(String(y));
  console.log('  gradient', String(x.grad));
}

const x = cpu.parameter([[0.1, -0.2, 0.3]]);
checkGradients(() => x.custom(logSumExp), { x });

// With a mistake in the gradient, the check reports what is wrong.
const wrong: CustomOp = { ...logSumExp, backward: (gy, y, x) => [x.sub(y).exp()] };
try {
  checkGradients(() => x.custom(wrong), { x });
} catch (error) {
  console.log(String(error));
}
