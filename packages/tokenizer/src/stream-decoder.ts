import { checkCall } from './arguments.ts';
import type { Tokenizer } from './tokenizer.ts';

/**
 * A decoder of ids that arrive one by one. It never emits half a character. Together, the texts that `push` and `end`
 * return are `tokenizer.decode(ids)`.
 *
 * A tokenizer without `decodeBytes` may decode a part of a character to U+FFFD or to a high surrogate. The decoder
 * holds back such an end and decodes it again with the ids that follow. Apart from this, the text of a token must not
 * depend on the tokens around it.
 */
export class StreamDecoder {
  readonly #tokenizer: Tokenizer;
  #utf8 = newUtf8();
  /** The ids whose text is held back, for a tokenizer without `decodeBytes`. */
  #held: number[] = [];

  constructor(tokenizer: Tokenizer) {
    checkCall('StreamDecoder', arguments.length);
    this.#tokenizer = tokenizer;
  }

  /**
   * The text that is complete with this id, perhaps empty.
   *
   * @throws RangeError if the tokenizer has no such id
   */
  push(id: number): string {
    checkCall('StreamDecoder.push', arguments.length);
    const bytes = this.#tokenizer.decodeBytes?.([id]);
    if (bytes !== undefined) return this.#utf8.decode(bytes, { stream: true });
    const ids = [...this.#held, id];
    const text = this.#tokenizer.decode(ids);
    this.#held = /[\uD800-\uDBFF\uFFFD]$/.test(text) ? ids : [];
    return this.#held.length > 0 ? '' : text;
  }

  /** The rest of the text: what was held back, as `decode` returns it. The decoder can then be used for another text. */
  end(): string {
    checkCall('StreamDecoder.end', arguments.length, undefined, [], 0);
    const text = this.#utf8.decode() + (this.#held.length > 0 ? this.#tokenizer.decode(this.#held) : '');
    this.#utf8 = newUtf8();
    this.#held = [];
    return text;
  }
}

function newUtf8(): TextDecoder {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}
