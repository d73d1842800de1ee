import { sample, type GPTConfig } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import type { Writer } from './contestant.ts';

/** How names are sampled: as in the original. */
export const TEMPERATURE = 0.5;

type Sizes = Pick<GPTConfig, 'vocabSize' | 'blockSize'>;

/** The logits (documents, V) after one more token of each document; position 0 begins them anew. */
export type NextLogits = (ids: readonly number[], position: number) => ArrayLike<number>;

/**
 * Writes so many documents side by side, token by token, begun with BOS, the last id.
 *
 * One alone ends with BOS, as in the original; of several none waits for the others, so all are written to the last position.
 */
export function sideBySide(nextLogits: NextLogits, { vocabSize, blockSize }: Sizes, documents: number): Writer {
  const rng = new Random(42);
  const bos = vocabSize - 1;
  return (tokens) => {
    const written: number[][] = [];
    for (let count = 0; count < tokens;) {
      const texts = Array.from({ length: documents }, (): number[] => []);
      for (let position = 0; position < blockSize; position++) {
        const logits = nextLogits(
          texts.map((text) => text.at(-1) ?? bos),
          position,
        );
        texts.forEach((text, d) => {
          const own = Array.prototype.slice.call(logits, d * vocabSize, (d + 1) * vocabSize) as number[];
          text.push(sample(own, { temperature: TEMPERATURE }, rng));
        });
        count += documents;
        if (documents === 1 && texts[0][position] === bos) break;
      }
      written.push(...texts);
    }
    return written;
  };
}

/** Writes documents one after another, and adds the BOS that ended one which could have been longer. */
export function oneByOne(write: () => number[] | Promise<number[]>, { vocabSize, blockSize }: Sizes): Writer {
  return async (tokens) => {
    const written: number[][] = [];
    for (let count = 0; count < tokens;) {
      const text = await write();
      if (text.length < blockSize) text.push(vocabSize - 1);
      written.push(text);
      count += text.length;
    }
    return written;
  };
}
