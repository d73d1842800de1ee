import { binary } from '@microgpt/autograd';
import { kernelBytes, type Kernels } from '../../src/kernels.generated.ts';

const guard = 64; // bytes between arrays, where a kernel must not write
const unused = 0x7f;

/** What a kernel is called with: arrays are copied into memory before the call and back afterwards. */
export type Argument = number | Float32Array | Int32Array;

/** Any kernel. */
type Kernel = (...numbers: number[]) => unknown;

/** The kernels on a memory of their own. */
export class Bench {
  readonly kernels: Kernels;
  readonly #memory = new WebAssembly.Memory({ initial: 256 });

  constructor() {
    const module = new WebAssembly.Module(kernelBytes());
    this.kernels = new WebAssembly.Instance(module, { env: { memory: this.#memory, pow: binary.pow.f } })
      .exports as unknown as Kernels;
  }

  /** Calls a kernel, by name or itself, and throws if it wrote anywhere but in its arrays. */
  call(kernel: keyof Kernels | Kernel, ...values: readonly Argument[]): number {
    const run = typeof kernel === 'string' ? this.kernels[kernel] : kernel;
    const name = typeof kernel === 'string' ? kernel : kernel.name;
    const bytes = new Uint8Array(this.#memory.buffer);
    let end = 1024 + guard;
    const placed: { array: Float32Array | Int32Array; address: number }[] = [];
    const numbers = values.map((value) => {
      if (typeof value === 'number') return value;
      const address = end;
      placed.push({ array: value, address });
      end = (address + value.byteLength + guard + 15) & ~15;
      return address;
    });
    bytes.fill(unused, 0, end);
    for (const { array, address } of placed) bytes.set(bytesOf(array), address);

    const result = run(...numbers) as number;

    let from = 0;
    for (const { array, address } of placed) {
      checkUnused(name, bytes, from, address);
      bytesOf(array).set(bytes.subarray(address, address + array.byteLength));
      from = address + array.byteLength;
    }
    checkUnused(name, bytes, from, end);
    return result;
  }
}

function bytesOf(array: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function checkUnused(name: string, bytes: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to; i++) if (bytes[i] !== unused) throw new Error(`${name} wrote at ${i}, outside its arrays`);
}

/** Numbers between −size and size that look random; the same seed gives the same ones. */
export function noise(length: number, seed: number, size = 1): Float32Array {
  return Float32Array.from({ length }, (_, i) => {
    const wave = Math.sin(i * 12.9898 + seed * 78.233 + 0.5) * 43758.5453;
    return size * (2 * (wave - Math.floor(wave)) - 1);
  });
}
