import { formatCount } from './format/format-count.ts';

/** The numbers that a setting takes. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  /** Why there is a limit above, in a sentence. */
  readonly why?: string;
  /** Words that stand for something, such as `all`. */
  readonly words?: readonly string[];
}

const shown = (n: number): string => (n >= 1000 ? formatCount(n) : String(n));

/** Why a text is none of the numbers in a range, and what would be one; undefined if it is one. */
export function numberIn(
  text: string,
  { min, max, integer = false, why, words = [] }: NumberRange,
): string | undefined {
  if (words.includes(text)) return undefined;
  const also = words.length === 0 ? '' : `, or ${words.join(' or ')}`;
  const kind = integer ? 'a whole number' : 'a number';
  const n = text === '' ? NaN : Number(text);
  if (!Number.isFinite(n)) return `Type ${kind} from ${shown(min)} to ${shown(max)}${also}.`;
  if (integer && !Number.isInteger(n)) return `Enter a whole number, such as ${Math.floor(n)} or ${Math.ceil(n)}.`;
  if (n < min) return `Enter ${shown(min)} or more.`;
  if (n > max) return `Enter ${shown(max)} or less.${why === undefined ? '' : ` ${why}`}`;
  return undefined;
}
