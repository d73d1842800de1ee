import type { EncodeOptions, Tokenizer } from './tokenizer.ts';

/** What `CharTokenizer.toJSON` returns. */
export interface CharTokenizerJSON {
  /** Tells it from the data of other tokenizers. */
  readonly type: 'char';
  /** The characters in the order of their ids. */
  readonly chars: readonly string[];
}

/**
 * One token for each character (Unicode code point), and one for the beginning and end of a document.
 *
 * Ids follow the order of code points, 0 … n − 1; `bos` is n. A combining mark is a character of its own, and so is one
 * outside the basic plane, which JavaScript stores as two units. Nothing is normalised: decoding gives the very text.
 */
export class CharTokenizer implements Tokenizer {
  /** The characters in the order of their ids. */
  readonly chars: readonly string[];
  readonly bos: number;
  readonly vocabSize: number;
  /** By code point, which is faster to look up than a string. */
  readonly #ids: ReadonlyMap<number, number>;

  private constructor(chars: readonly string[]) {
    this.chars = chars;
    this.bos = chars.length;
    this.vocabSize = chars.length + 1;
    this.#ids = new Map(chars.map((char, id) => [codePoint(char), id]));
  }

  /**
   * A tokenizer of every character that occurs in the texts.
   *
   * @throws RangeError if there is none
   */
  static train(texts: Iterable<string>): CharTokenizer {
    const chars = new Set<string>();
    for (const text of texts) for (const char of text) chars.add(char);
    if (chars.size === 0) throw new RangeError('CharTokenizer.train: the texts hold no character; pass at least one');
    return new CharTokenizer([...chars].sort((a, b) => codePoint(a) - codePoint(b)));
  }

  /** @throws TypeError unless it is what `toJSON` returns */
  static fromJSON(json: unknown): CharTokenizer {
    const { type, chars = [] } = (json ?? {}) as Partial<CharTokenizerJSON>;
    const valid = type === 'char' && Array.isArray(chars) && chars.length > 0 && chars.every(isChar);
    if (!valid || new Set(chars).size < chars.length) {
      throw new TypeError('CharTokenizer.fromJSON: expected { type: "char", chars: [different characters] }');
    }
    return new CharTokenizer(Array.from(chars as readonly string[]));
  }

  encode(text: string, { maxTokens = Infinity }: EncodeOptions = {}): number[] {
    const ids: number[] = [];
    for (let i = 0; i < text.length && ids.length < maxTokens; i++) {
      const code = codePoint(text, i);
      const id = this.#ids.get(code);
      if (id === undefined) throw unknown(code);
      ids.push(id);
      if (code > 0xffff) i++; // a character of two units
    }
    return ids;
  }

  /** The text of the ids; `bos` has none and is left out. */
  decode(ids: Iterable<number>): string {
    let text = '';
    for (const id of ids) {
      if (!Number.isInteger(id) || id < 0 || id >= this.vocabSize) {
        throw new RangeError(`CharTokenizer.decode: id ${id} must be an integer from 0 to ${this.vocabSize - 1}`);
      }
      if (id !== this.bos) text += this.chars[id];
    }
    return text;
  }

  toJSON(): CharTokenizerJSON {
    return { type: 'char', chars: [...this.chars] };
  }
}

function unknown(code: number): RangeError {
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  return new RangeError(
    `CharTokenizer.encode: "${String.fromCodePoint(code)}" (U+${hex}) is not in the vocabulary; train on text that contains it`,
  );
}

function codePoint(text: string, at = 0): number {
  return text.codePointAt(at) ?? 0;
}

function isChar(x: unknown): boolean {
  return typeof x === 'string' && Array.from(x).length === 1;
}
