import type { Shape, TensorData } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import type { Task } from '../workloads/task.ts';

/** The numbers that every contestant starts from, by parameter; float32, so that all can hold them exactly. */
export type Weights = Readonly<Record<string, TensorData & { readonly data: Float32Array }>>;

/** The shape of every parameter, in the order and by the names of our models; weights are (out, in). */
export function parameterShapes({ architecture, config }: Task): Record<string, Shape> {
  const { vocabSize: V, blockSize: T, nLayer, nEmbd: C } = config;
  const nano = architecture === 'nanoGPT';
  const shapes: Record<string, Shape> = { 'wte.weight': [V, C], 'wpe.weight': [T, C] };
  if (!nano) shapes['lmHead.weight'] = [V, C];
  for (let i = 0; i < nLayer; i++) {
    if (nano) shapes[`layers.${i}.norm1.weight`] = [C];
    for (const name of ['wq', 'wk', 'wv', 'wo']) shapes[`layers.${i}.attn.${name}.weight`] = [C, C];
    if (nano) shapes[`layers.${i}.norm2.weight`] = [C];
    shapes[`layers.${i}.mlp.fc1.weight`] = [4 * C, C];
    shapes[`layers.${i}.mlp.fc2.weight`] = [C, 4 * C];
  }
  if (nano) shapes['finalNorm.weight'] = [C];
  return shapes;
}

/** The weights that a task starts from: gains are ones, matrices noise of the size that the architecture's author chose. */
export function initialWeights(task: Task): Weights {
  const rng = new Random(42);
  const std = task.architecture === 'nanoGPT' ? 0.02 : 0.08;
  const weights: Record<string, Weights[string]> = {};
  for (const [name, shape] of Object.entries(parameterShapes(task))) {
    const data = new Float32Array(shape.reduce((size, axis) => size * axis));
    weights[name] = { shape, data: shape.length === 1 ? data.fill(1) : data.map(() => rng.gauss(0, std)) };
  }
  return weights;
}
