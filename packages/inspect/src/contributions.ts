import type { GPT } from '@microgpt/gpt';
import { Linear, type Activations, type Module } from '@microgpt/nn';
import { frozenNorm, type FrozenNorm } from './frozen-norm.ts';
import { traced, type Inspection } from './inspect.ts';
import { dot, matrixOf, rowOf, type Matrix } from './matrix.ts';

/** What one head of an attention layer adds to a logit. */
export interface HeadContribution {
  readonly total: number;
  /** For each token, what the head adds by reading it; they add up to the total. */
  readonly tokens: Float64Array<ArrayBuffer>;
}

/** What one part of the network adds to a logit. */
export interface PartContribution {
  /** `wte`, `wpe`, `layers.0.attn`, `layers.0.mlp`, …; `bias` for the biases of norms and the head. */
  readonly path: string;
  readonly value: number;
  /** Of an attention layer, by head; what is missing from the value is its bias. Undefined if it cannot be divided. */
  readonly heads?: readonly HeadContribution[] | undefined;
  /** Of a feed-forward network, by hidden unit; what is missing from the value is its bias. Undefined if it cannot be divided. */
  readonly units?: Float64Array<ArrayBuffer> | undefined;
}

/** Why a token is as likely as it is: its logit as a sum over the parts of the network. */
export interface Contributions {
  readonly logit: number;
  /** They add up to the logit. */
  readonly parts: readonly PartContribution[];
}

/** Which prediction to explain. */
export interface Prediction {
  /** The place of the token that was read last. */
  readonly position: number;
  /** The id of the token that may come next. */
  readonly token: number;
}

const NOT_LINEAR = 'contributions: the head of this model is not linear, so its logits are not sums over parts';

/** A division into heads or units is returned if its sum is within this relative error of the whole. */
const TOLERANCE = 1e-3;

/**
 * The contributions of all parts of a model to a logit: each part adds a vector to the residual stream, and the logit is the
 * product of the stream with a direction. Norms are frozen at the scale that they have here, so the contributions add up.
 *
 * An attention layer is divided by head and by the tokens that it reads, if it records its `weights` and has the linear layers `wv` and
 * `wo`; a feed-forward network by hidden unit, if it records its `units` and has a linear layer that maps them to the stream.
 *
 * @param ids the text
 * @throws RangeError if the head is not linear, or a norm of the embeddings or before the head is neither RMSNorm nor LayerNorm
 * @see https://transformer-circuits.pub/2021/framework/index.html
 */
export function contributions(model: GPT, ids: readonly number[], { position, token }: Prediction): Contributions {
  const { inspection, activations } = traced(model, ids);
  checkPrediction(inspection, { position, token });
  const row = (path: string) => rowOf(matrixOf(activationAt(activations, path)), position);
  const { stream, logits } = inspection;
  const logit = rowOf(logits, position)[token];

  const last = rowOf(stream[stream.length - 1].values, position);
  const head = headDirection(model, token);
  const finalNorm = frozen(model.finalNorm, last, 'finalNorm');
  const direction = finalNorm.back(head.direction);
  let bias = head.bias + finalNorm.constant(head.direction);

  const [tokenRow, positionRow] = [row('wte'), row('wpe')];
  const sum = tokenRow.map((value, c) => value + positionRow[c]);
  const embeddingNorm = frozen(model.embeddingNorm, sum, 'embeddingNorm');
  const first = embeddingNorm.back(direction);
  bias += embeddingNorm.constant(direction);

  const parts: PartContribution[] = [
    { path: 'wte', value: dot(first, tokenRow) },
    { path: 'wpe', value: dot(first, positionRow) },
  ];
  for (let i = 1; i < stream.length; i++) {
    const { path, values } = stream[i];
    const [after, before] = [rowOf(values, position), rowOf(stream[i - 1].values, position)];
    const value = dot(
      direction,
      after.map((each, c) => each - before[c]),
    );
    parts.push({ path, value, ...division({ model, path, direction, value, position, inspection, activations }) });
  }
  parts.push({ path: 'bias', value: bias });
  const total = parts.reduce((all, { value }) => all + value, 0);
  if (!(Math.abs(total - logit) <= TOLERANCE * (1 + Math.abs(logit)))) {
    throw new RangeError(NOT_LINEAR);
  }
  return { logit, parts };
}

function checkPrediction({ ids, logits }: Inspection, { position, token }: Prediction): void {
  const check = (name: string, value: number, size: number): void => {
    if (Number.isInteger(value) && value >= 0 && value < size) return;
    throw new RangeError(`contributions: ${name} must be an integer from 0 to ${size - 1}, got ${value}`);
  };
  check('position', position, ids.length);
  check('token', token, logits.columns);
}

