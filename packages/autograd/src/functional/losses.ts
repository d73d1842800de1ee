import { checkArguments, checkKind, show } from '../arguments.ts';
import { checkEngine, checkedRowIndices } from '../tensor/checks.ts';
import { checkLength, checkSameShape } from '../shape/shape.ts';
import { isTensor, type Tensor } from '../tensor/tensor.ts';
import { softplus } from './elementwise.ts';
import { scatterAdd } from './indexing.ts';

/** The reduction of elementwise or row-wise losses: their mean, their sum, or none. */
export type Reduction = 'mean' | 'sum' | 'none';

/** The options of {@link crossEntropy}. */
export interface CrossEntropyOptions {
  /** The target to ignore: such rows have no loss and do not count; default none. */
  readonly ignoreIndex?: number;
  /** ε: the share of the target spread evenly over all classes, from 0 to 1; default 0. */
  readonly labelSmoothing?: number;
  /** The weight of each class; default 1. */
  readonly weights?: ArrayLike<number>;
  /** The reduction; default `mean`. */
  readonly reduction?: Reduction;
}

/** The squared error (x − target)², by default its mean. */
export function mse(x: Tensor, target: Tensor, options?: { reduction?: Reduction }): Tensor {
  checkArguments('mse', arguments, 3, ['reduction']);
  checkPair('mse', x, target);
  const error = x.sub(target);
  return reduced('mse', error.mul(error), options?.reduction);
}

/**
 * The binary cross-entropy −t·log σ(x) − (1 − t)·log(1 − σ(x)) of logits x, by default its mean, in nats.
 *
 * @param target probabilities from 0 to 1, of the shape of the logits
 */
export function binaryCrossEntropy(logits: Tensor, target: Tensor, options?: { reduction?: Reduction }): Tensor {
  checkArguments('binaryCrossEntropy', arguments, 3, ['reduction']);
  checkPair('binaryCrossEntropy', logits, target);
  return reduced('binaryCrossEntropy', softplus(logits).sub(logits.mul(target)), options?.reduction);
}

/**
 * The cross-entropy −log softmax(row)[target] of each row, like `logits.crossEntropy(targets)`, with options.
 *
 * With weights w, the mean is Σ w·loss / Σ w over the targets. With label smoothing ε, the loss of a row is
 * (1 − ε) times that of its target, plus ε times the mean over all classes.
 *
 * @param targets one index into the last axis for each row, in row-major order
 * @returns a single number, or with the reduction `none` one for each row, 0 where the target is ignored
 * @throws RangeError if all targets are ignored
 */
export function crossEntropy(logits: Tensor, targets: ArrayLike<number>, options: CrossEntropyOptions = {}): Tensor {
  checkArguments('crossEntropy', arguments, 3, ['ignoreIndex', 'labelSmoothing', 'weights', 'reduction']);
  checkKind('crossEntropy', 'a Tensor', logits, isTensor(logits));
  const { ignoreIndex, labelSmoothing = 0, weights, reduction } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new RangeError(`crossEntropy: labelSmoothing must be from 0 to 1, got ${show(labelSmoothing)}`);
  }
  const classes = logits.shape.at(-1) ?? 1;
  if (weights) checkLength('crossEntropy: weights', weights.length, [classes]);
  const counted = Array.from(targets, (_, row) => row).filter((row) => targets[row] !== ignoreIndex);
  if (counted.length === 0) throw new RangeError('crossEntropy: all targets are ignored; pass at least one other');
  const checked = checkedRowIndices(
    'crossEntropy',
    logits,
    Array.from(targets, (target) => (target === ignoreIndex ? 0 : target)),
    'targets',
  );
  const expected = counted.map((row) => checked[row]);
  const logProbabilities = logits.reshape([-1, classes]).take(counted).logSoftmax(); // (rows, classes)
  const weightOf = Array.from({ length: classes }, (_, i) => weights?.[i] ?? 1);
  const rowWeights = logits.engine.tensor(expected.map((target) => weightOf[target]));
  const target = logProbabilities.pick(expected).mul(rowWeights);
  const average = logProbabilities.mul(logits.engine.tensor(weightOf)).mean(-1);
  const smoothed = labelSmoothing === 0 ? target : target.mul(1 - labelSmoothing).add(average.mul(labelSmoothing));
  const losses = smoothed.neg();
  if (reduction === 'none') {
    return scatterAdd(logits.engine.zeros([targets.length]), 0, counted, losses).reshape(logits.shape.slice(0, -1));
  }
  const sum = reduced('crossEntropy', losses, reduction === undefined || reduction === 'mean' ? 'sum' : reduction);
  return reduction === 'sum' ? sum : sum.div(expected.reduce((total, target) => total + weightOf[target], 0));
}

function checkPair(op: string, x: Tensor, target: Tensor): void {
  checkKind(op, 'a Tensor', x, isTensor(x));
  checkEngine(op, x, target);
  checkSameShape(op, x.shape, target.shape);
}

function reduced(op: string, losses: Tensor, reduction: Reduction = 'mean'): Tensor {
  checkKind(op, "the reduction 'mean', 'sum' or 'none'", reduction, ['mean', 'sum', 'none'].includes(reduction));
  return reduction === 'none' ? losses : reduction === 'sum' ? losses.sum() : losses.mean();
}
