/** The options of `encode`. */
export interface EncodeOptions {
  /** How many tokens the caller needs, from the beginning; default all. A tokenizer may return more. */
  readonly maxTokens?: number;
}

/** Text to token ids and back. Implementations are immutable. */
export interface Tokenizer {
  /** How many different ids there are: 0 … vocabSize − 1. */
  readonly vocabSize: number;
  /** The id that marks the beginning, and the end, of a document. `encode` never returns it: text cannot inject it. */
  readonly bos: number;
  /**
   * The ids of a text; `decode` turns them into the text again.
   *
   * @throws RangeError if something in the text, up to `maxTokens`, has no id
   */
  encode(text: string, options?: EncodeOptions): number[];
  /**
   * The text of the ids. They may be in any order, as a model may generate them.
   *
   * @throws RangeError if an id is not an integer from 0 to vocabSize − 1
   */
  decode(ids: Iterable<number>): string;
  /** Plain data from which the implementation's `fromJSON` makes an equal tokenizer. */
  toJSON(): unknown;
}
