import { check, checkCall, checkId, isCount, isIterable } from './arguments.ts';
import type { EncodeOptions, Tokenizer } from './tokenizer.ts';

const TRAIN = 'CharTokenizer.train';
const ENCODE = 'CharTokenizer.encode';
const DECODE = 'CharTokenizer.decode';
const STRINGS = 'strings in an array';

/** A `CharTokenizer` as plain data. */
export interface CharTokenizerJSON {
  /** Distinguishes this format from those of other tokenizers. */
  readonly type: 'char';
  /** The characters in the order of their ids. */
  readonly chars: readonly string[];
}

/**
 * One token for each character (Unicode code point), and one for the beginning and end of a document.
 *
 * `train` assigns ids in the order of code points, 0 … n − 1; `bos` is n. A combining mark is one character, and so is a
 * code point outside the basic plane, which JavaScript stores as two surrogates. Text is not normalized: `decode`
 * returns exactly the text that was encoded.
 *
 * A lone surrogate is a character too. Two consecutive surrogates in a decoded text form one character; if the vocabulary
 * lacks it, `encode` returns the ids of both. So everything that `decode` returns can be encoded.
 */
export class CharTokenizer implements Tokenizer {
  /** The characters in the order of their ids. */
  readonly chars: readonly string[];
  readonly bos: number;
  readonly vocabSize: number;
  /** The ids by code point, which is faster to look up than a string. */
  readonly #ids: ReadonlyMap<number, number>;

  private constructor(chars: readonly string[]) {
    this.chars = Object.freeze(chars);
    this.bos = chars.length;
    this.vocabSize = chars.length + 1;
    this.#ids = new Map(chars.map((char, id) => [codePoint(char), id]));
  }

  /**
   * Creates a tokenizer whose vocabulary is the characters in the texts.
   *
   * @throws RangeError if they have no characters
   * @throws TypeError if the texts are not strings
   */
  static train(texts: Iterable<string>): CharTokenizer {
    checkCall(TRAIN, arguments.length);
    check(TRAIN, typeof texts === 'string' || isIterable(texts), STRINGS, texts);
    const chars = new Set<string>();
    for (const text of texts) {
      check(TRAIN, typeof text === 'string', STRINGS, text);
      for (const char of text) chars.add(char);
    }
    if (chars.size === 0) throw new RangeError(`${TRAIN}: the texts have no characters; pass at least one`);
    return new CharTokenizer([...chars].sort((a, b) => codePoint(a) - codePoint(b)));
  }

  /**
   * Creates the tokenizer that `toJSON` saved. The ids are the indices in `chars`, which may be in any order.
   *
   * @throws TypeError unless `toJSON` can have returned such data
   */
  static fromJSON(json: unknown): CharTokenizer {
    const { type, chars } = Object(json) as { type?: unknown; chars?: unknown };
    const list: unknown[] = Array.isArray(chars) ? Array.from(chars) : [];
    const isValid = type === 'char' && list.length > 0 && list.every(isChar) && new Set(list).size === list.length;
    check('CharTokenizer.fromJSON', isValid, '{ type: "char", chars: [different characters] }', json);
    return new CharTokenizer(list);
  }

  encode(text: string, options: EncodeOptions = {}): number[] {
    checkCall(ENCODE, arguments.length, options, ['maxTokens']);
    check(ENCODE, typeof text === 'string', 'a string', text);
    const { maxTokens = Infinity } = options;
    check(
      ENCODE,
      maxTokens === Infinity || isCount(maxTokens),
      'maxTokens to be a non-negative integer',
      maxTokens,
      RangeError,
    );
    const ids: number[] = [];
    for (let i = 0; i < text.length && ids.length < maxTokens; i++) {
      const code = codePoint(text, i);
      const known = this.#ids.get(code);
      const id = known ?? (this.#ids.has(text.charCodeAt(i + 1)) ? this.#ids.get(text.charCodeAt(i)) : undefined);
      if (id === undefined) throw unknownCharacter(code);
      ids.push(id);
      if (code > 0xffff && known !== undefined) i++; // a character of two code units
    }
    return ids;
  }

  /** The text of the ids; `bos` has no text. */
  decode(ids: Iterable<number>): string {
    checkCall(DECODE, arguments.length);
    check(DECODE, isIterable(ids), 'ids in an array', ids);
    let text = '';
    for (const id of ids) {
      checkId(DECODE, id, this.vocabSize);
      if (id !== this.bos) text += this.chars[id];
    }
    return text;
  }

  /** See `Tokenizer`: anywhere except between two surrogates. */
  safeCut(text: string): number {
    return text.length - (/[\uD800-\uDBFF]$/.test(text) ? 1 : 0);
  }

  toJSON(): CharTokenizerJSON {
    return { type: 'char', chars: [...this.chars] };
  }
}

function unknownCharacter(code: number): RangeError {
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  return new RangeError(
    `CharTokenizer.encode: "${String.fromCodePoint(code)}" (U+${hex}) is not in the vocabulary; train on text that contains it`,
  );
}

function codePoint(text: string, index = 0): number {
  return text.codePointAt(index) ?? 0;
}

function isChar(x: unknown): x is string {
  return typeof x === 'string' && Array.from(x).length === 1;
}
