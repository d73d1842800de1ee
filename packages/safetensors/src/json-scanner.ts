import { quote } from './quote.ts';

/** Deepest nesting in a field that is skipped, as in the format's reference implementation. */
const MOST_LEVELS = 128;

/**
 * Reads JSON from left to right, and tells what `JSON.parse` hides: names that come twice, and integers written as 1.0.
 * Nothing is kept but what the caller keeps.
 *
 * `what` names the value in errors.
 */
export class JsonScanner {
  readonly #operation: string;
  readonly #text: string;
  #at = 0;

  /** @param operation the function that the user called, with which errors begin */
  constructor(operation: string, text: string) {
    this.#operation = operation;
    this.#text = text;
  }

  /** Reads an object. Calls `field` for each name in it, to read the value. */
  object(what: string, field: (name: string) => void): void {
    this.#list(what, '{', '}', () => {
      const name = this.string(`a name in ${what}`);
      if (!this.#take(':')) throw this.#error(`${what} needs a ":" after ${quote(name)}`);
      field(name);
    });
  }

  /** Reads an array. Calls `item` for each value in it, to read it. */
  array(what: string, item: () => void): void {
    this.#list(what, '[', ']', item);
  }

  /** Reads a string, which must be valid Unicode. */
  string(what: string): string {
    if (this.#peek() !== '"') throw this.#error(`${what} must be a string`);
    let end = this.#at + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    const value = parse(this.#text.slice(this.#at, end + 1));
    if (typeof value !== 'string') throw this.#error(`${what} is not a valid JSON string`);
    if (/\p{Cs}/u.test(value)) throw this.#error(`${what} has half of a surrogate pair`);
    this.#at = end + 1;
    return value;
  }

  /** Reads an integer from 0 to 2⁵³ − 1, which must be written in digits alone. */
  integer(what: string): number {
    const token = this.#token();
    const value = Number(token);
    if (!/^(0|[1-9]\d{0,15})$/.test(token) || !Number.isSafeInteger(value)) {
      throw this.#error(`${what} must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}, in digits`);
    }
    this.#at += token.length;
    return value;
  }

  /** Reads any value and forgets it. */
  skip(what: string, level = 0): void {
    if (level > MOST_LEVELS) throw this.#error(`${what} is nested deeper than ${MOST_LEVELS} levels`);
    const next = this.#peek();
    if (next === '{') {
      this.object(what, () => {
        this.skip(what, level + 1);
      });
    } else if (next === '[') {
      this.array(what, () => {
        this.skip(what, level + 1);
      });
    } else if (next === '"') {
      this.string(what);
    } else {
      const token = this.#token();
      if (parse(token) === undefined) throw this.#error(`${what} must be a JSON value`);
      this.#at += token.length;
    }
  }

  /** Checks that nothing but white space follows. */
  end(what: string): void {
    if (this.#peek() !== undefined) throw this.#error(`${what} must end after its "}"`);
  }

  #list(what: string, open: string, close: string, item: () => void): void {
    if (!this.#take(open)) throw this.#error(`${what} must be ${open === '{' ? 'an object' : 'an array'}`);
    if (this.#take(close)) return;
    do item();
    while (this.#take(','));
    if (!this.#take(close)) throw this.#error(`${what} needs a "," or a "${close}"`);
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }

  /** The next character that is not white space. */
  #peek(): string | undefined {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
    return this.#text[this.#at];
  }

  /** What stands before the next punctuation: a number, `true`, `false`, `null`, or nothing valid. */
  #token(): string {
    this.#peek();
    const token = /[^\s,:"[\]{}]*/y;
    token.lastIndex = this.#at;
    return token.exec(this.#text)?.[0] ?? '';
  }

  #error(problem: string): RangeError {
    const rest = this.#text.slice(this.#at, this.#at + 21);
    const got = rest === '' ? 'the end' : quote(rest);
    return new RangeError(`${this.#operation}: ${problem}, got ${got} at character ${this.#at} of the header`);
  }
}

/** The value of a JSON string, number or word; undefined if it is not valid. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
