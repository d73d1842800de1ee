import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arena } from '../src/memory/arena.ts';
import { LinearMemory } from '../src/memory/linear-memory.ts';

const PAGE = 65_536;
const MAXIMUM = 2 ** 26;

function none(): never {
  throw new Error('there is no more');
}

/** A contiguous piece of memory, in bytes. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

const meets = (a: Piece, b: Piece) => a.start < b.end && b.start < a.end;

/** Numbers of bytes of every magnitude up to 3 MiB. */
const size = fc.double({ min: 0, max: 1, noNaN: true }).map((x) => Math.ceil(Math.exp(x * Math.log(3 * 2 ** 20))));
const kind = fc.constantFrom('take', 'take', 'take', 'take', 'mark', 'back', 'other', 'give', 'shrink');
const steps = fc.array(fc.record({ kind, size }), { minLength: 10, maxLength: 80 });

test('what an arena hands out belongs to nobody else, and comes back when it is given back', () => {
  fc.assert(
    fc.property(steps, (program) => {
      const memory = new LinearMemory(2 ** 29); // more than any of these programs can use
      const arena = new Arena(memory, none);
      const pieces: Piece[] = [];
      const others: Piece[] = [];
      const marks: { used: number; count: number }[] = [];
      const add = (to: Piece[], start: number, bytes: number) => {
        const piece = { start, end: start + bytes };
        expect([...pieces, ...others].find((other) => meets(piece, other))).toBeUndefined();
        expect(piece.start).toBeGreaterThanOrEqual(PAGE);
        expect(piece.end).toBeLessThanOrEqual(memory.memory.buffer.byteLength);
        to.push(piece);
      };
      for (const step of program) {
        if (step.kind === 'take') {
          const before = arena.used;
          const length = Math.ceil(step.size / 4);
          const start = arena.take(length);
          add(pieces, start, 4 * length);
          expect(start % 16).toBe(0);
          expect(arena.used).toBeGreaterThanOrEqual(before + 4 * length);
        } else if (step.kind === 'other') {
          const bytes = 16 * Math.ceil(step.size / 16);
          const start = memory.takeOrGrow(bytes);
          if (start !== undefined) add(others, start, bytes);
        } else if (step.kind === 'give') {
          const [piece] = others.splice(step.size % Math.max(1, others.length), 1) as (Piece | undefined)[];
          if (piece) memory.give(piece);
        } else if (step.kind === 'mark') marks.push({ used: arena.used, count: pieces.length });
        else if (step.kind === 'shrink') arena.shrink();
        else {
          const mark = marks.pop();
          if (mark === undefined) continue;
          arena.backTo(mark.used);
          expect(arena.used).toBe(mark.used);
          pieces.length = mark.count;
        }
      }
      arena.backTo(0);
      arena.shrink();
      for (const piece of others) memory.give(piece);
      if (memory.used > PAGE) expect(memory.take(memory.used - PAGE)).toBe(PAGE); // all of it, in one piece
    }),
    { numRuns: 100 },
  );
});

describe('an arena', () => {
  test('hands out the same memory again after it was taken back', () => {
    const arena = new Arena(new LinearMemory(MAXIMUM), none);
    arena.take(3);
    const { used } = arena;
    expect(used).toBe(16);
    const round = () => Array.from({ length: 20 }, () => arena.take(50_000)); // several chunks
    const first = round();
    arena.backTo(used);
    expect(round()).toEqual(first);
  });

  test('that shrinks at the end of one chunk and goes on elsewhere gives all back', () => {
    const memory = new LinearMemory(MAXIMUM);
    const arena = new Arena(memory, none);
    arena.take(4);
    arena.shrink();
    const { used } = arena;
    const other = memory.takeOrGrow(16) ?? none(); // just behind it
    arena.take(4); // in a second chunk
    arena.backTo(used);
    memory.give({ start: other, end: other + 16 });
    arena.shrink();
    arena.take(100);
    arena.backTo(0);
    arena.shrink();
    expect(memory.take(memory.used - PAGE)).toBe(PAGE);
  });

  test('grows in place where nothing lies behind it, and by as much as it has', () => {
    const memory = new LinearMemory(MAXIMUM);
    const arena = new Arena(memory, none);
    const first = arena.take(2 ** 18);
    expect(arena.take(4)).toBe(first + 2 ** 20);
    const { used } = memory;
    expect(used - PAGE).toBeGreaterThanOrEqual(2 ** 21);
    for (let i = 0; i < 10; i++) arena.take(2 ** 14);
    expect(memory.used).toBe(used);
  });

  test('joins chunks that are each too small', () => {
    const memory = new LinearMemory(PAGE + 2 ** 22);
    const arena = new Arena(memory, none);
    arena.take(2 ** 18);
    memory.takeOrGrow(16); // so that each chunk ends there
    arena.take(2 ** 18);
    const between = memory.takeOrGrow(16) ?? none();
    arena.take(2 ** 18);
    memory.give({ start: between, end: between + 16 });
    arena.backTo(2 ** 20);
    expect(arena.take(2 ** 19)).toBeLessThanOrEqual(between - 2 ** 20);
  });

  test('takes no more than it must where there is little left', () => {
    const memory = new LinearMemory(2 ** 20 + 2 ** 18);
    const arena = new Arena(memory, none);
    arena.take(2 ** 18 - 2 ** 15); // less than the first chunk
    memory.takeOrGrow(16);
    arena.take(2 ** 14 + 2 ** 15 - 64); // in a chunk of its own, of just this size
    expect(() => arena.take(2 ** 16)).toThrow('there is no more');
  });

  test('asks its last resort for what it needs', () => {
    const asked: number[] = [];
    const memory = new LinearMemory(2 ** 20);
    const arena = new Arena(memory, (bytes) => {
      asked.push(bytes);
      return 2 ** 30;
    });
    expect(arena.take(2 ** 18 + 1)).toBe(2 ** 30);
    expect(asked).toEqual([2 ** 20 + 16]);
    expect(arena.used).toBe(2 ** 20 + 16);
  });
});
