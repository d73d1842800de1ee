import { binary, cpu, type Engine } from '@microgpt/autograd';
import { ArrayEngine } from '@microgpt/autograd/backend';
import { describe, expect, test, vi } from 'vitest';
import { kernelBytes, type Kernels } from '../src/kernels.generated.ts';
import { WasmMemory } from '../src/memory/wasm-memory.ts';
import { WasmBackend } from '../src/wasm-backend.ts';
import { noise } from './kernels/bench.ts';

// Attention through the engine, whose kernels work in memory of a size that they are asked for before.

const unused = 0x7f7f7f7f;

/** How many integers behind a workspace must stay as they are. */
const GUARD = 1 << 16;

/** Memory whose workspace is as large as was asked for, and not a byte larger. */
class Guarded extends WasmMemory {
  #guard = 0;

  override workspace(bytes: number): number {
    this.check();
    const end = Math.ceil(bytes / 4);
    const start = super.workspace(4 * (end + GUARD));
    this.#guard = (start >>> 2) + end;
    this.integers.fill(unused, this.#guard, this.#guard + GUARD);
    return start;
  }

  /** @throws Error if a kernel wrote behind its workspace */
  check(): void {
    if (this.#guard === 0) return;
    const isUntouched = this.integers.subarray(this.#guard, this.#guard + GUARD).every((x) => x === unused);
    if (!isUntouched) throw new Error('a kernel wrote behind its workspace');
  }
}

function guarded(): { engine: Engine; memory: Guarded } {
  const memory = new Guarded();
  const imports = { env: { memory: memory.memory, pow: binary.pow.f } };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernelBytes()), imports);
  return { engine: new ArrayEngine(new WasmBackend(memory, exports as unknown as Kernels)), memory };
}

/** A document: how many queries it has, and how many keys come before the first of them. */
type Document = readonly [queries: number, past: number];

const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

interface Options {
  readonly window?: number;
  readonly distances?: number;
}

/** What attention gives for documents in one call, and the gradients of queries, keys, values and bias. */
function attend(
  engine: Engine,
  documents: readonly Document[],
  heads: number,
  channels: number,
  { distances, ...options }: Options = {},
): number[][] {
  const lengths = documents.map(([queries]) => queries);
  const keyLengths = documents.map(([queries, past]) => queries + past);
  const rows = [lengths, keyLengths, keyLengths].map(total);
  const inputs = rows.map((count, i) => engine.parameter(noise(count * channels, i + 1, 2), [count, channels]));
  if (distances !== undefined) inputs.push(engine.parameter(noise(heads * distances, 5, 2), [heads, distances]));
  const [q, k, v, bias] = inputs;
  const y = q.causalAttention(k, v, { heads, lengths, keyLengths, ...options, ...(distances && { bias }) });
  const value = Array.from(y.toFlat());
  y.mul(engine.tensor(noise(value.length, 4), y.shape))
    .sum()
    .backward();
  const results = [value, ...inputs.map(({ grad }) => Array.from(grad?.toFlat() ?? []))];
  for (const input of inputs) input.dispose();
  return results;
}

const short: Document = [4, 0];
const long: Document = [5, 700];
const longest: Document = [3, 2000];
const single: Document = [1, 900];

describe.each([
  [2, 8],
  [1, 12],
  [3, 15],
  [2, 66],
])('[wasm] attention of %d heads in %d channels equals cpu', (heads, channels) => {
  test.each<[string, readonly (readonly Document[])[]]>([
    ['in one call', [[short, long, longest]]],
    ['in one call, the longest first', [[longest, single, long, short]]],
    ['in a call for each', [[short], [long], [single], [longest]]],
    ['in a call for each, the longest first', [[longest], [long], [single], [short]]],
  ])('for documents with a long past, %s', (_, calls) => {
    const wasm = guarded();
    for (const documents of calls) expectEqual(wasm, documents, heads, channels);
  });

  test.each<Options>([{ window: 1 }, { window: 30 }, { window: 300, distances: 300 }, { distances: 2003 }])(
    'with %o',
    (options) => {
      expectEqual(guarded(), [short, long, longest, single], heads, channels, options);
    },
  );
});

/** All results and gradients on `wasm` are those on `cpu`. */
function expectEqual(
  { engine, memory }: ReturnType<typeof guarded>,
  documents: readonly Document[],
  heads: number,
  channels: number,
  options?: Options,
): void {
  const expected = attend(cpu, documents, heads, channels, options);
  const actual = attend(engine, documents, heads, channels, options);
  memory.check();
  actual.forEach((numbers, i) => {
    expect(numbers).toHaveLength(expected[i].length);
    const wrong = numbers.findIndex((x, j) => !(Math.abs(x - expected[i][j]) < 1e-4));
    expect(wrong).toBe(-1);
  });
}

test('[wasm] attention with a window takes scratch memory for what the window shows only', () => {
  const { engine, memory } = guarded();
  const workspace = vi.spyOn(memory, 'workspace');
  attend(engine, [[1, 100000]], 1, 4, { window: 50 });
  expect(Math.max(...workspace.mock.calls.flat())).toBeLessThan(2 ** 16);
});

test('[wasm] attention asks for a gradient only where it is wanted', () => {
  const { engine, memory } = guarded();
  for (let wanted = 1; wanted < 8; wanted++) {
    const gradients = (on: Engine) => {
      const inputs = [0, 1, 2].map((i) => {
        const numbers = noise(9 * 8, i + 1, 2);
        return (wanted >> i) & 1 ? on.parameter(numbers, [9, 8]) : on.tensor(numbers, [9, 8]);
      });
      const [q, k, v] = inputs;
      q.causalAttention(k, v, { heads: 2, lengths: [4, 5] })
        .sum()
        .backward();
      return inputs.map((x) => x.grad?.toFlat());
    };
    const expected = gradients(cpu);
    const actual = gradients(engine);
    expect(memory.integers.subarray(0, 2 ** 14).some((x) => x !== 0)).toBe(false); // nothing is written where none is
    actual.forEach((gradient, i) => {
      expect(gradient && Array.from(gradient)).toEqual(
        expected[i] && Array.from(expected[i], (x) => expect.closeTo(x, 4) as number),
      );
    });
  }
});
