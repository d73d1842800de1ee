const WEIGHT = 1 / 50; // about the mean of the last 50 steps
const REST = 1 - WEIGHT;

/**
 * The mean of the last losses, with weights that fall exponentially: m ← m + (loss − m)/50, divided by the sum of the
 * weights so far, 1 − (1 − 1/50)ᵗ, as Adam corrects its averages. So the first losses count fully, instead of being
 * averaged with zeros.
 *
 * A loss that is not finite is left out, as it would never leave the mean.
 *
 * @see https://arxiv.org/abs/1412.6980 for the correction
 */
export class SmoothedLoss {
  #mean = 0;
  #missing = 1; // the weight of the losses before the first: (1 − 1/50)ᵗ

  /** Adds the loss of the next step. */
  add(loss: number): void {
    if (!Number.isFinite(loss)) return;
    this.#mean += (loss - this.#mean) * WEIGHT;
    this.#missing *= REST;
  }

  /** The mean; undefined before the first loss. */
  get value(): number | undefined {
    return this.#missing === 1 ? undefined : this.#mean / (1 - this.#missing);
  }
}
