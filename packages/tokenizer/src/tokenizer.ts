/** The options of `encode`. */
export interface EncodeOptions {
  /** The number of tokens that the caller needs, from the beginning; default all. A tokenizer may return more. */
  readonly maxTokens?: number;
}

/** A tokenizer: maps text to token ids and back. Implementations are immutable. */
export interface Tokenizer {
  /** The number of different ids, which are 0 … vocabSize − 1. */
  readonly vocabSize: number;
  /** The id of the token that begins and ends a document. `encode` never returns it, so text cannot inject it. */
  readonly bos: number;
  /**
   * The ids of a text, from which `decode` restores it.
   *
   * @throws RangeError if a part of the text, up to `maxTokens`, has no id
   */
  encode(text: string, options?: EncodeOptions): number[];
  /**
   * The text of the ids, which may be in any order, because a model generates them.
   *
   * @throws RangeError if an id is not an integer from 0 to vocabSize − 1
   */
  decode(ids: Iterable<number>): string;
  /** The tokenizer as plain data, from which the implementation's `fromJSON` creates an equal one. */
  toJSON(): unknown;
  /**
   * The bytes whose UTF-8 text is `decode(ids)`, for tokens that can hold a part of a character. `StreamDecoder` uses it.
   *
   * @throws RangeError if an id is not an integer from 0 to vocabSize − 1
   */
  decodeBytes?(ids: Iterable<number>): Uint8Array;
  /**
   * The largest index, at most `text.length`, at which the text can be cut, or 0 if there is none. Whatever text
   * follows, the ids of the text before the index and those of the text after it are together the ids of the whole
   * text. `encodePieces` uses it.
   */
  safeCut?(text: string): number;
}
