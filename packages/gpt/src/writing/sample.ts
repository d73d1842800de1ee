import type { Random } from '@microgpt/random';
import { checkArguments, checkKind, checkPositive, hasMethod } from '../check-arguments.ts';

/** How a token is chosen from logits. */
export interface SamplingOptions {
  /** Divides the logits: below 1 bolder, above 1 wilder, 0 always the likeliest token. Default 1. */
  readonly temperature?: number;
  /** Only the k likeliest tokens; default all. */
  readonly topK?: number;
  /** Of those, only the likeliest whose probabilities add up to the share p, at least one; default 1, all. */
  readonly topP?: number;
}

/** The names of the options. */
export const SAMPLING = ['temperature', 'topK', 'topP'];

/** @throws RangeError if an option is out of range; TypeError if a random stream is needed but missing */
export function checkSampling(op: string, options: SamplingOptions, rng: Random): void {
  const { temperature = 1, topK = 1, topP = 1 } = { ...options };
  if (!(temperature >= 0 && temperature < Infinity)) {
    throw new RangeError(`${op}: temperature must be finite and not negative, got ${temperature}`);
  }
  if (!(topK >= 1 && Number.isInteger(topK))) checkPositive(op, { topK }); // an object for each token would take time
  if (!(topP > 0 && topP <= 1)) throw new RangeError(`${op}: topP must be above 0 and at most 1, got ${topP}`);
  checkKind(op, 'a Random', rng, temperature === 0 || hasMethod(rng, 'choices'));
}

/**
 * A token drawn with the probability softmax(logits / temperature), top-k before top-p.
 *
 * @throws RangeError if an option is out of range, or a logit is not finite
 */
export function sample(logits: ArrayLike<number>, options: SamplingOptions, rng: Random): number {
  checkArguments('sample', arguments, 3, SAMPLING, 1);
  checkSampling('sample', options, rng);
  return draw('sample', logits, options, rng);
}

/** `sample` for an operation that has already checked the options. */
export function draw(op: string, logits: ArrayLike<number>, options: SamplingOptions, rng: Random): number {
  if (!(logits.length > 0)) throw new RangeError(`${op}: there are no logits to choose from`);
  const { temperature = 1, topK = logits.length, topP = 1 } = options;
  for (let id = 0; id < logits.length; id++) {
    if (!Number.isFinite(logits[id])) {
      throw new RangeError(`${op}: the logit of token ${id} is ${logits[id]}; are all weights finite?`);
    }
  }
  if (temperature === 0) return likeliest(logits);
  const probabilities = softmax(logits, temperature);
  if (topK >= logits.length && topP === 1) return rng.choices(probabilities);
  const rounding = logits instanceof Float32Array ? 1e-6 : 1e-12;
  return rng.choices(truncate(probabilities, topK, topP < 1 ? topP * (1 - rounding) : Infinity));
}

function likeliest(logits: ArrayLike<number>): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id] > logits[best]) best = id;
  return best;
}

/** The maximum is subtracted before the division, so that no temperature is too low. */
function softmax(logits: ArrayLike<number>, temperature: number): number[] {
  const max = logits[likeliest(logits)];
  const probabilities = new Array<number>(logits.length);
  let sum = 0;
  for (let id = 0; id < logits.length; id++) {
    probabilities[id] = Math.exp((logits[id] - max) / temperature);
    sum += probabilities[id];
  }
  for (let id = 0; id < logits.length; id++) probabilities[id] /= sum;
  return probabilities;
}

/** The probabilities of the likeliest tokens, at least one; the rest 0. The smaller id wins ties. */
function truncate(probabilities: readonly number[], topK: number, topP: number): number[] {
  const byProbability = probabilities.map((p, id) => ({ p, id })).sort((a, b) => b.p - a.p);
  const kept = new Array<number>(probabilities.length).fill(0);
  const candidates = byProbability.slice(0, topK);
  const enough = topP * candidates.reduce((sum, { p }) => sum + p, 0);
  let total = 0;
  for (const { p, id } of candidates) {
    kept[id] = p;
    total += p;
    if (total >= enough) break;
  }
  return kept;
}
