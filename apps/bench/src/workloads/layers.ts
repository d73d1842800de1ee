import {
  ArrayEngine,
  ArrayTensor,
  cpu,
  Tensor,
  type AttentionOptions,
  type Engine,
  type Shape,
} from '@microgpt/autograd';
import { FeedForward, GPT, trainStep } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { namesTask } from './names.ts';

/** A layer as a user writes it, in the public methods of `Tensor`; or as it is built into the packages. */
export type Version = 'custom' | 'builtIn';

/** For each version what is to be done at every call: forward, backward, and a number of the result is read. */
export interface Layer extends Readonly<Record<Version, (engine: Engine) => () => number>> {
  readonly name: string;
}

/** A layer that makes a tensor of others. */
export interface TensorLayer {
  readonly name: string;
  /** The shapes of its operands. */
  readonly shapes: readonly Shape[];
  readonly builtIn: Forward;
  /** On the tensors of `unfused`; default as built in, since these have definitions where others have kernels. */
  readonly custom?: Forward;
}

type Forward = (...operands: readonly Tensor[]) => Tensor;

const task = namesTask(64, 16);
const { nEmbd: C, nHead: heads, vocabSize: V } = task.config;
const [batch] = task.batches;
const lengths = batch.inputs.map((document) => document.length);
const targets = batch.targets.flat();
const rows: Shape = [targets.length, C];

/** Layers at the size of a batch: a row for each token. */
export const tensorLayers: readonly TensorLayer[] = [
  { name: 'layer RMSNorm', shapes: [rows], builtIn: (x) => x.rmsNorm() },
  { name: 'layer LayerNorm', shapes: [rows], builtIn: (x) => x.layerNorm() },
  { name: 'layer ReLU', shapes: [rows], builtIn: (x) => x.relu(), custom: relu },
  { name: 'layer GELU', shapes: [rows], builtIn: (x) => x.geluTanh(), custom: gelu },
  { name: 'layer SiLU', shapes: [rows], builtIn: (x) => x.silu(), custom: (x) => x.mul(x.sigmoid()) },
  {
    name: 'layer linear',
    shapes: [rows, [C, C]],
    builtIn: (x, weight) => x.linear(weight),
    custom: (x, weight) => Tensor.prototype.linear.call(x, weight),
  },
  { name: 'layer softmax', shapes: [rows], builtIn: (x) => x.softmax() },
  { name: 'layer cross-entropy', shapes: [[rows[0], V]], builtIn: (logits) => logits.crossEntropy(targets) },
  {
    name: 'layer causal attention',
    shapes: [rows, rows, rows],
    builtIn: (q, k, v) => q.causalAttention(k, v, { heads, lengths }),
    custom: (q, k, v) => Tensor.prototype.causalAttention.call(q, k, v, { heads, lengths }),
  },
];

/** Everything that is measured, in the order of the table. */
export const layers: readonly Layer[] = [
  ...tensorLayers.map(({ name, shapes, builtIn, custom = builtIn }) => ({
    name,
    builtIn: (engine: Engine) => passes(builtIn, operandsOf(shapes, engine)),
    custom: (engine: Engine) => passes(custom, operandsOf(shapes, unfused(engine))),
  })),
  {
    name: 'layers of a GPT, training step',
    builtIn: (engine) => steps(new GPT(task.config, initializer(engine))),
    custom: (engine) => steps(customGPT(unfused(engine))),
  },
];

/** Parameters of random numbers, always the same. */
export function operandsOf(shapes: readonly Shape[], engine: Engine): Tensor[] {
  const init = new Initializer(engine, new Random(1), { std: 1 });
  return shapes.map((shape) => init.normal(shape));
}

/** The engine with the definitions in `Tensor` in place of its kernels for whole layers; `scalar` has no such kernels. */
export function unfused(engine: Engine): Engine {
  return engine instanceof ArrayEngine ? new UnfusedEngine(engine.backend) : engine;
}

class UnfusedEngine extends ArrayEngine {
  override wrap(...[storage, shape, requiresGrad, children, op]: Parameters<ArrayEngine['wrap']>): ArrayTensor {
    return new UnfusedTensor(this, storage, shape, requiresGrad, children, op);
  }
}

const fused = Object.getPrototypeOf(cpu.zeros([1])) as Tensor;

/** It keeps the kernel for attention, which would hide what else is in a GPT. */
class UnfusedTensor extends ArrayTensor {
  override causalAttention(keys: Tensor, values: Tensor, options: AttentionOptions): Tensor {
    return fused.causalAttention.call(this, keys, values, options);
  }
}

/** A GPT whose activation is written in the methods of `Tensor`, too. */
export function customGPT(engine: Engine): GPT {
  return new GPT({ ...task.config, mlp: (config, init) => new CustomFeedForward(config, init) }, initializer(engine));
}

class CustomFeedForward extends FeedForward {
  override forward(x: Tensor): Tensor {
    return this.fc2.forward(relu(this.fc1.forward(x)));
  }
}

/** max(x, 0) */
function relu(x: Tensor): Tensor {
  return x.maximum(0);
}

/** ½x · (1 + tanh(√(2/π) · (x + 0.044715x³))) */
function gelu(x: Tensor): Tensor {
  const inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
  return x.mul(0.5).mul(inner.tanh().add(1));
}

function initializer(engine: Engine): Initializer {
  return new Initializer(engine, new Random(42));
}

/** A forward and a backward pass. */
function passes(forward: Forward, operands: readonly Tensor[]): () => number {
  return () => {
    for (const operand of operands) operand.zeroGrad();
    const sum = forward(...operands).sum();
    sum.backward();
    return sum.item();
  };
}

/** Steps of training. */
function steps(model: GPT): () => number {
  const { lr, beta1, beta2, eps } = task.recipe;
  const optimizer = new Adam(model.parameters(), { lr, beta1, beta2, eps });
  let next = 0;
  return () => trainStep(model, optimizer, task.batches[next++ % task.batches.length]);
}
