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

/** docs/speed.md, made from the results of a run. */
export function speedPage(results: Results): string {
  const { contestants, rows, layers, fresh, skipped } = results;
  const ours = new Set(contestants.filter((contestant) => contestant.ours).map(({ name }) => name));
  const names = contestants.map(({ name }) => name);
  return `${[
    ...introduction(results),
    '## At a glance',
    'Microseconds for a step of training, and for one more token of every document where names are written.',
    overviewTable(rows, names),
    'The same times as multiples of the fastest of our engines: above 1 is slower than ours, below 1 faster.',
    ratioTable(rows, names, ours),
    ...(layers.length > 0 ? [layersOfYourOwn, layerTable(layers)] : []),
    reproduction,
    method,
    '## Who takes part',
    contestantTable(contestants),
    '## In detail',
    ...byWorkload(rows).flatMap(([workload, group]) => [`### ${workload}`, sizes(group[0]), rowTable(group, ours)]),
    ...byWorkload(fresh).flatMap(([workload, group]) => [`### ${workload}`, startupTable(group)]),
    ...(skipped.length > 0 ? ['## Left out'] : []),
    ...(skipped.length > 0
      ? [skipped.map(({ workload, engine, reason }) => `- ${workload}, ${engine}: ${reason}`).join('\n')]
      : []),
  ].join('\n\n')}\n`;
}

function introduction({ date, pace, machine, load }: Results): string[] {
  const { cpu, cores, memoryGB, system, node } = machine;
  const doubts = [
    ...(pace === 'quick' ? ['the run was a short one'] : []),
    ...(load.before > QUIET ? ['the machine was busy with something else'] : []),
  ];
  return [
    '# Speed',
    `Measured on ${date.slice(0, 10)} on ${cpu}, ${cores} cores, ${memoryGB} GB of memory, ${system}, Node ${node.slice(1)}; one thread. ` +
      `Load average per core: ${load.before.toFixed(2)} before, ${load.after.toFixed(2)} after.`,
    ...(doubts.length > 0 ? [`**These numbers are not to be quoted: ${doubts.join(', and ')}.**`] : []),
    'This page is made from [`apps/bench/results.json`](../apps/bench/results.json), which `pnpm bench` wrote. Nothing in it is typed by hand.',
  ];
}

function sizes({ layers, width, heads, block, batch, vocabulary, data }: Row): string {
  const layered = layers === 1 ? '1 layer' : `${layers} layers`;
  return `${layered} of width ${width}, ${heads} heads, block ${block}, batch ${batch}, vocabulary ${vocabulary}. Documents: ${data}.`;
}

const layersOfYourOwn = `## Layers of your own

What a layer costs that is written in the public methods of \`Tensor\`, beside the one that is built in: microseconds for forward and
backward at the size of width 64, batch 16, and how many times as long your own takes. Your own layers are the definitions in
[\`tensor.ts\`](../packages/autograd/src/tensor/tensor.ts), without the kernels that replace them, and the activations in
[\`layers.ts\`](../apps/bench/src/workloads/layers.ts). In the GPT everything but attention is so: norms, activation, linear maps and the loss.`;

const reproduction = `## Reproduce it

    pnpm bench                      # measures, prints tables, writes apps/bench/results.json; some minutes
    pnpm --filter bench docs        # makes this page from it

Run it on a machine that does nothing else: the program warns if it looks busy. \`pnpm bench --help\` tells how to measure a part.`;

const method = `## What is measured

- **All take turns, each in its own process.** On each workload every contestant gets a new process, of plain JavaScript and without
  options, so each number is what a program using only this library would see: nobody pays for another's garbage, or for code that
  the compiler had to fit to several engines. All warm up, then rounds of a tenth of a second alternate between the processes, so
  that a change in the machine's speed affects all alike. A number is the median of the rounds; the spread is the fastest and the
  slowest. Slow contestants get fewer rounds.
- **A step of training** is forward, backward, and an update by AdamW, and it ends when its loss has been read. Batches are made
  beforehand. All start from the same weights; tests hold the first losses of every library to ours.
- **Names**: the original's model (RMSNorm, ReLU, no biases, Adam) on real names. Our engines lay documents end to end, each with
  its own length. Libraries that need rectangles pad to 8 positions, and cut off what is longer: the mean name has 7, so this is as
  little padding as possible. TensorFlow.js also takes a single document unpadded.
- **nanoGPT-CPU**: nanoGPT's configuration for a computer without GPU, with LayerNorm, exact GELU, a tied head, clipping and weight decay.
- **Writing names**: tokens sampled at temperature 0.5 with cached keys and values, from weights after 1,000 steps. One document ends
  where the model ends it; 16 side by side are all written to the last position.
- **Layers of your own**: both versions on the same numbers, each in its own process; tests hold values and gradients of one to the
  other. A number is forward, \`sum\` and backward, or a step of training by Adam.
- **MFU** is the model's FLOPs over the time, as a fraction of the fastest 256³ matrix product that any contestant reached in the same
  run. Model FLOPs are 2 for each number multiplied and added in the products of layers, head and causal attention; training counts 3
  forward passes. Embeddings, norms, the optimizer, padding and masked attention are not counted.
- **Starts** are new processes of plain JavaScript: the time from process start to the end of the first step, and the most memory
  the process had after another second of training; medians of three.`;
