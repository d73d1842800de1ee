// How long each kernel takes at the sizes of models: ns a call, and GFLOP/s of the products.
//
//   pnpm bench              everything
//   pnpm bench NT 16        what has all these words in its name
//
// Minimum and median of short runs that alternate over all cases, so that a noisy neighbour spoils all of them alike.

import { kernelBytes, type Kernels } from '../src/kernels.generated.ts';

interface Case {
  readonly name: string;
  readonly flops: number;
  readonly run: () => void;
}

const words = process.argv.slice(2);
const memory = new WebAssembly.Memory({ initial: 1024 });
const module = new WebAssembly.Module(kernelBytes());
const kernels = new WebAssembly.Instance(module, { env: { memory, pow: Math.pow } }).exports as unknown as Kernels;
const numbers = Float32Array.from({ length: memory.buffer.byteLength / 4 }, (_, i) => Math.sin(i) / 2);

let top = 1024;
function place(numbers: number): number {
  const address = top;
  top += (numbers * 4 + 127) & ~63;
  return address;
}
function integers(values: readonly number[]): number {
  const address = place(values.length);
  new Int32Array(memory.buffer, address, values.length).set(values);
  return address;
}

/** The cases of a group share memory of its own, which starts with the same numbers for all. */
function group(make: () => readonly Case[]): void {
  top = 1024;
  new Float32Array(memory.buffer).set(numbers);
  const cases = make().filter(({ name }) => words.every((word) => name.split(' ').includes(word)));
  if (cases.length > 0) report(cases);
}

function report(cases: readonly Case[]): void {
  // Until the optimizing compiler has done its work, which happens beside the run.
  const warm = performance.now() + 100;
  while (performance.now() < warm) for (const { run } of cases) run();
  const counts = cases.map(({ run }) => {
    for (let count = 1; ; count *= 2) {
      const time = timed(run, count);
      if (time > 1e6) return Math.ceil((count * 1e6) / time);
    }
  });
  const times = cases.map((): number[] => []);
  for (let round = 0; round < 25; round++) {
    for (const [i, { run }] of cases.entries()) times[i].push(timed(run, counts[i]) / counts[i]);
  }
  for (const [i, { name, flops }] of cases.entries()) {
    const sorted = times[i].sort((a, b) => a - b);
    const [least, median] = [sorted[0], sorted[sorted.length >> 1]];
    const speed =
      flops > 0 ? `${(flops / least).toFixed(1).padStart(8)}${(flops / median).toFixed(1).padStart(8)} GFLOP/s` : '';
    console.log(`${name.padEnd(52)}${least.toFixed(0).padStart(10)}${median.toFixed(0).padStart(10)} ns${speed}`);
  }
}

function timed(run: () => void, count: number): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i++) run();
  return Number(process.hrtime.bigint() - start);
}

/** The three products of a linear layer that turns n rows of k numbers into rows of m. */
function linear(n: number, k: number, m: number): Case[] {
  const [x, w, y] = [place(n * k), place(m * k), place(n * m)];
  const scratch = place(kernels.matmulScratch() / 4);
  const flops = 2 * n * k * m;
  const size = `n=${n} ${k}→${m}`;
  return [
    {
      name: `NT ${size}`,
      flops,
      run: () => {
        kernels.matmul(x, w, y, n, k, m, 0, 1, 0, scratch);
      },
    },
    {
      name: `NN ${size}`,
      flops,
      run: () => {
        kernels.matmul(y, w, x, n, m, k, 0, 0, 1, scratch);
      },
    },
    {
      name: `TN ${size}`,
      flops,
      run: () => {
        kernels.matmul(y, x, w, m, n, k, 1, 0, 1, scratch);
      },
    },
  ];
}

for (const width of [16, 32, 64, 128]) {
  for (const n of [1, 7, 16, 113]) {
    group(() => [
      ...linear(n, width, width),
      ...linear(n, width, 4 * width),
      ...linear(n, 4 * width, width),
      ...linear(n, width, 27),
    ]);
  }
}
group(() => [...linear(768, 128, 128), ...linear(768, 128, 512), ...linear(768, 512, 128), ...linear(768, 128, 65)]);
group(() => [...linear(256, 256, 256), ...linear(512, 512, 512)]);

