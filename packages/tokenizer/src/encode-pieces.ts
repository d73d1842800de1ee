import { check, checkCall } from './arguments.ts';
import type { Tokenizer } from './tokenizer.ts';

/** How many UTF-16 code units are collected before the text is cut. */
const LEAST = 65_536;

/**
 * The ids of a long text that comes in pieces, for example those of a file: the same ids as `tokenizer.encode` of the whole
 * text, however it is cut into pieces.
 *
 * The memory needed is twice the result plus the largest piece, or the longest word where that is larger. A tokenizer
 * without `safeCut` gets the whole text at once.
 *
 * @returns ids of 16 bits if `vocabSize` is at most 65,536, otherwise of 32
 * @throws TypeError if a piece is not a string
 */
export async function encodePieces(
  tokenizer: Tokenizer,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<Uint16Array | Uint32Array> {
  checkCall('encodePieces', arguments.length, undefined, [], 2);
  check('encodePieces', typeof pieces === 'string' || isIterable(pieces), 'pieces in an iterable', pieces);
  const Ids = tokenizer.vocabSize <= 65_536 ? Uint16Array : Uint32Array;
  const parts: (Uint16Array | Uint32Array)[] = [];
  let pending: string[] = [];
  let size = 0;
  let least = tokenizer.safeCut ? LEAST : Infinity;
  for await (const piece of pieces) {
    check('encodePieces', typeof piece === 'string', 'pieces of text', piece);
    pending.push(piece);
    size += piece.length;
    if (size < least) continue;
    const text = pending.join('');
    const cut = tokenizer.safeCut?.(text) ?? 0;
    if (cut > 0) parts.push(Ids.from(tokenizer.encode(text.slice(0, cut))));
    pending = [text.slice(cut)];
    size = text.length - cut;
    // A word that goes on is searched for its end again only when it is twice as long, so the time stays linear.
    least = Math.max(LEAST, 2 * size);
  }
  parts.push(Ids.from(tokenizer.encode(pending.join(''))));
  const ids = new Ids(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    ids.set(part, end);
    end += part.length;
  }
  return ids;
}

function isIterable(x: unknown): boolean {
  return typeof x === 'object' && x !== null && (Symbol.iterator in x || Symbol.asyncIterator in x);
}
