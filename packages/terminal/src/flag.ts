/** A flag of a command: what it is for, and how its value is read. */
export interface Flag<T> {
  /** What stands for the value in `--help`; empty for a flag that takes none. */
  readonly value: string;
  readonly default: T;
  readonly help: string;
  /** What a valid value is, for the error message. */
  readonly expected: string;
  /** Every valid value, if there are only a few. */
  readonly words?: readonly string[];
  /** The value, or undefined if the text is not a valid one. */
  readonly parse: (text: string) => T | undefined;
}

/** A positive integer. */
export function size(value: number, help: string): Flag<number> {
  return integer(value, help, 'a positive integer', 1);
}

/** An integer, by default of either sign. */
export function integer(value: number, help: string, expected: string, least = -Infinity): Flag<number> {
  return { ...number(value, help, expected, (x) => Number.isSafeInteger(x) && x >= least), value: '<integer>' };
}

/** A finite number for which `valid` holds. */
export function number(value: number, help: string, expected: string, valid: (x: number) => boolean): Flag<number> {
  return { value: '<number>', default: value, help, expected, parse };

  function parse(text: string): number | undefined {
    const x = text.trim() === '' ? NaN : Number(text);
    return Number.isFinite(x) && valid(x) ? x : undefined;
  }
}

/** One of several words. */
export function choice<Word extends string>(value: Word, words: readonly Word[], help: string): Flag<Word> {
  return {
    words,
    value: words.join('|'),
    default: value,
    help,
    expected: words.join(', '),
    parse: (text) => words.find((word) => word === text),
  };
}

/** A flag that is there or not. */
export function toggle(help: string): Flag<boolean> {
  return { value: '', default: false, help, expected: 'no value', parse: () => undefined };
}
