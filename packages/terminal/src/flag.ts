/** A flag of a command: its help and its value. */
export interface Flag<T> {
  /** The placeholder of the value in `--help`; empty for a flag without a value. */
  readonly value: string;
  readonly default: T;
  readonly help: string;
  /** The description of a valid value, for error messages. */
  readonly expected: string;
  /** All valid values, if there are only a few. */
  readonly words?: readonly string[];
  /** Returns the value, or undefined if the text is invalid. */
  readonly parse: (text: string) => T | undefined;
}

/** A flag for a positive integer. */
export function size(value: number, help: string): Flag<number> {
  return integer(value, help, 'a positive integer', 1);
}

/** A flag for an integer, by default of either sign. */
export function integer(value: number, help: string, expected: string, min = -Infinity): Flag<number> {
  return { ...number(value, help, expected, (x) => Number.isSafeInteger(x) && x >= min), value: '<integer>' };
}

/** A flag for a finite number for which `valid` holds. */
export function number(value: number, help: string, expected: string, valid: (x: number) => boolean): Flag<number> {
  return { value: '<number>', default: value, help, expected, parse };

  function parse(text: string): number | undefined {
    const x = text.trim() === '' ? NaN : Number(text);
    return Number.isFinite(x) && valid(x) ? x : undefined;
  }
}

/** A flag for one of several words. */
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

/** A boolean flag without a value. */
export function toggle(help: string): Flag<boolean> {
  return { value: '', default: false, help, expected: 'no value', parse: () => undefined };
}
