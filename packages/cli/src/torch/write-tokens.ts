import { open } from 'node:fs/promises';

/** The integers of a file of tokens: 16 bits, or 32 for vocabularies of more than 65,536 tokens. */
export type TokenType = 'uint16' | 'uint32';

/** The smallest type that holds all ids of a vocabulary. */
export function tokenTypeOf(vocabSize: number): TokenType {
  return vocabSize <= 2 ** 16 ? 'uint16' : 'uint32';
}

/** The number of ids that are written at once. */
const PIECE = 2 ** 20;

/**
 * Writes ids in nanoGPT's form: integers in little-endian order, without a header.
 *
 * @param pieces the ids, in any number of pieces
 * @returns the number of ids
 * @see https://github.com/karpathy/nanoGPT/blob/master/data/shakespeare_char/prepare.py
 */
export async function writeTokens(file: string, pieces: Iterable<ArrayLike<number>>, type: TokenType): Promise<number> {
  const buffer = type === 'uint16' ? new Uint16Array(PIECE) : new Uint32Array(PIECE);
  const handle = await open(file, 'w');
  let [count, filled] = [0, 0];
  const flush = async () => {
    await handle.writeFile(new Uint8Array(buffer.buffer, 0, filled * buffer.BYTES_PER_ELEMENT));
    count += filled;
    filled = 0;
  };
  try {
    for (const ids of pieces) {
      for (let start = 0; start < ids.length;) {
        const fitting = Math.min(ids.length - start, PIECE - filled);
        for (let i = 0; i < fitting; i++) buffer[filled + i] = ids[start + i];
        filled += fitting;
        start += fitting;
        if (filled === PIECE) await flush();
      }
    }
    await flush();
  } finally {
    await handle.close();
  }
  return count;
}
