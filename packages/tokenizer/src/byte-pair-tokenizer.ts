import { check, checkCall, checkId, isCount, isIterable } from './arguments.ts';
import { binaryString, toAlphabet } from './byte-alphabet.ts';
import {
  type BytePairTokenizerJSON,
  type BytePairVocabulary,
  parseBytePairJSON,
  tokensOfMerges,
} from './byte-pair-json.ts';
import { type BytePairProgress, learnMerges } from './byte-pair-train.ts';
import { type Merges, mergeWord } from './merge.ts';
import { mergesOf } from './merges-of.ts';
import { ownCopy } from './own-copy.ts';
import { SPLIT_PATTERNS, type SplitPattern, safeWordCut } from './split-patterns.ts';
import type { EncodeOptions, Tokenizer } from './tokenizer.ts';

/** The special token that begins and ends a document by default, as in GPT-2. */
export const END_OF_TEXT = '<|endoftext|>';

/** The options of `BytePairTokenizer.train`. */
export interface BytePairTrainOptions {
  /** The number of tokens to learn, including the 256 bytes and the special tokens. */
  readonly vocabSize: number;
  /** The pattern that splits text into words, which tokens never cross; default `'gpt2'`. */
  readonly pattern?: SplitPattern;
  /** The special tokens, which get the last ids. The first is `bos`; default `<|endoftext|>` alone. */
  readonly specialTokens?: readonly string[];
  /** A function that is called after each new token. An error that it throws stops the training. */
  readonly onProgress?: (progress: BytePairProgress) => void;
}

/** The options of `BytePairTokenizer.encode`. */
export interface BytePairEncodeOptions extends EncodeOptions {
  /** The special tokens whose text is encoded as their id; default none, so text cannot inject them. */
  readonly allowedSpecial?: 'all' | readonly string[];
}

/** The most words in the cache, and the length of the longest. */
const CACHED_WORDS = 50_000;
const CACHED_LENGTH = 64;

/**
 * Byte-level byte pairs, as in GPT-2: a text is split into words, the UTF-8 bytes of a word are its first tokens, and
 * pairs of neighbors merge in a learned order. So no text is unknown, and frequent words are one token.
 *
 * Text is not normalized: `decode` returns exactly the text that was encoded, except that a lone surrogate, which has
 * no UTF-8, becomes U+FFFD. Other ids may end within a character, whose bytes become U+FFFD, too.
 *
 * @see https://arxiv.org/abs/1508.07909
 */
export class BytePairTokenizer implements Tokenizer {
  /** The name of the pattern that splits text into words. */
  readonly pattern: SplitPattern;
  /** The special tokens' ids by their text. */
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly vocabSize: number;
  readonly bos: number;
  readonly #vocabulary: BytePairVocabulary;
  readonly #merges: Merges;
  /** The id of each byte; −1 for a byte that the vocabulary lacks. */
  readonly #byteIds: Int32Array;
  /** The ids of words that are tokens, by their bytes; undefined if only merges form tokens. */
  readonly #wholeWords: ReadonlyMap<string, number> | undefined;
  /** The bytes of all tokens, one after another, and the start of each by id. */
  readonly #bytes: Uint8Array;
  readonly #starts: Uint32Array;
  /** The ids of words that have been encoded. */
  readonly #cache = new Map<string, readonly number[]>();

  private constructor(vocabulary: BytePairVocabulary) {
    const { pattern, specialTokens, bos, tokens, wholeWords } = vocabulary;
    const ids = new Map<string, number>();
    for (const [id, token] of tokens.entries()) if (token !== undefined) ids.set(token, id);
    this.pattern = pattern;
    this.specialTokens = new Map(specialTokens);
    this.vocabSize = [...specialTokens.values()].reduce((size, id) => Math.max(size, id + 1), tokens.length);
    this.bos = specialTokens.get(bos) ?? -1; // parseBytePairJSON has checked that it is there
    this.#vocabulary = vocabulary;
    this.#merges = mergesOf(vocabulary, ids);
    this.#byteIds = Int32Array.from({ length: 256 }, (_, byte) => ids.get(String.fromCharCode(byte)) ?? -1);
    this.#wholeWords = wholeWords ? ids : undefined;
    this.#starts = new Uint32Array(this.vocabSize + 1);
    this.#bytes = this.#tokenBytes();
  }

