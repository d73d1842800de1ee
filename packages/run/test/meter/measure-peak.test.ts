import { cpu, scalar } from '@microgpt/autograd';
import { wasm } from '@microgpt/wasm';
import { expect, test } from 'vitest';
import { measurePeak } from '../../src/meter/measure-peak.ts';

test('the peak of each engine is measured in a fraction of a second, and wasm is the fastest', async () => {
  const engines = [scalar, cpu, await wasm()];
  const peaks: number[] = [];
  for (const engine of engines) {
    const started = performance.now();
    peaks.push(await measurePeak(engine));
    expect(performance.now() - started).toBeLessThan(5000); // 0.2 s on a quiet machine
  }
  const [slow, middle, fast] = peaks;
  expect(slow).toBeGreaterThan(1e5);
  expect(middle).toBeGreaterThan(1e5);
  expect(fast).toBeGreaterThan(slow);
});
