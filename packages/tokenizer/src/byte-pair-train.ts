import { BYTE_ORDER } from './byte-alphabet.ts';
import { Heap } from './heap.ts';
import { ownCopy } from './own-copy.ts';
import { PairIndex } from './pair-index.ts';
import { SPLIT_PATTERNS, type SplitPattern } from './split-patterns.ts';

/** The progress of a training run. */
export interface BytePairProgress {
  /** The number of tokens so far. */
  readonly tokens: number;
  /** The number of tokens at the end, unless the texts have too few pairs. */
  readonly of: number;
}

/**
 * Learns merges: counts the words of the texts, then merges the most frequent pair of neighbors again and again.
 *
 * Of pairs that are equally frequent, the one with the smaller first id merges first, then the one with the smaller
 * second id. If the merged bytes are already a token, the merge reuses its id. Counts are updated only where a pair has
 * merged. These are the rules of Hugging Face's trainer: https://github.com/huggingface/tokenizers
 * (models/bpe/trainer.rs).
 *
 * @param size the number of tokens, including the 256 bytes, at which to stop
 * @returns pairs of ids, one after another: left, right, left, right, …
 */
export function learnMerges(
  texts: Iterable<string>,
  pattern: SplitPattern,
  size: number,
  onToken: (tokens: number) => void,
): number[] {
  const corpus = new Corpus(countWords(texts, pattern));
  const tokens = BYTE_ORDER.map((byte) => String.fromCharCode(byte));
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const merges: number[] = [];
  while (tokens.length < size) {
    const pair = corpus.mostFrequent();
    if (pair < 0) break;
    const left = corpus.pairs.lefts[pair];
    const right = corpus.pairs.rights[pair];
    const token = tokens[left] + tokens[right];
    const id = ids.get(token) ?? tokens.push(token) - 1;
    ids.set(token, id);
    merges.push(left, right);
    corpus.merge(pair, id);
    onToken(tokens.length);
  }
  return merges;
}

/** The number of times that each word occurs in the texts. */
function countWords(texts: Iterable<string>, pattern: SplitPattern): Map<string, number> {
  const wordEnd = SPLIT_PATTERNS[pattern];
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (let start = 0, end: number; start < text.length; start = end) {
      end = wordEnd(text, start);
      const word = text.slice(start, end);
      const count = counts.get(word);
      counts.set(count === undefined ? ownCopy(word) : word, (count ?? 0) + 1);
    }
  }
  return counts;
}

/** The words as ids, and how often each pair of neighbors occurs in them. */
class Corpus {
  readonly pairs = new PairIndex();
  /** The ids of all words, one after another; a word that has merged leaves a gap after it. */
  readonly #ids: Int32Array;
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];
  /** The number of times that each word occurs. */
  readonly #weights: number[] = [];
  /** By the number of a pair: the times that it occurs, and the words that it may be in. */
  readonly #counts: number[] = [];
  readonly #places: number[][] = [];
  /** Pairs with their earlier counts; a count can only have fallen since. */
  readonly #heap: Heap<{ readonly pair: number; readonly count: number }>;

  constructor(words: ReadonlyMap<string, number>) {
    const { lefts, rights } = this.pairs;
    this.#heap = new Heap((a, b) => {
      if (a.count !== b.count) return a.count > b.count;
      const order = lefts[a.pair] - lefts[b.pair];
      return order === 0 ? rights[a.pair] < rights[b.pair] : order < 0;
    });
    const utf8 = new TextEncoder();
    const byteIds = new Uint8Array(256);
    for (const [id, byte] of BYTE_ORDER.entries()) byteIds[byte] = id;
    const encoded: Uint8Array[] = [];
    let length = 0;
    for (const [text, weight] of words) {
      const bytes = utf8.encode(text);
      this.#starts.push(length);
      this.#lengths.push(bytes.length);
      this.#weights.push(weight);
      encoded.push(bytes.map((byte) => byteIds[byte]));
      length += bytes.length;
    }
    this.#ids = new Int32Array(length);
    for (const [word, ids] of encoded.entries()) {
      this.#ids.set(ids, this.#starts[word]);
      for (let i = 0; i + 1 < ids.length; i++) this.#add(ids[i], ids[i + 1], word);
    }
    for (const [pair, count] of this.#counts.entries()) this.#heap.push({ pair, count });
  }

  /** The number of the most frequent pair; −1 if no pair is left. */
  mostFrequent(): number {
    for (let top = this.#heap.pop(); top !== undefined; top = this.#heap.pop()) {
      const count = this.#counts[top.pair];
      if (count === top.count) return top.pair;
      if (count > 0) this.#heap.push({ pair: top.pair, count });
    }
    return -1;
  }

  /** Replaces a pair with a token in every word. */
  merge(pair: number, token: number): void {
    const left = this.pairs.lefts[pair];
    const right = this.pairs.rights[pair];
    const grown = new Set<number>();
    for (const word of this.#places[pair]) this.#mergeWord(word, left, right, token, grown);
    this.#places[pair] = [];
    this.#counts[pair] = 0;
    for (const other of grown) {
      if (this.#counts[other] > 0) this.#heap.push({ pair: other, count: this.#counts[other] });
    }
  }

  #mergeWord(word: number, left: number, right: number, token: number, grown: Set<number>): void {
    const ids = this.#ids;
    const start = this.#starts[word];
    const end = start + this.#lengths[word];
    let length = start;
    for (let i = start; i < end; i++) {
      if (ids[i] !== left || i + 1 === end || ids[i + 1] !== right) {
        ids[length++] = ids[i];
        continue;
      }
      if (length > start) {
        this.#remove(ids[length - 1], left, word);
        grown.add(this.#add(ids[length - 1], token, word));
      }
      if (i + 2 < end) {
        this.#remove(right, ids[i + 2], word);
        grown.add(this.#add(token, ids[i + 2], word));
      }
      ids[length++] = token;
      i++;
    }
    this.#lengths[word] = length - start;
  }

  #add(left: number, right: number, word: number): number {
    const pair = this.pairs.add(left, right);
    if (pair === this.#counts.length) {
      this.#counts.push(0);
      this.#places.push([]);
    }
    this.#counts[pair] += this.#weights[word];
    const places = this.#places[pair];
    if (places[places.length - 1] !== word) places.push(word);
    return pair;
  }

  #remove(left: number, right: number, word: number): void {
    this.#counts[this.pairs.get(left, right)] -= this.#weights[word];
  }
}
