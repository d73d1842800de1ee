import { check, checkCall } from './arguments.ts';
import type { Tokenizer } from './tokenizer.ts';

/** The number of UTF-16 code units to collect before the text is cut. */
const LEAST = 65_536;

type Ids = Uint16Array | Uint32Array;

/**
 * The ids of a long text that comes in pieces, for example from a file. They are the same as those of
 * `tokenizer.encode` for the whole text, however it is cut into pieces.
 *
 * The memory needed is twice the result, plus the largest piece or the longest word. A tokenizer without `safeCut` gets
 * the whole text at once. If your program has other things to do, let the async iterable await between pieces.
 *
 * @returns ids of 16 bits if `vocabSize` is at most 65,536, otherwise of 32
 * @throws TypeError if a piece is not a string
 */
export async function encodePieces(
  tokenizer: Tokenizer,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<Uint16Array | Uint32Array> {
  const where = 'encodePieces';
  checkCall(where, arguments.length, undefined, [], 2);
  check(where, typeof (tokenizer as Tokenizer | undefined)?.encode === 'function', 'a tokenizer', tokenizer);
  check(where, typeof pieces === 'string' || isIterable(pieces), 'pieces in an iterable', pieces);
  const encoded: Ids[] = [];
  let pending: string[] = [];
  let size = 0;
  let least = tokenizer.safeCut ? LEAST : Infinity;
  for await (const piece of pieces) {
    check(where, typeof piece === 'string', 'pieces of text, decoded from bytes as a TextDecoder does', piece);
    for (let start = 0; start < piece.length; start += LEAST) {
      pending.push(piece.slice(start, start + LEAST));
      size += pending[pending.length - 1].length;
      if (size < least) continue;
      const text = pending.join('');
      const cut = tokenizer.safeCut?.(text) ?? 0;
      if (cut > 0) encoded.push(idsOf(tokenizer, text.slice(0, cut)));
      pending = [text.slice(cut)];
      size = text.length - cut;
      // If a word has not ended, the next search waits until the text is twice as long, so the time stays linear.
      least = Math.max(LEAST, 2 * size);
    }
  }
  encoded.push(idsOf(tokenizer, pending.join('')));
  return concatenate(encoded);
}

function idsOf(tokenizer: Tokenizer, text: string): Ids {
  const ids = tokenizer.encode(text);
  return tokenizer.vocabSize <= 65_536 ? Uint16Array.from(ids) : Uint32Array.from(ids);
}

function concatenate(parts: readonly Ids[]): Ids {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = parts[0] instanceof Uint16Array ? new Uint16Array(length) : new Uint32Array(length);
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}

function isIterable(x: unknown): boolean {
  return typeof x === 'object' && x !== null && (Symbol.iterator in x || Symbol.asyncIterator in x);
}
