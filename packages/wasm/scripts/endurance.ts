// Checks that long programs keep their speed and stay in 256 MiB: pnpm --filter @microgpt/wasm endurance

import { generate, GPT, trainStep } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { createWasm } from '../src/index.ts';
import { WasmBackend } from '../src/wasm-backend.ts';

const MEBIBYTE = 2 ** 20;
const SHARES = 10;

/** Runs a body `count` times, and prints the time of each tenth and the memory in use after it. */
async function endure(what: string, count: number, prepare: (engine: Engine) => (i: number) => unknown): Promise<void> {
  const engine = await createWasm({ maximumBytes: 256 * MEBIBYTE });
  const body = prepare(engine);
  console.log(`\n${count.toLocaleString('en-US')} ${what}`);
  for (let share = 0; share < SHARES; share++) {
    const start = performance.now();
    for (let i = (share * count) / SHARES; i < ((share + 1) * count) / SHARES; i++) {
      const result = body(i);
      if (result instanceof Promise) await result;
    }
    const microseconds = ((performance.now() - start) * 1000 * SHARES) / count;
    const { backend } = engine as unknown as { backend: WasmBackend };
    const [wasm, process_] = [backend.bytes, process.memoryUsage().rss].map((bytes) => (bytes / MEBIBYTE).toFixed(0));
    console.log(`  ${microseconds.toFixed(1).padStart(9)} µs each, ${wasm} MiB in WebAssembly, ${process_} MiB in all`);
  }
}

type Engine = Awaited<ReturnType<typeof createWasm>>;

const sizes = { vocabSize: 27, blockSize: 16, nLayer: 1, nHead: 4, nEmbd: 16 };
const batch = { inputs: [[0, 1, 2, 3, 4, 5]], targets: [[1, 2, 3, 4, 5, 0]] };

await endure('texts, with no await but the for await', 100_000, (engine) => {
  const model = new GPT(sizes, new Initializer(engine, new Random(1)));
  const rng = new Random(1);
  return async () => {
    const ids: number[] = [];
    for await (const { id } of generate(model, { rng, prompt: [0], stop: 0 })) ids.push(id);
  };
});

await endure('models trained and dropped, with an await in between', 1000, (engine) => async (seed) => {
  const model = new GPT({ ...sizes, nEmbd: 64 }, new Initializer(engine, new Random(seed)));
  const optimizer = new Adam(model.parameters(), { lr: 0.01 });
  for (let step = 0; step < 10; step++) trainStep(model, optimizer, batch);
  await new Promise((resolve) => setTimeout(resolve));
});

await endure('forward passes outside noGrad', 1_000_000, (engine) => {
  const model = new GPT(sizes, new Initializer(engine, new Random(1)));
  return () => model.forward(batch.inputs);
});
