/** How a text is encoded. */
export interface EncodeOptions {
  /** How many tokens are wanted of the beginning, from 0; default all. A tokenizer may return more than that. */
  readonly maxTokens?: number;
}

/** Text to token ids and back. Implementations are immutable. */
export interface Tokenizer {
  /** How many different ids there are: 0 … vocabSize − 1. */
  readonly vocabSize: number;
  /** The id that marks the beginning, and the end, of a document. `encode` never returns it: text cannot inject it. */
  readonly bos: number;
  /**
   * The ids of a text, of which `decode` gives the text again.
   *
   * @throws RangeError if the text holds something that has no id, in so far as it is looked at
   */
  encode(text: string, options?: EncodeOptions): number[];
  /**
   * The text of the ids. Any ids will do, as a model may write them.
   *
   * @throws RangeError if an id is not an integer from 0 to vocabSize − 1
   */
  decode(ids: Iterable<number>): string;
  /** Plain data from which the implementation's `fromJSON` makes an equal tokenizer. */
  toJSON(): unknown;
}
