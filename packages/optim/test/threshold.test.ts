import { cpu, scalar } from '@microgpt/autograd';
import { expect, test } from 'vitest';
import { AdamW } from '../src/index.ts';

test.each([scalar, cpu])('[$name] AdamW does not decay a parameter used only in comparisons', (engine) => {
  const [p, threshold] = [engine.parameter([1, 3]), engine.parameter([2])];
  const optimizer = new AdamW([p, threshold], { lr: 0.1, weightDecay: 0.5 });
  for (let step = 0; step < 3; step++) {
    optimizer.zeroGrad();
    p.where(p.greater(threshold), 0).mul(p.less(threshold).add(1)).sum().backward();
    optimizer.step();
  }
  expect(threshold.item()).toBe(2);
  expect(p.toFlat()[0]).toBeLessThan(1);
});
