import type { Engine, Shape, Tensor } from '@microgpt/autograd';
import { GPT, type LanguageModel } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import * as custom from './custom-layers.ts';
import { namesTask } from './workloads/names.ts';

/** A layer as a user writes it against the public methods of `Tensor`, or as it is built into the packages. */
export type Version = 'custom' | 'builtIn';

/** A layer in both versions, which compute the same. */
export interface Layer {
  readonly name: string;
  /** For each version what is to be done at every call: forward, backward, and a number of the result is read. */
  readonly versions: Readonly<Record<Version, (engine: Engine) => () => number>>;
}

/** A layer that makes a tensor of others. */
export interface TensorLayer extends Readonly<Record<Version, (...operands: readonly Tensor[]) => Tensor>> {
  readonly name: string;
  /** The shapes of its operands. */
  readonly shapes: readonly Shape[];
}

const task = namesTask(64, 16);
const { nEmbd: C, nHead: heads, vocabSize: V } = task.config;
const [batch] = task.batches;
const lengths = batch.inputs.map((document) => document.length);
const targets = batch.targets.flat();
const N = targets.length;
const rows: Shape = [N, C];

/** Layers at the size of a batch: a row for each token. */
export const tensorLayers: readonly TensorLayer[] = [
  { name: 'layer RMSNorm', shapes: [rows], custom: custom.rmsNorm, builtIn: (x) => x.rmsNorm() },
  { name: 'layer LayerNorm', shapes: [rows], custom: custom.layerNorm, builtIn: (x) => x.layerNorm() },
  { name: 'layer ReLU', shapes: [rows], custom: custom.relu, builtIn: (x) => x.relu() },
  { name: 'layer GELU', shapes: [rows], custom: custom.gelu, builtIn: (x) => x.geluTanh() },
  { name: 'layer SiLU', shapes: [rows], custom: custom.silu, builtIn: (x) => x.silu() },
  { name: 'layer linear', shapes: [rows, [C, C]], custom: custom.linear, builtIn: (x, weight) => x.linear(weight) },
  { name: 'layer softmax', shapes: [rows], custom: custom.softmax, builtIn: (x) => x.softmax() },
  {
    name: 'layer cross-entropy',
    shapes: [[N, V]],
    custom: (logits) => custom.crossEntropy(logits, targets),
    builtIn: (logits) => logits.crossEntropy(targets),
  },
  {
    name: 'layer causal attention',
    shapes: [rows, rows, rows],
    custom: (q, k, v) => custom.causalAttention(q, k, v, heads, lengths),
    builtIn: (q, k, v) => q.causalAttention(k, v, { heads, lengths }),
  },
];

/** Everything that is measured, in the order of the table. */
export const layers: readonly Layer[] = [
  ...tensorLayers.map(({ name, shapes, custom, builtIn }) => ({
    name,
    versions: {
      custom: (engine: Engine) => passes(custom, operandsOf(shapes, engine)),
      builtIn: (engine: Engine) => passes(builtIn, operandsOf(shapes, engine)),
    },
  })),
  {
    name: 'layers of a GPT, training step',
    versions: {
      custom: (engine) => steps(new custom.CustomGPT(task.config, initializer(engine)), custom.crossEntropy),
      builtIn: (engine) =>
        steps(new GPT(task.config, initializer(engine)), (logits, targets) => logits.crossEntropy(targets)),
    },
  },
];

/** Parameters of random numbers, always the same. */
export function operandsOf(shapes: readonly Shape[], engine: Engine): Tensor[] {
  const init = new Initializer(engine, new Random(1), { std: 1 });
  return shapes.map((shape) => init.normal(shape));
}

function initializer(engine: Engine): Initializer {
  return new Initializer(engine, new Random(42));
}

/** A forward and a backward pass. */
function passes(forward: TensorLayer[Version], operands: readonly Tensor[]): () => number {
  return () => {
    for (const operand of operands) operand.zeroGrad();
    const sum = forward(...operands).sum();
    sum.backward();
    return sum.item();
  };
}

/** Steps of training. */
function steps(model: LanguageModel, crossEntropy: (logits: Tensor, targets: number[]) => Tensor): () => number {
  const { lr, beta1, beta2, eps } = task.recipe;
  const optimizer = new Adam(model.parameters(), { lr, beta1, beta2, eps });
  let next = 0;
  return () => {
    const { inputs, targets } = task.batches[next++ % task.batches.length];
    optimizer.zeroGrad();
    const loss = crossEntropy(model.forward(inputs), targets.flat());
    loss.backward();
    optimizer.step();
    return loss.item();
  };
}
