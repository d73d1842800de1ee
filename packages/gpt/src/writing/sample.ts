import type { FloatArray } from '@microgpt/autograd';
import type { Random } from '@microgpt/random';
import { checkArguments, checkKind, checkPositive, hasMethod } from '../check-arguments.ts';

/** The options of sampling, applied in this order: temperature, top-k, top-p, min-p. */
export interface SamplingOptions {
  /** The divisor of the logits: below 1 makes likely tokens likelier, above 1 makes all tokens more equal; 0 is greedy. Default 1. */
  readonly temperature?: number;
  /** k: only the k likeliest tokens; default Infinity, all. */
  readonly topK?: number;
  /** p: of those, only the likeliest whose probabilities add up to p, at least one; default 1, all. */
  readonly topP?: number;
  /** p: of those, only tokens at least p times as likely as the likeliest; default 0, all. See https://arxiv.org/abs/2407.01082 */
  readonly minP?: number;
}

/** The names of the options. */
export const SAMPLING = ['temperature', 'topK', 'topP', 'minP'];

/** All options, checked. */
export type Sampling = Required<SamplingOptions>;

/**
 * The options, with defaults.
 *
 * @throws RangeError if one is out of range
 */
export function checkedSampling(op: string, options: SamplingOptions): Sampling {
  const { temperature = 1, topK = Infinity, topP = 1, minP = 0 } = options;
  if (!(temperature >= 0 && temperature < Infinity)) {
    throw new RangeError(`${op}: temperature must be finite and not negative, got ${temperature}`);
  }
  if (topK !== Infinity) checkPositive(op, { topK });
  if (!(topP > 0 && topP <= 1)) throw new RangeError(`${op}: topP must be above 0 and at most 1, got ${topP}`);
  if (!(minP >= 0 && minP <= 1)) throw new RangeError(`${op}: minP must be from 0 to 1, got ${minP}`);
  return { temperature, topK, topP, minP };
}

/** @throws TypeError if `rng` is needed but missing */
export function checkStream(op: string, { temperature }: Sampling, rng: Random): void {
  checkKind(op, 'a Random', rng, temperature === 0 || hasMethod(rng, 'choices'));
}

/**
 * A token drawn from the distribution {@link probabilities}.
 *
 * @throws RangeError if an option is out of range, a logit is NaN or +∞, or all are −∞
 */
export function sample(logits: ArrayLike<number>, options: SamplingOptions, rng: Random): number {
  checkArguments('sample', arguments, 3, SAMPLING, 1);
  const sampling = checkedSampling('sample', { ...options });
  checkStream('sample', sampling, rng);
  return draw('sample', logits, sampling, rng);
}

/**
 * The distribution from which {@link sample} draws: softmax(logits / temperature), with 0 for the tokens that top-k, top-p
 * and min-p remove, and the rest scaled to add up to 1. At temperature 0 the likeliest token has probability 1.
 *
 * A token whose logit is −∞ has probability 0, which bans it.
 *
 * @returns (V), like the logits
 * @throws RangeError if an option is out of range, a logit is NaN or +∞, or all are −∞
 */
export function probabilities(logits: ArrayLike<number>, options: SamplingOptions = {}): number[] {
  checkArguments('probabilities', arguments, 2, SAMPLING);
  const sampling = checkedSampling('probabilities', options);
  const best = likeliest('probabilities', logits);
  if (sampling.temperature === 0) return Array.from(logits, (_, id) => (id === best ? 1 : 0));
  return distribution(logits, logits[best], sampling);
}

/** The probability of one token, of {@link probabilities} without options: 1 / Σⱼ exp(logitⱼ − logit). */
export function probabilityOf(logits: FloatArray, id: number): number {
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - logits[id]);
  return 1 / sum;
}

/** The implementation of `sample`, with checked options; error messages begin with `op`. */
export function draw(op: string, logits: ArrayLike<number>, sampling: Sampling, rng: Random): number {
  const best = likeliest(op, logits);
  return sampling.temperature === 0 ? best : rng.choices(distribution(logits, logits[best], sampling));
}

/**
 * The token with the largest logit; the smaller id wins ties.
 *
 * @throws RangeError if there are no logits, a logit is NaN or +∞, or all are −∞
 */
export function likeliest(op: string, logits: ArrayLike<number>): number {
  if (!(logits.length > 0)) throw new RangeError(`${op}: there are no logits; pass one for each token`);
  let best = 0;
  for (let id = 0; id < logits.length; id++) {
    if (!(logits[id] < Infinity)) {
      throw new RangeError(`${op}: the logit of token ${id} is ${logits[id]}; are all weights finite?`);
    }
    if (logits[id] > logits[best]) best = id;
  }
  if (logits[best] === -Infinity) throw new RangeError(`${op}: every logit is -Infinity; leave at least one token`);
  return best;
}

function distribution(logits: ArrayLike<number>, max: number, { temperature, topK, topP, minP }: Sampling): number[] {
  const all = softmax(logits, max, temperature);
  if (topK >= logits.length && topP === 1 && minP === 0) return all;
  const rounding = logits instanceof Float32Array ? 1e-6 : 1e-12;
  return truncate(all, topK, topP < 1 ? topP * (1 - rounding) : Infinity, minP * (1 - rounding));
}

/** The maximum is subtracted before the division, so that no temperature is too low. */
function softmax(logits: ArrayLike<number>, max: number, temperature: number): number[] {
  const result = new Array<number>(logits.length);
  let sum = 0;
  for (let id = 0; id < logits.length; id++) {
    result[id] = Math.exp((logits[id] - max) / temperature);
    sum += result[id];
  }
  for (let id = 0; id < logits.length; id++) result[id] /= sum;
  return result;
}

/** The probabilities of the likeliest tokens, at least one, scaled to add up to 1; the rest 0. The smaller id wins ties. */
function truncate(all: readonly number[], topK: number, topP: number, minP: number): number[] {
  const candidates = all
    .map((p, id) => ({ p, id }))
    .sort((a, b) => b.p - a.p)
    .slice(0, topK);
  const targetMass = topP * candidates.reduce((sum, { p }) => sum + p, 0);
  const threshold = minP * candidates[0].p;
  const truncated = new Array<number>(all.length).fill(0);
  let total = 0;
  for (const { p, id } of candidates) {
    if (p < threshold) break;
    truncated[id] = p;
    total += p;
    if (total >= targetMass) break;
  }
  return truncated.map((p) => p / total);
}
