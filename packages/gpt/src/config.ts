import { checkPositive } from './check-arguments.ts';

/** The sizes of a GPT. */
export interface GPTConfig {
  /** V: the number of different tokens. */
  readonly vocabSize: number;
  /** T: the number of tokens in the context window. */
  readonly blockSize: number;
  /** The number of blocks of attention and MLP. */
  readonly nLayer: number;
  /** H: the number of attention heads; divides nEmbd. */
  readonly nHead: number;
  /** C: the number of channels of a token. */
  readonly nEmbd: number;
}

/** The names of the sizes. */
export const SIZES: readonly string[] = ['vocabSize', 'blockSize', 'nLayer', 'nHead', 'nEmbd'];

/** A number with its noun: 1 head, 2 heads. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** @throws RangeError unless every size is a positive integer and nHead divides nEmbd */
export function checkConfig({ vocabSize, blockSize, nLayer, nHead, nEmbd }: GPTConfig): void {
  checkPositive('GPT', { vocabSize, blockSize, nLayer, nHead, nEmbd });
  if (nEmbd % nHead !== 0) throw new RangeError(`GPT: nEmbd ${nEmbd} is not divisible by nHead ${nHead}`);
}
