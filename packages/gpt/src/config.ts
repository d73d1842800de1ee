/** The sizes of a GPT. */
export interface GPTConfig {
  /** V: how many different tokens there are. */
  readonly vocabSize: number;
  /** T: how many tokens the model can look at. */
  readonly blockSize: number;
  /** How many blocks of attention and MLP follow one another. */
  readonly nLayer: number;
  /** H: how many heads share the channels of attention; divides nEmbd. */
  readonly nHead: number;
  /** C: how many channels a token has. */
  readonly nEmbd: number;
}

/** @throws RangeError unless every size is a positive integer and nHead divides nEmbd */
export function checkConfig(config: GPTConfig): void {
  for (const name of ['vocabSize', 'blockSize', 'nLayer', 'nHead', 'nEmbd'] as const) {
    const size = config[name];
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(`GPT: ${name} must be a positive integer, got ${size}`);
    }
  }
  const { nEmbd, nHead } = config;
  if (nEmbd % nHead !== 0) throw new RangeError(`GPT: nEmbd ${nEmbd} is not divisible by nHead ${nHead}`);
}
