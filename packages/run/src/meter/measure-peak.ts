import { noGrad, type Engine } from '@microgpt/autograd';

const SECONDS = 0.2;
const SIZES = [32, 64, 128, 256];

/**
 * The highest rate of arithmetic that the engine reaches here, in FLOP/s: of the product of two square matrices, 2·n³
 * FLOPs for n × n. It is what a training step is measured against, because nearly all of its arithmetic is such products.
 *
 * It multiplies larger and larger matrices, up to 256 × 256, and repeats the largest size for which there is time. The
 * fastest product counts, since everything else on the machine can only slow one down. It takes about 0.2 s.
 */
export async function measurePeak(engine: Engine): Promise<number> {
  const end = performance.now() + SECONDS * 1000;
  let best = 0;
  for (const n of SIZES) {
    const product = productOf(engine, n);
    const flops = 2 * n ** 3;
    await product(); // the runtime compiles what it runs
    let seconds: number;
    do {
      const started = performance.now();
      await product();
      seconds = (performance.now() - started) / 1000;
      best = Math.max(best, flops / Math.max(seconds, 1e-6));
    } while (n === SIZES.at(-1) && performance.now() + seconds * 1000 < end);
    if (performance.now() + 8 * 2 * seconds * 1000 > end) break; // the next size has eight times the work, twice
  }
  return best;
}

/** A product of two matrices of n × n that waits for a number of its result, so that a device has computed it. */
function productOf(engine: Engine, n: number): () => Promise<void> {
  const numbers = (shift: number) => Array.from({ length: n * n }, (_, i) => ((i * 7 + shift) % 13) / 13 - 0.5);
  const a = engine.tensor(numbers(0), [n, n]);
  const b = engine.tensor(numbers(5), [n, n]);
  return async () => {
    const corner = noGrad(() => a.matmul(b).slice(0, 1));
    await corner.read();
  };
}
