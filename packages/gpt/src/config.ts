import { checkPositive } from './check-arguments.ts';

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
