import { invalidNumber } from './arguments.ts';

const SIZE = 624;
const SHIFT = 397;
const UPPER_BIT = 0x80000000;
const LOWER_BITS = 0x7fffffff;
const MATRIX = 0x9908b0df;

/**
 * MT19937, the generator behind Python's `random`: 32 random bits at a time, with a period of 2¹⁹⁹³⁷ − 1.
 *
 * @see http://www.math.sci.hiroshima-u.ac.jp/m-mat/MT/MT2002/CODES/mt19937ar.c
 */
export class MersenneTwister {
  readonly #words = new Uint32Array(SIZE);
  #index = SIZE;

  /** Seeds from a key of 32-bit words (the reference's `init_by_array`). */
  constructor(key: readonly number[]) {
    const words = this.#words;
    words[0] = 19650218;
    for (let i = 1; i < SIZE; i++) words[i] = Math.imul(1812433253, mix(words[i - 1])) + i;

    let i = 1;
    for (let round = 0; round < Math.max(SIZE, key.length); round++) {
      const j = round % key.length;
      words[i] = (words[i] ^ Math.imul(mix(words[i - 1]), 1664525)) + key[j] + j;
      i = this.#nextIndex(i);
    }
    for (let round = 1; round < SIZE; round++) {
      words[i] = (words[i] ^ Math.imul(mix(words[i - 1]), 1566083941)) - i;
      i = this.#nextIndex(i);
    }
    words[0] = UPPER_BIT; // never all zeros
  }

  /** The next 32 bits, as an integer from 0 to 2³² − 1. */
  next(): number {
    if (this.#index === SIZE) this.#twist();
    let y = this.#words[this.#index++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** The state, as plain data: the words, and the index of the next one. */
  save(): { words: number[]; index: number } {
    return { words: [...this.#words], index: this.#index };
  }

  /**
   * Restores a saved state.
   *
   * @throws RangeError if `save` cannot have returned such numbers
   * @throws TypeError if the words are not an array, or the index is not a number
   */
  restore({ words, index }: { readonly words: readonly number[]; readonly index: number }): void {
    const isWord = (word: number) => Number.isInteger(word) && word >= 0 && word < 2 ** 32;
    const expected = `Random.restore: words must be the ${SIZE} integers that save() returned`;
    if (!Array.isArray(words)) throw invalidNumber(expected, words);
    if (words.length !== SIZE || !Array.from(words).every(isWord) || !words.some(Boolean))
      throw new RangeError(expected);
    if (!Number.isInteger(index) || index < 0 || index > SIZE) {
      throw invalidNumber(`Random.restore: index must be an integer from 0 to ${SIZE}`, index);
    }
    this.#words.set(words);
    this.#index = index;
  }

  /** The index after i while seeding; after the last it is 1, and word 0 is a copy of the last word. */
  #nextIndex(i: number): number {
    if (i + 1 < SIZE) return i + 1;
    this.#words[0] = this.#words[SIZE - 1];
    return 1;
  }

  #twist(): void {
    const words = this.#words;
    for (let i = 0; i < SIZE; i++) {
      const y = (words[i] & UPPER_BIT) | (words[(i + 1) % SIZE] & LOWER_BITS);
      words[i] = words[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ (y & 1 ? MATRIX : 0);
    }
    this.#index = 0;
  }
}

function mix(word: number): number {
  return word ^ (word >>> 30);
}
