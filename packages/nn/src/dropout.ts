import type { Tensor } from '@microgpt/autograd';
import type { Random } from '@microgpt/random';
import { checkCount, checkInput, checkKind, hasMethod } from './check-arguments.ts';
import { Module } from './module.ts';

/**
 * Dropout: in training, zeroes each number with probability p and divides the rest by 1 − p; in evaluation, does nothing.
 *
 * @see https://jmlr.org/papers/v15/srivastava14a.html
 */
export class Dropout extends Module {
  /** The probability of zeroing each number. */
  readonly p: number;
  /** The random stream. */
  readonly rng: Random;

  /** @throws RangeError unless p is at least 0 and below 1 */
  constructor(p: number, rng: Random) {
    super();
    checkCount('Dropout', arguments.length, 2);
    checkKind('Dropout', 'a Random', rng, hasMethod(rng, 'random'));
    if (!(p >= 0 && p < 1)) throw new RangeError(`Dropout: p must be at least 0 and below 1, got ${p}`);
    this.p = p;
    this.rng = rng;
  }

  /** (…) → (…) */
  forward(x: Tensor): Tensor {
    checkInput('Dropout', x, arguments.length);
    return this.training ? x.dropout(this.p, this.rng) : x;
  }

  protected override describe(): string {
    return `Dropout(${this.p})`;
  }
}
