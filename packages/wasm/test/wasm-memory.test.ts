import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WasmStorage } from '../src/memory/storage.ts';
import { WasmMemory } from '../src/memory/wasm-memory.ts';

const MIB = 2 ** 20;

/** A result with these numbers. */
function resultOf(memory: WasmMemory, numbers: readonly number[]): WasmStorage {
  const storage = memory.result(numbers.length);
  memory.floats.set(numbers, memory.address(storage) >>> 2);
  return storage;
}

const read = (memory: WasmMemory, storage: WasmStorage) => Array.from(memory.view(storage));

/** Ends a step, whose memory the next result takes. */
function endStep(memory: WasmMemory): void {
  const root = memory.result(1);
  memory.beginBackward(root, []);
  memory.endBackward(root, []);
  memory.result(1);
}

test('room for a kernel overlaps neither other room nor what stays, however much is asked for', () => {
  const size = fc.double({ min: 0, max: 1, noNaN: true }).map((x) => Math.ceil(Math.exp(x * Math.log(MIB))));
  fc.assert(
    fc.property(fc.array(fc.tuple(size, size, size), { minLength: 1, maxLength: 20 }), (steps) => {
      const memory = new WasmMemory(512 * MIB);
      const kept: WasmStorage[] = [];
      for (const [bytes, count, length] of steps) {
        const [workspace, indices] = [memory.workspace(bytes), memory.indices(count)];
        kept.push(memory.persistent(Math.ceil(length / 16)));
        const pieces = [
          { start: workspace, end: workspace + bytes },
          { start: indices, end: indices + 4 * count },
          ...kept.map(({ address, length: n }) => ({ start: address, end: address + 4 * n })),
        ].sort((a, b) => a.start - b.start);
        pieces.forEach(({ start, end }, i) => {
          expect(start).toBeGreaterThanOrEqual(i === 0 ? 1024 : pieces[i - 1].end);
          expect(end).toBeLessThanOrEqual(memory.bytes);
        });
        expect([memory.workspace(bytes), memory.indices(count)]).toEqual([workspace, indices]);
      }
    }),
    { numRuns: 30 },
  );
});

test('room that is too small is given back for a larger one', () => {
  const memory = new WasmMemory();
  for (let kibibytes = 1; kibibytes <= 4096; kibibytes++) memory.workspace(kibibytes * 1024);
  expect(memory.bytes).toBeLessThan(24 * MIB);
});

test('integers are handed over in their order', () => {
  const memory = new WasmMemory();
  const address = memory.copyIn([3, -1, 2 ** 31 - 1]);
  expect(Array.from(memory.integers.subarray(address >>> 2, (address >>> 2) + 3))).toEqual([3, -1, 2 ** 31 - 1]);
});

test('an alias of a result that had to make room has its numbers, too', () => {
  const memory = new WasmMemory();
  for (const numbers of [[1, 2, 3], [4]]) {
    const result = resultOf(memory, numbers);
    const before = memory.alias(result);
    endStep(memory);
    const after = memory.alias(result);
    for (const storage of [result, before, after]) {
      expect(read(memory, storage)).toEqual(numbers);
      expect(memory.first(storage)).toBe(numbers[0]);
    }
    memory.address(after);
    expect([result, before, after].map((storage) => read(memory, storage))).toEqual([numbers, numbers, numbers]);
  }
});

test('what is made persistent keeps its numbers, and its place the second time', () => {
  const memory = new WasmMemory();
  const [result, constant] = [resultOf(memory, [1, 2, 3]), memory.constant(Float32Array.of(4, 5))];
  const single = resultOf(memory, [6]);
  for (const storage of [result, constant, single]) {
    const numbers = read(memory, storage);
    memory.makePersistent(storage);
    const { address } = storage;
    memory.makePersistent(storage);
    expect(storage.address).toBe(address);
    expect(storage.hostCopy).toBeUndefined(); // no copy is held besides
    expect(read(memory, storage)).toEqual(numbers);
    memory.floats[address >>> 2] = 9;
    endStep(memory);
    endStep(memory);
    expect(read(memory, storage)).toEqual([9, ...numbers.slice(1)]);
    expect(memory.first(storage)).toBe(9);
  }
});

test('numbers that are to be changed are changed where they are read next', () => {
  const memory = new WasmMemory();
  for (const numbers of [[1, 2], [3]]) {
    const result = resultOf(memory, numbers);
    endStep(memory);
    memory.address(result); // brings a copy back, which is not true any more after a change
    const address = memory.addressToChange(result); // which may make memory grow
    memory.floats[address >>> 2] = 7;
    endStep(memory);
    expect(memory.first(result)).toBe(7);
    expect(read(memory, result)).toEqual([7, ...numbers.slice(1)]);
  }
});

test('what is released is used again once, and is gone; what is not persistent stays', () => {
  const memory = new WasmMemory();
  const [first, result, constant] = [
    memory.persistent(100),
    resultOf(memory, [1, 2]),
    memory.constant(Float32Array.of(3)),
  ];
  for (const storage of [first, first, result, constant]) memory.release(storage);
  expect(() => memory.address(first)).toThrow('was freed by dispose()');
  expect([result, constant].map((storage) => read(memory, storage))).toEqual([[1, 2], [3]]);
  const [second, third] = [memory.persistent(100), memory.persistent(100)];
  expect(second.address).toBe(first.address);
  expect(third.address).not.toBe(first.address);
});

test('the next step takes the memory of the last one', () => {
  const memory = new WasmMemory();
  const addresses = Array.from({ length: 3 }, () => {
    const [result, root] = [memory.result(100), memory.result(1)];
    memory.beginBackward(root, []);
    memory.endBackward(root, []);
    return result.address;
  });
  expect(addresses).toEqual([addresses[0], addresses[0], addresses[0]]);
});

test('a result outlives its step with what its gradient needs, unless backward has run from it', () => {
  for (const isRoot of [false, true]) {
    const memory = new WasmMemory();
    const result = resultOf(memory, [1]);
    const scratch = memory.scratch(3, result);
    memory.floats.set([2, 3, 4], memory.address(scratch) >>> 2);
    if (isRoot) {
      memory.beginBackward(result, []);
      memory.endBackward(result, []);
    }
    endStep(memory);
    endStep(memory);
    expect(memory.first(result)).toBe(1);
    if (isRoot) expect(() => read(memory, scratch)).toThrow('recycled');
    else expect(read(memory, scratch)).toEqual([2, 3, 4]);
  }
});

test('where much is in memory backward copies its results, but none that is gone', () => {
  const memory = new WasmMemory(8 * MIB);
  const [gone, first] = [resultOf(memory, [1, 2]), memory.result(1)];
  memory.beginBackward(first, [gone]);
  memory.endBackward(first, [gone]);
  const met = resultOf(memory, [3, 4]);
  const root = memory.result(1);
  memory.beginBackward(root, [met]);
  memory.accumulator(MIB); // 4 MiB, more than may be in one step
  memory.endBackward(root, [met]);
  memory.beginBackward(root, [met, gone]); // once more, for the same graph
  expect(read(memory, met)).toEqual([3, 4]);
  expect(() => read(memory, gone)).toThrow('recycled');
});