for (const width of [16, 64, 128]) {
  for (const lengths of [[7], [7, 5, 9, 6, 8, 7, 6, 8, 7, 10, 5, 7, 8, 6, 7, 7]]) {
    group(() => {
      const rows = lengths.reduce((a, b) => a + b, 0);
      const n = rows * width;
      const [x, y, gy, gx, p, scale] = [place(n), place(n), place(n), place(n + 27 * width), place(n), place(rows)];
      const tokens = integers(Array.from({ length: rows }, (_, i) => (i * i) % 27));
      const order = place(rows + 27);
      const [m, v] = [place(n), place(n)];
      new Float32Array(memory.buffer, v, n).fill(0.01);
      const size = `batch=${lengths.length} width=${width}`;
      return [
        ...(['relu', 'exp', 'tanh', 'sigmoid', 'gelu'] as const).flatMap((name): Case[] => {
          const { [name]: forward, [`${name}Grad` as const]: grad } = kernels;
          return [
            {
              name: `${name} ${size}`,
              flops: 0,
              run: () => {
                forward(x, y, n);
              },
            },
            {
              name: `${name}Grad ${size}`,
              flops: 0,
              run: () => {
                grad(x, y, gy, gx, n);
              },
            },
          ];
        }),
        {
          name: `add ${size}`,
          flops: 0,
          run: () => {
            kernels.add(x, y, gx, 1, n);
          },
        },
        {
          name: `accumulate ${size}`,
          flops: 0,
          run: () => {
            kernels.accumulate(x, gx, n);
          },
        },
        {
          name: `rmsNorm ${size}`,
          flops: 0,
          run: () => {
            kernels.rmsNorm(x, y, scale, rows, width, 1e-5);
          },
        },
        {
          name: `rmsNormGrad ${size}`,
          flops: 0,
          run: () => {
            kernels.rmsNormGrad(y, scale, gy, gx, rows, width);
          },
        },
        {
          name: `sumRows ${size}`,
          flops: 0,
          run: () => {
            kernels.sumRowsAccumulate(gy, p, rows, width);
          },
        },
        {
          name: `gatherGrad ${size}`,
          flops: 0,
          run: () => {
            kernels.gatherGrad(gy, tokens, rows, width, gx, 27, order);
          },
        },
        {
          name: `adam ${size} ${n} numbers`,
          flops: 0,
          run: () => {
            kernels.adam(p, gy, m, v, n, 1e-9, 0.85, 0.99, 1e-8, 0, 0.9, 0.9);
          },
        },
      ];
    });
    group(() => {
      const rows = lengths.reduce((a, b) => a + b, 0);
      const targets = integers(Array.from({ length: rows }, (_, i) => i % 27));
      const [x, y, p, gx] = [place(rows * 27), place(1), place(rows * 27), place(rows * 27)];
      return [
        {
          name: `crossEntropy batch=${lengths.length} columns=27`,
          flops: 0,
          run: () => {
            kernels.crossEntropy(x, targets, y, p, rows, 27);
          },
        },
        {
          name: `crossEntropyGrad batch=${lengths.length} columns=27`,
          flops: 0,
          run: () => {
            kernels.crossEntropyGrad(p, targets, y, gx, rows, 27);
          },
        },
      ];
    });
    group(() => attention(lengths, 4, width / 4));
  }
}
for (const options of [{}, { biased: true }, { window: 16 }]) {
  group(() =>
    attention(
      Array.from({ length: 12 }, () => 64),
      4,
      32,
      options,
    ),
  );
}
group(() => attention([1024], 4, 16));
group(() => attention([1024], 4, 16, { window: 64 }));

function attention(
  lengths: readonly number[],
  heads: number,
  headSize: number,
  { biased = false, window = 2 ** 30 } = {},
): Case[] {
  const rows = lengths.reduce((a, b) => a + b, 0);
  const n = rows * heads * headSize;
  const [q, k, v, y, gq, gk, gv] = [place(n), place(n), place(n), place(n), place(n), place(n), place(n)];
  const weights = place(heads * lengths.reduce((a, b) => a + (b * (b + 1)) / 2, 0));
  const distances = biased ? Math.max(...lengths) : 0;
  const [bias, gBias] = biased ? [place(heads * distances), place(heads * distances)] : [0, 0];
  const bytes = lengths.map((length) => kernels.attentionScratch(length, 0, headSize, window, 1));
  const scratch = place((Math.max(...bytes) + 8 * heads * distances + 32) / 4);
  let row = 0;
  const documents = integers(lengths.flatMap((length) => [(row += length) - length, row - length, length, 0]));
  const what = [...(biased ? ['bias'] : []), ...(window < row ? [`window=${window}`] : [])];
  const size = [`batch=${lengths.length}`, `length=${lengths[0]}`, `headSize=${headSize}`, ...what].join(' ');
  const last = [documents, lengths.length, heads, headSize, distances, headSize ** -0.5, window, scratch] as const;
  return [
    {
      name: `attention ${size}`,
      flops: 0,
      run: () => {
        kernels.causalAttention(q, k, v, bias, y, weights, ...last);
      },
    },
    {
      name: `attentionGrad ${size}`,
      flops: 0,
      run: () => {
        kernels.causalAttentionGrad(q, k, v, weights, y, gq, gk, gv, gBias, ...last);
      },
    },
  ];
}
