import { cpu, scalar, type Engine } from '@microgpt/autograd';
import { wasm } from '@microgpt/wasm';
import { expect, test } from 'vitest';
import { measureSpeed } from '../../src/plan/measure-speed.ts';

test('measureSpeed ranks the engines, and does not keep anyone waiting', { retry: 2 }, async () => {
  const engines: Engine[] = [scalar, cpu, await wasm()];
  const speeds: number[] = [];
  for (const engine of engines) {
    const start = performance.now();
    speeds.push(await measureSpeed(engine));
    expect(performance.now() - start).toBeLessThan(2000); // half a second, on a machine with nothing else to do
  }
  expect(speeds[0]).toBeGreaterThan(0);
  expect(speeds[1]).toBeGreaterThan(3 * speeds[0]);
  expect(speeds[2]).toBeGreaterThan(3 * speeds[1]);
});