  /**
   * Learns a vocabulary from texts: merges the most frequent pair of neighboring tokens until there are `vocabSize`
   * tokens, or no pair is left.
   *
   * Each text is split into words separately, so a generator can read a long text in pieces, for example line by line
   * with line endings. Memory holds each distinct word once.
   *
   * The ids 0 … 255 are the bytes in the order of GPT-2's alphabet. Then come the merged tokens in the order in which
   * they are learned, then the special tokens. Of pairs that are equally frequent, the one with the smaller first id
   * merges first, then the one with the smaller second id. If the bytes of a pair are already a token, the merge reuses
   * its id. Hugging Face's trainer has the same rules and learns the same merges.
   *
   * @throws TypeError if the texts are not strings or an option has the wrong type
   * @throws RangeError if `vocabSize` is below 256 plus the number of special tokens
   */
  static train(texts: Iterable<string>, options: BytePairTrainOptions): BytePairTokenizer {
    const where = 'BytePairTokenizer.train';
    checkCall(where, arguments.length, options, ['vocabSize', 'pattern', 'specialTokens', 'onProgress']);
    check(where, typeof texts === 'string' || isIterable(texts), 'strings in an array', texts);
    const { vocabSize, pattern = 'gpt2', specialTokens = [END_OF_TEXT], onProgress } = options;
    const special = checkSpecialTokens(where, specialTokens);
    const least = 256 + special.length;
    const expected = `vocabSize to be an integer of at least ${least}: 256 bytes, and special tokens: ${special.length}`;
    check(where, isCount(vocabSize) && vocabSize >= least, expected, vocabSize, RangeError);
    const names = Object.keys(SPLIT_PATTERNS);
    check(where, names.includes(pattern), `pattern to be one of ${names.join(', ')}`, pattern, RangeError);
    const isCallback = onProgress === undefined || typeof onProgress === 'function';
    check(where, isCallback, 'onProgress to be a function', onProgress);
    const merges = learnMerges(stringsOf(where, texts), pattern, vocabSize - special.length, (tokens) => {
      onProgress?.({ tokens: tokens + special.length, of: vocabSize });
    });
    const learned = tokensOfMerges((message) => new TypeError(`${where}: ${message}`), merges).length;
    const ids = special.map((text, index) => [text, learned + index] as const);
    return BytePairTokenizer.fromJSON({
      type: 'byte-pair',
      pattern,
      specialTokens: Object.fromEntries(ids),
      bos: special[0],
      merges,
    });
  }

  /**
   * Creates the tokenizer that `toJSON` saved.
   *
   * @throws TypeError unless the data has the form of a `BytePairTokenizerJSON`
   */
  static fromJSON(json: unknown): BytePairTokenizer {
    return new BytePairTokenizer(parseBytePairJSON('BytePairTokenizer.fromJSON', json));
  }

  /**
   * The ids of a text. The text of a special token is encoded as plain text, unless `allowedSpecial` has it.
   *
   * @throws RangeError if the vocabulary lacks a byte, which only a loaded vocabulary can
   */
  encode(text: string, options: BytePairEncodeOptions = {}): number[] {
    const where = 'BytePairTokenizer.encode';
    checkCall(where, arguments.length, options, ['maxTokens', 'allowedSpecial']);
    check(where, typeof text === 'string', 'a string', text);
    const { maxTokens = Infinity, allowedSpecial = [] } = options;
    const expected = 'maxTokens to be a non-negative integer';
    check(where, maxTokens === Infinity || isCount(maxTokens), expected, maxTokens, RangeError);
    const special = this.#allowed(where, allowedSpecial);
    const ids: number[] = [];
    let start = 0;
    if (special.length > 0) {
      for (const { 0: match, index } of text.matchAll(anyOf(special))) {
        this.#encodePlain(text.slice(start, index), ids, maxTokens);
        if (ids.length < maxTokens) ids.push(this.specialTokens.get(match) ?? -1);
        start = index + match.length;
      }
    }
    this.#encodePlain(start === 0 ? text : text.slice(start), ids, maxTokens);
    if (ids.length > maxTokens) ids.length = maxTokens;
    return ids;
  }

  /**
   * The text of the ids. Special tokens have their own text: that of `bos` is `<|endoftext|>` by default. An id without
   * a token, which only a loaded vocabulary can have, has no text.
   */
  decode(ids: Iterable<number>): string {
    checkCall('BytePairTokenizer.decode', arguments.length);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#decodeBytes('BytePairTokenizer.decode', ids));
  }

  decodeBytes(ids: Iterable<number>): Uint8Array {
    checkCall('BytePairTokenizer.decodeBytes', arguments.length);
    return this.#decodeBytes('BytePairTokenizer.decodeBytes', ids);
  }

  /** See `Tokenizer`. A letter or a number ends its word if a character of another kind follows. */
  safeCut(text: string): number {
    check('BytePairTokenizer.safeCut', typeof text === 'string', 'a string', text);
    return safeWordCut(text);
  }

