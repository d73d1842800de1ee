import { QUIET } from '../measure/machine.ts';
import type { Results, Row } from './results.ts';
import {
  byWorkload,
  contestantTable,
  layerTable,
  overviewTable,
  ratioTable,
  rowTable,
  startupTable,
} from './tables.ts';

/** The text of docs/speed.md, from the results of a run. */
export function speedPage(results: Results): string {
  const { contestants, rows, layers, fresh, skipped } = results;
  const ours = new Set(contestants.filter((contestant) => contestant.ours).map(({ name }) => name));
  const names = contestants.map(({ name }) => name);
  return `${[
    ...introduction(results),
    '## At a glance',
    'Microseconds per training step, or, for writing names, per additional token of every document.',
    overviewTable(rows, names),
    'The same times as multiples of the fastest of our engines. Above 1 is slower than ours, below 1 is faster.',
    ratioTable(rows, names, ours),
    ...(layers.length > 0 ? [layersOfYourOwn, layerTable(layers)] : []),
    reproduction,
    method,
    '## Contestants',
    contestantTable(contestants),
    '## In detail',
    ...byWorkload(rows).flatMap(([workload, group]) => [`### ${workload}`, sizes(group[0]), rowTable(group, ours)]),
    ...byWorkload(fresh).flatMap(([workload, group]) => [`### ${workload}`, startupTable(group)]),
    ...(skipped.length > 0 ? ['## Not measured'] : []),
    ...(skipped.length > 0
      ? [skipped.map(({ workload, engine, reason }) => `- ${workload}, ${engine}: ${reason}`).join('\n')]
      : []),
  ].join('\n\n')}\n`;
}

function introduction({ date, pace, machine, load }: Results): string[] {
  const { cpu, cores, memoryGB, system, node } = machine;
  const doubts = [
    ...(pace === 'quick' ? ['the run was short'] : []),
    ...(load.before > QUIET ? ['the machine was busy with something else'] : []),
  ];
  return [
    '# Speed',
    `Measured on ${date.slice(0, 10)} on ${cpu}, ${cores} cores, ${memoryGB} GB of memory, ${system}, Node ${node.slice(1)}; one thread. ` +
      `Load average per core: ${load.before.toFixed(2)} before, ${load.after.toFixed(2)} after.`,
    ...(doubts.length > 0 ? [`**Do not quote these numbers: ${doubts.join(', and ')}.**`] : []),
    'This page is generated from [`apps/bench/results.json`](../apps/bench/results.json), which `pnpm bench` writes. No number in it is typed by hand.',
  ];
}

function sizes({ layers, width, heads, block, batch, vocabulary, data }: Row): string {
  const layered = layers === 1 ? '1 layer' : `${layers} layers`;
  return `${layered} of width ${width}, ${heads} heads, block ${block}, batch ${batch}, vocabulary ${vocabulary}. Documents: ${data}.`;
}

const layersOfYourOwn = `## Layers of your own

The cost of a layer that is written with the public methods of \`Tensor\`, compared with the built-in layer: microseconds for forward and
backward at the size of width 64, batch 16, and the ratio of the two. Your own layers are the definitions in
[\`tensor.ts\`](../packages/autograd/src/tensor/tensor.ts), without the kernels that replace them, and the activations in
[\`layers.ts\`](../apps/bench/src/workloads/layers.ts). In the GPT all layers except attention are of this kind: norms, activation, linear
maps and the loss.`;

const reproduction = `## Reproduce it

    pnpm bench                      # measures, prints tables, writes apps/bench/results.json; takes some minutes
    pnpm --filter bench docs        # generates this page from it

Run it on a machine that does nothing else. The program warns you if the machine looks busy. \`pnpm bench --help\` explains how to measure
a part.`;

const method = `## What is measured

- **Processes that take turns.** On each workload every contestant gets a new process, with plain JavaScript and without options. So each
  number is what a program using only this library would see: no contestant pays for another's garbage, or for code that the
  compiler had to fit to several engines. All warm up first. Then rounds of a tenth of a second alternate between the processes, so
  that a change in the machine's speed affects all of them. A number is the median of the rounds. The spread is the fastest and the
  slowest round. Slow contestants get fewer rounds.
- **A training step** is forward, backward, and an update by AdamW. It ends when the loss has been read. Batches are made
  beforehand. All contestants start with the same weights, and tests compare the first losses of every library with ours.
- **Names**: the original's model (RMSNorm, ReLU, no biases, no weight decay) on real names. Our engines concatenate documents of
  different lengths. Libraries that need rectangles pad documents to 8 positions and cut longer ones. The mean name has 7, so this is the
  least possible padding. TensorFlow.js also takes a single document unpadded.
- **nanoGPT-CPU**: nanoGPT's configuration for a computer without a GPU, with LayerNorm, exact GELU, a tied head, clipping and weight decay.
- **Writing names**: tokens sampled at temperature 0.5 with cached keys and values, from weights after 1,000 steps. A single document
  ends where the model ends it. Sixteen documents side by side are all written to the last position.
- **Layers of your own**: both versions use the same numbers, each in its own process. Tests compare their values and gradients. A
  number is the time of forward, \`sum\` and backward, or of a training step with Adam.
- **MFU** is the model's FLOPs divided by the time, as a fraction of the fastest 256³ matrix product that any contestant reached in the
  same run. Each multiply-add in the products of layers, head and causal attention counts as 2 FLOPs, and training counts as 3
  forward passes. Embeddings, norms, the optimizer, padding and masked attention are not counted.
- **Starts** are new processes with plain JavaScript: the time from process start to the end of the first step, and the peak memory of
  the process after another second of training. Each number is the median of three.`;
