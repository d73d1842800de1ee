import type { Settings } from '@microgpt/run';
import type { NumberName } from './setting-words.ts';

/** Why a number does not fit the other settings, and what does; undefined if it fits. */
export function refusalOf(name: NumberName, value: number, { heads, embd }: Settings): string | undefined {
  if (name === 'embd' && value % heads !== 0) {
    const below = value - (value % heads);
    const fitting = below === 0 ? heads : `${below} or ${below + heads}`;
    return `The ${heads} heads share the width, so it must be a multiple of ${heads}. Try ${fitting}.`;
  }
  if (name === 'heads' && embd % value !== 0) {
    return `The heads share the width, but ${embd} is not divisible by ${value}. Try ${listed(divisorsNear(embd, value))}.`;
  }
  return undefined;
}

/** The next divisors of n below and above a number. */
function divisorsNear(n: number, value: number): readonly number[] {
  const divisors = Array.from({ length: n }, (_, i) => i + 1).filter((divisor) => n % divisor === 0);
  const below = divisors.filter((divisor) => divisor < value).at(-1);
  const above = divisors.find((divisor) => divisor > value && divisor <= 16);
  return [below, above].filter((divisor) => divisor !== undefined);
}

/** `4 or 8`. */
function listed(numbers: readonly number[]): string {
  return numbers.join(' or ');
}