  toJSON(): BytePairTokenizerJSON {
    const { pattern, bos, tokens, merges, wholeWords } = this.#vocabulary;
    const implied =
      merges && tokensOfMerges((message) => new TypeError(`BytePairTokenizer.toJSON: ${message}`), merges);
    return {
      type: 'byte-pair',
      pattern,
      specialTokens: Object.fromEntries(this.specialTokens),
      bos,
      ...(implied && areEqual(implied, tokens)
        ? {}
        : { tokens: tokens.map((token) => (token === undefined ? null : toAlphabet(token))) }),
      ...(merges && { merges: [...merges] }),
      ...(wholeWords !== (merges === undefined) && { wholeWords }),
    };
  }

  #encodePlain(text: string, ids: number[], maxTokens: number): void {
    const wordEnd = SPLIT_PATTERNS[this.pattern];
    for (let start = 0, end: number; start < text.length && ids.length < maxTokens; start = end) {
      end = wordEnd(text, start);
      for (const id of this.#encodeWord(text.slice(start, end))) ids.push(id);
    }
  }

  #encodeWord(word: string): readonly number[] {
    const cached = this.#cache.get(word);
    if (cached !== undefined) return cached;
    const bytes = new TextEncoder().encode(word);
    const whole = this.#wholeWords?.get(binaryString(bytes));
    const ids = whole === undefined ? mergeWord(this.#idsOfBytes(bytes), this.#merges) : [whole];
    if (word.length > CACHED_LENGTH) return ids;
    if (this.#cache.size >= CACHED_WORDS) this.#cache.clear();
    this.#cache.set(ownCopy(word), ids);
    return ids;
  }

  #idsOfBytes(bytes: Uint8Array): number[] {
    return Array.from(bytes, (byte) => {
      const id = this.#byteIds[byte];
      if (id >= 0) return id;
      const hex = byte.toString(16).toUpperCase().padStart(2, '0');
      throw new RangeError(
        `BytePairTokenizer.encode: the vocabulary has no token for the byte 0x${hex}; load one with all 256`,
      );
    });
  }

  #allowed(where: string, allowed: unknown): string[] {
    if (allowed === 'all') return [...this.specialTokens.keys()];
    check(where, Array.isArray(allowed), 'allowedSpecial to be "all" or an array of special tokens', allowed);
    return allowed.map((text: unknown) => {
      if (typeof text === 'string' && this.specialTokens.has(text)) return text;
      const list = [...this.specialTokens.keys()].map((name) => JSON.stringify(name)).join(', ');
      throw new RangeError(`${where}: ${JSON.stringify(text)} is not a special token; those are ${list}`);
    });
  }

  #decodeBytes(where: string, ids: Iterable<number>): Uint8Array {
    check(where, isIterable(ids), 'ids in an array', ids);
    const list = Array.from(ids);
    let length = 0;
    for (const id of list) {
      checkId(where, id, this.vocabSize);
      length += this.#starts[id + 1] - this.#starts[id];
    }
    const bytes = new Uint8Array(length);
    let end = 0;
    for (const id of list) for (let i = this.#starts[id]; i < this.#starts[id + 1]; i++) bytes[end++] = this.#bytes[i];
    return bytes;
  }

  /** The bytes of all tokens; also sets the start of each. */
  #tokenBytes(): Uint8Array {
    const { tokens } = this.#vocabulary;
    const special = new Map(
      [...this.specialTokens].map(([text, id]) => [id, binaryString(new TextEncoder().encode(text))]),
    );
    const texts = Array.from({ length: this.vocabSize }, (_, id) => tokens[id] ?? special.get(id) ?? '');
    for (const [id, text] of texts.entries()) this.#starts[id + 1] = this.#starts[id] + text.length;
    const all = texts.join('');
    return Uint8Array.from({ length: all.length }, (_, i) => all.charCodeAt(i));
  }
}

function* stringsOf(where: string, texts: Iterable<unknown>): Generator<string> {
  if (typeof texts === 'string') {
    yield texts;
    return;
  }
  for (const text of texts) {
    check(where, typeof text === 'string', 'strings in an array', text);
    yield text;
  }
}

function checkSpecialTokens(where: string, special: unknown): string[] {
  const list: unknown[] = Array.isArray(special) ? special : [];
  const isText = (x: unknown): x is string => typeof x === 'string' && x !== '';
  if (list.length > 0 && list.every(isText) && new Set(list).size === list.length) return [...list];
  throw new TypeError(
    `${where}: specialTokens must be an array of at least one string, all different; the first is bos`,
  );
}

/** A pattern that matches any of the texts, the longest first. */
function anyOf(texts: readonly string[]): RegExp {
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((text) => text.replace(/[\\^$*+?.()|[\]{}/-]/g, '\\$&')).join('|'), 'g');
}

function areEqual(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}
