import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FreeRanges } from '../src/memory/free-ranges.ts';
import { LinearMemory } from '../src/memory/linear-memory.ts';

test('only free memory is taken, in any order of take and give', () => {
  const sizes = fc.array(fc.record({ size: fc.integer({ min: 1, max: 64 }), give: fc.nat(100) }), { maxLength: 200 });
  fc.assert(
    fc.property(sizes, (steps) => {
      const free = new FreeRanges();
      free.give({ start: 0, end: 512 });
      const isFree = new Array<boolean>(512).fill(true);
      const taken: { start: number; end: number }[] = [];
      for (const { size, give } of steps) {
        const start = free.take(size);
        if (start !== undefined) {
          for (let i = start; i < start + size; i++) {
            expect(isFree[i]).toBe(true);
            isFree[i] = false;
          }
          taken.push({ start, end: start + size });
        }
        if (give > 50 && taken.length > 0) {
          const [range] = taken.splice(give % taken.length, 1);
          isFree.fill(true, range.start, range.end);
          free.give(range);
        }
      }
      // Everything that comes back is one range again.
      for (const range of taken) free.give(range);
      expect(free.take(512)).toBe(0);
    }),
  );
});

test('takeAt takes the free range at an address, which is then no longer free', () => {
  const free = new FreeRanges();
  free.give({ start: 16, end: 48 });
  free.give({ start: 64, end: 80 });
  expect(free.takeAt(32)).toBeUndefined();
  expect(free.sizeBefore(48)).toBe(32);
  expect(free.sizeBefore(64)).toBe(0);
  expect(free.takeAt(16)).toEqual({ start: 16, end: 48 });
  expect(free.take(17)).toBeUndefined();
  expect(free.take(16)).toBe(64);
});

test('what just fits is taken rather than a piece of something larger, if it is among the first 16 of its size', () => {
  for (const tooSmall of [0, 1, 15, 16]) {
    const free = new FreeRanges();
    for (let i = 0; i < tooSmall; i++) free.give({ start: 64 * i, end: 64 * i + 20 });
    free.give({ start: 10_000, end: 10_030 });
    free.give({ start: 20_000, end: 21_000 });
    expect(free.take(25)).toBe(tooSmall < 16 ? 10_000 : 20_000);
    expect(free.take(500)).toBe(tooSmall < 16 ? 20_000 : 20_025);
  }
});

test('neither the first page nor the last of 4 GiB is allocated, so that every end has an address', () => {
  const memory = new LinearMemory(2 ** 32);
  const piece = 2 ** 28;
  let end = 0;
  for (let size = piece; size >= 16;) {
    const start = memory.takeOrGrow(size);
    if (start === undefined) {
      size /= 2;
      continue;
    }
    expect(start).toBeGreaterThanOrEqual(65_536);
    end = Math.max(end, start + size);
  }
  expect(end).toBe(2 ** 32 - 65_536);
  expect(end >>> 0).toBe(end);
});

test('a piece is extended only over free memory behind it', () => {
  const memory = new LinearMemory(1 << 20);
  const first = memory.takeOrGrow(1000);
  if (first === undefined) throw new Error('there is memory');
  const second = memory.take(2000);
  expect(second).toBe(first + 1000);
  expect(memory.extend(first + 1000, 16, 32)).toBe(0);
  memory.give({ start: first + 1000, end: first + 3000 });
  expect(memory.extend(first + 1000, 16, 64)).toBe(64);
  expect(memory.take(1936)).toBe(first + 1064);
  // At the end, memory can grow beyond what is free now, up to the maximum.
  const end = memory.used;
  expect(memory.extend(end, 1 << 20, 1 << 20)).toBe(0);
  expect(memory.extend(end, 16, 4096)).toBe(4096);
  expect(memory.used).toBe(end + 4096);
});
