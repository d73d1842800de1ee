import { cpu, Tensor, type AttentionOptions, type Engine, type Shape } from '@microgpt/autograd';
import { ArrayEngine, ArrayTensor } from '@microgpt/autograd/backend';
import { FeedForward, GPT, trainStep, type GPTConfig } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { namesTask } from './names.ts';

/** A layer as a user writes it, in the public methods of `Tensor`; or as it is built into the packages. */
export type Version = 'custom' | 'builtIn';

/** For each version what is done at every call: forward, backward, and a number of the result is read. */
export interface Layer extends Readonly<Record<Version, (engine: Engine) => () => number>> {
  readonly name: string;
}

/** A layer that makes a tensor of others: the shapes of its operands, built in, and custom if not by the definition. */
export type TensorLayer = readonly [name: string, shapes: readonly Shape[], builtIn: Forward, custom?: Forward];

/** Makes a tensor of others. */
export type Forward = (...operands: readonly Tensor[]) => Tensor;

const { config, recipe, batches } = namesTask(64, 16);
const { nEmbd: C, nHead: heads, vocabSize: V } = config;
const lengths = batches[0].inputs.map((document) => document.length);
const targets = batches[0].targets.flat();
const rows: Shape = [targets.length, C];
const definitions = Tensor.prototype;

/** Layers at the size of a batch: a row for each token. */
export const tensorLayers: readonly TensorLayer[] = [
  ['layer RMSNorm', [rows], (x) => x.rmsNorm()],
  ['layer LayerNorm', [rows], (x) => x.layerNorm()],
  ['layer ReLU', [rows], (x) => x.relu(), relu],
  ['layer GELU', [rows], (x) => x.geluTanh(), gelu],
  ['layer SiLU', [rows], (x) => x.silu(), (x) => x.mul(x.sigmoid())],
  ['layer linear', [rows, [C, C]], (x, w) => x.linear(w), (x, w) => definitions.linear.call(x, w)],
  ['layer softmax', [rows], (x) => x.softmax()],
  ['layer cross-entropy', [[rows[0], V]], (logits) => logits.crossEntropy(targets)],
  [
    'layer causal attention',
    [rows, rows, rows],
    (q, k, v) => q.causalAttention(k, v, { heads, lengths }),
    (q, k, v) => definitions.causalAttention.call(q, k, v, { heads, lengths }),
  ],
];

/** Everything that is measured, in the order of the table. */
export const layers: readonly Layer[] = [
  ...tensorLayers.map(([name, shapes, builtIn, custom = builtIn]) => ({
    name,
    builtIn: (engine: Engine) => passes(builtIn, operandsOf(shapes, engine)),
    custom: (engine: Engine) => passes(custom, operandsOf(shapes, unfused(engine))),
  })),
  {
    name: 'layers of a GPT, training step',
    builtIn: (engine) => steps(new GPT(config, new Initializer(engine, new Random(42)))),
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
  override wrap(...args: Parameters<ArrayEngine['wrap']>): ArrayTensor {
    return new UnfusedTensor(this, ...args);
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
  const mlp = (config: GPTConfig, init: Initializer) => new FeedForward(config, init, { activation: relu });
  return new GPT({ ...config, mlp }, new Initializer(engine, new Random(42)));
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
  const { lr, beta1, beta2, eps } = recipe;
  const optimizer = new Adam(model.parameters(), { lr, beta1, beta2, eps });
  let next = 0;
  return () => trainStep(model, optimizer, batches[next++ % batches.length]);
}
