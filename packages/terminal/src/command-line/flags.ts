import { UsageError } from './usage-error.ts';

/** A flag with a value, in the form that Stricli takes. */
interface Parsed<T> {
  readonly kind: 'parsed';
  /** What the flag is for, in a few words. */
  readonly brief: string;
  readonly placeholder: string;
  /** The description of a valid value, for error messages. */
  readonly expected: string;
  /** A valid value as text, for error messages. */
  readonly example?: string;
  /** The value of a text; throws UsageError if the text is invalid. */
  readonly parse: (text: string) => T;
}

/** A flag for one of several words, in the form that Stricli takes. */
interface Choice<Word extends string> {
  readonly kind: 'enum';
  /** What the flag is for, in a few words. */
  readonly brief: string;
  readonly values: readonly Word[];
}

/** A flag that may be left out: then its value is undefined. */
interface Optional {
  readonly optional: true;
  /** Whether only `--help-all` shows the flag. */
  readonly hidden?: boolean;
}

/** A flag with a value; the value is undefined without the flag. */
export interface ValueFlag<T> extends Parsed<T>, Optional {}

/** A flag for one of several words; the value is undefined without the flag. */
export interface ChoiceFlag<Word extends string> extends Choice<Word>, Optional {}

/** A flag without a value. The value is true with the flag, false with `--no-` before its name, and undefined without the flag. */
export interface ToggleFlag extends Optional {
  readonly kind: 'boolean';
  /** What the flag is for, in a few words. */
  readonly brief: string;
  readonly withNegated: boolean;
}

/** The value of every flag of a table. */
export type ValuesOf<Flags> = { readonly [Name in keyof Flags]: ValueOf<Flags[Name]> };

type ValueOf<Flag> = Flag extends { readonly optional: true } ? Given<Flag> | undefined : Given<Flag>;

type Given<Flag> = Flag extends { readonly parse: (text: string) => infer T }
  ? T
  : Flag extends { readonly values: readonly (infer Word)[] }
    ? Word
    : boolean;

/** A flag for a positive integer. */
export function size(brief: string): ValueFlag<number> {
  return integer(brief, 'a positive integer', 1);
}

/** A flag for an integer, by default of either sign. */
export function integer(brief: string, expected = 'an integer within ±(2^53 - 1)', min = -Infinity): ValueFlag<number> {
  return { ...number(brief, expected, (x) => Number.isSafeInteger(x) && x >= min), placeholder: 'integer' };
}

/** A flag for a finite number for which `valid` holds. */
export function number(
  brief: string,
  expected = 'a number',
  valid: (x: number) => boolean = () => true,
): ValueFlag<number> {
  return value(brief, 'number', expected, (text) => {
    const x = numberIn(text);
    return valid(x) ? x : undefined;
  });
}

/** A flag for a text. */
export function text(brief: string, placeholder: string): ValueFlag<string> {
  return value(brief, placeholder, `a ${placeholder}`, (given) => given);
}

/** A flag for a duration: `90s`, `5m`, `1h`, `1h30m`, or a number of seconds. The value is in seconds, and positive. */
export function duration(brief: string): ValueFlag<number> {
  return { ...value(brief, 'duration', 'a duration such as 90s, 5m or 1h', secondsIn), example: '5m' };
}

/** A flag for one of several words. */
export function choice<Word extends string>(brief: string, values: readonly Word[]): ChoiceFlag<Word> {
  return { kind: 'enum', brief, values, optional: true };
}

/** A flag without a value; with `withNegated`, `--no-` before its name is the opposite. */
export function toggle(brief: string, { withNegated = false } = {}): ToggleFlag {
  return { kind: 'boolean', brief, optional: true, withNegated };
}

/** The same flag, with a value for when it is not given. `--help` shows the default. */
export function withDefault<Word extends string>(
  flag: Choice<Word>,
  value: NoInfer<Word>,
): Choice<Word> & { readonly default: Word };
export function withDefault<T extends string | number>(
  flag: Parsed<T>,
  value: NoInfer<T>,
): Parsed<T> & { readonly default: string };
export function withDefault(flag: object, value: string | number): object {
  return { ...flag, optional: undefined, default: String(value) };
}

/** The seconds of a duration such as `90s`, `5m`, `1h30m` or `90`; undefined if the text is none, or the duration is not positive. */
export function secondsIn(text: string): number | undefined {
  const parts = /^(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s?)?$/.exec(text.replaceAll(' ', ''));
  if (!parts) return undefined;
  const [hours, minutes, seconds] = parts.slice(1).map((part?: string) => (part === undefined ? 0 : numberIn(part)));
  const all = 3600 * hours + 60 * minutes + seconds;
  return all > 0 ? all : undefined;
}

function value<T>(
  brief: string,
  placeholder: string,
  expected: string,
  parse: (text: string) => T | undefined,
): ValueFlag<T> {
  return {
    kind: 'parsed',
    brief,
    placeholder,
    expected,
    optional: true,
    parse: (text) => {
      const result = parse(text);
      if (result === undefined || Number.isNaN(result)) throw new UsageError(`expected ${expected}, got "${text}"`);
      return result;
    },
  };
}

function numberIn(text: string): number {
  const x = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(x) ? x : NaN;
}