function activationAt(activations: Activations, path: string) {
  const tensor = activations.get(path);
  if (tensor === undefined) throw new RangeError(`contributions: ${path} did not run in the forward pass of the model`);
  return tensor;
}

/** The direction in front of the head in which a logit grows, and its bias. */
function headDirection({ lmHead, config }: GPT, token: number): { direction: Float64Array; bias: number } {
  const weights = [...lmHead.namedParameters().values()];
  const weight = weights.find(({ shape }) => shape.length === 2 && shape[0] === config.vocabSize);
  if (weight === undefined) throw new RangeError(NOT_LINEAR);
  const bias = weights.find(({ shape }) => shape.length === 1 && shape[0] === config.vocabSize);
  return { direction: rowOf(matrixOf(weight), token), bias: bias?.toFlat()[token] ?? 0 };
}

function frozen(norm: Module | undefined, x: Float64Array, name: string): FrozenNorm {
  const found = frozenNorm(norm, x);
  if (found !== undefined) return found;
  throw new RangeError(
    `contributions: ${name} (${norm?.constructor.name}) is neither RMSNorm nor LayerNorm, so a logit cannot be divided into parts`,
  );
}

/** A part to divide. */
interface Dividend {
  readonly model: GPT;
  readonly path: string;
  /** The direction of the logit in the residual stream. */
  readonly direction: Float64Array;
  readonly value: number;
  readonly position: number;
  readonly inspection: Inspection;
  readonly activations: Activations;
}

function division(dividend: Dividend): Pick<PartContribution, 'heads' | 'units'> {
  return { heads: byHead(dividend), units: byUnit(dividend) };
}

function byHead(dividend: Dividend): HeadContribution[] | undefined {
  const { model, path, direction, position, inspection, activations } = dividend;
  const pattern = inspection.attention.find((each) => each.path === path);
  const values = activations.get(`${path}.wv`);
  const wo = moduleAt(model, `${path}.wo`);
  if (pattern === undefined || values === undefined || !(wo instanceof Linear)) return undefined;
  const v = matrixOf(values);
  const back = throughLinear(direction, wo);
  const size = back.length / pattern.heads.length; // of a head
  const perGroup = (pattern.heads.length * size) / v.columns; // heads that share keys and values
  const heads = pattern.heads.map((weights, h): HeadContribution => {
    const row = rowOf(weights, position);
    const group = Math.floor(h / perGroup);
    const along = back.subarray(h * size, (h + 1) * size);
    const tokens = row.map((weight, s) => weight * dot(along, rowOf(v, s).subarray(group * size, (group + 1) * size)));
    return { total: sumOf(tokens), tokens };
  });
  const total = heads.reduce((sum, each) => sum + each.total, biasAlong(direction, wo));
  return isWhole(dividend, total) ? heads : undefined;
}

function byUnit(dividend: Dividend): Float64Array<ArrayBuffer> | undefined {
  const { model, path, direction, position, inspection } = dividend;
  const units = inspection.units.find((each) => each.path === path);
  if (units === undefined) return undefined;
  const linear = linearFrom(model, path, units.values, direction.length);
  if (linear === undefined) return undefined;
  const back = throughLinear(direction, linear);
  const values = rowOf(units.values, position).map((unit, j) => unit * back[j]);
  return isWhole(dividend, sumOf(values) + biasAlong(direction, linear)) ? values : undefined;
}

/** The linear layer below a path that maps units to the stream. */
function linearFrom(model: GPT, path: string, { columns }: Matrix, width: number): Linear | undefined {
  for (const [name, module] of model.namedModules()) {
    if (!name.startsWith(`${path}.`) || !(module instanceof Linear)) continue;
    const [rows, inputs] = module.weight.shape;
    if (rows === width && inputs === columns) return module;
  }
  return undefined;
}

/** A direction after a linear layer, mapped back to its input: aᵀ·W */
function throughLinear(direction: Float64Array, { weight }: Linear): Float64Array<ArrayBuffer> {
  const matrix = matrixOf(weight);
  const back = new Float64Array(matrix.columns);
  for (let r = 0; r < matrix.rows; r++) rowOf(matrix, r).forEach((w, c) => (back[c] += direction[r] * w));
  return back;
}

function biasAlong(direction: Float64Array, { bias }: Linear): number {
  return bias === undefined ? 0 : dot(direction, Float64Array.from(bias.toFlat()));
}

function moduleAt(model: GPT, path: string): Module | undefined {
  for (const [name, module] of model.namedModules()) if (name === path) return module;
  return undefined;
}

function isWhole({ value }: Dividend, total: number): boolean {
  return Math.abs(total - value) <= TOLERANCE * (1 + Math.abs(value));
}

function sumOf(xs: Float64Array): number {
  return xs.reduce((sum, x) => sum + x, 0);
}
