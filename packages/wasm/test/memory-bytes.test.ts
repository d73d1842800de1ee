import { cpu, scalar, type Engine } from '@microgpt/autograd';
import { describe, expect, test } from 'vitest';
import { createWasm, memoryBytes } from '../src/index.ts';

const MIB = 2 ** 20;

describe('memoryBytes', () => {
  test('is less than 2 MiB for a new engine', async () => {
    const bytes = memoryBytes(await createWasm());
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(2 * MIB);
  });

  test('grows by a parameter', async () => {
    const engine = await createWasm();
    const before = memoryBytes(engine);
    engine.parameter([new Array<number>(4 * MIB).fill(1)]);
    const more = memoryBytes(engine) - before;
    expect(more).toBeGreaterThanOrEqual(16 * MIB);
    expect(more).toBeLessThan(20 * MIB);
  });

  test('grows by the results and gradients of a step, and by as much again at most', async () => {
    const engine = await createWasm();
    const weight = engine.parameter([new Array<number>(4 * MIB).fill(1)]);
    const before = memoryBytes(engine);
    weight.mul(2).sum().backward(); // a result of 16 MiB, and the gradient of the weight
    const more = memoryBytes(engine) - before;
    expect(more).toBeGreaterThanOrEqual(2 * 16 * MIB);
    expect(more).toBeLessThan(5 * 16 * MIB);
  });

  test('is that of one engine', async () => {
    const [small, large] = await Promise.all([createWasm(), createWasm()]);
    const before = memoryBytes(small);
    large.parameter([new Array<number>(MIB).fill(1)]);
    expect(memoryBytes(small)).toBe(before);
  });

  test.each<[string, unknown, string]>([
    ['cpu', cpu, 'an ArrayEngine'],
    ['scalar', scalar, 'a ScalarEngine'],
    ['undefined', undefined, 'undefined'],
    ['a promise', createWasm(), 'a Promise'],
  ])('refuses %s', (_, engine, shown) => {
    const message = `memoryBytes: expected an engine of wasm() or createWasm(), got ${shown}`;
    expect(() => memoryBytes(engine as Engine)).toThrow(new TypeError(message));
  });

  test('refuses a second argument', async () => {
    const engine = await createWasm();
    expect(() => (memoryBytes as (...args: unknown[]) => number)(engine, 1)).toThrow(TypeError);
  });
});
