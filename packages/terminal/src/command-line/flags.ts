import { InputError } from '../input-error.ts';

/** A flag that takes a value, as Stricli describes it; without a default it is optional, and its value may be undefined. */
export interface ValueFlag<T> {
  readonly kind: 'parsed';
  readonly brief: string;
  readonly placeholder: string;
  readonly optional: true;
  readonly parse: (text: string) => T;
}

/** A flag without a value. */
export interface Toggle {
  readonly kind: 'boolean';
  readonly brief: string;
  readonly optional: true;
  readonly withNegated?: boolean;
}

/** A flag for a positive integer. */
export function size(brief: string): ValueFlag<number> {
  return integer(brief, 'a positive integer', 1);
}

/** A flag for an integer. */
export function integer(brief: string, expected = 'an integer', min = -Infinity): ValueFlag<number> {
  return { ...number(brief, expected, (x) => Number.isSafeInteger(x) && x >= min), placeholder: 'integer' };
}

/** A flag for a finite number for which `valid` holds. */
export function number(brief: string, expected = 'a number', valid: (x: number) => boolean = () => true): ValueFlag<number> {
  return {
    kind: 'parsed',
    brief,
    placeholder: 'number',
    optional: true,
    parse: (text) => {
      const x = text.trim() === '' ? NaN : Number(text);
      if (Number.isFinite(x) && valid(x)) return x;
      throw new InputError(`expected ${expected}, got "${text}"`);
    },
  };
}

/** A flag for a text. */
export function text(brief: string, placeholder: string): ValueFlag<string> {
  return { kind: 'parsed', brief, placeholder, optional: true, parse: (value) => value };
}

/** A flag without a value. */
export function toggle(brief: string): Toggle {
  return { kind: 'boolean', brief, optional: true, withNegated: false };
}
