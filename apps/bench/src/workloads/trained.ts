import { cpu } from '@microgpt/autograd';
import { GPT, trainStep } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Adam, linearDecay } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import type { Weights } from '../contestants/weights.ts';
import type { Task } from './task.ts';

const STEPS = 1000;

let trained: Weights | undefined;

/** Weights that have learned the task as the original does, so that what is written is as long as names are; learned once. */
export function trainedWeights(task: Task): Weights {
  return (trained ??= train(task));
}

function train({ config, batches }: Task): Weights {
  const model = new GPT(config, new Initializer(cpu, new Random(42)));
  const optimizer = new Adam(model.parameters(), { lr: linearDecay(0.01, STEPS), beta1: 0.85, beta2: 0.99 });
  for (let step = 0; step < STEPS; step++) trainStep(model, optimizer, batches[step % batches.length]);
  const state = Object.entries(model.stateDict());
  return Object.fromEntries(state.map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));
}
