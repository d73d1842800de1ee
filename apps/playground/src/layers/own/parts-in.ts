import type { GPTParts } from '@microgpt/gpt';
import leven from 'leven';

/** Whether each part may also be false, for none. */
const partNames = {
  norm: false,
  attention: false,
  mlp: false,
  block: false,
  embeddingNorm: true,
  finalNorm: true,
  head: false,
} as const satisfies Readonly<Record<keyof GPTParts, boolean>>;

/** A name that differs in more letters is another name. */
const MOST_SLIPS = 2;

/**
 * The parts among the exports of a module. Other exports are left alone, unless they look like a misspelt part.
 *
 * @throws RangeError if there is none, or one is not a function
 */
export function partsIn(exported: Readonly<Record<string, unknown>>): Partial<GPTParts> {
  const names = Object.keys(partNames);
  const parts: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(exported)) {
    if (isPart(name)) parts[name] = checkedPart(name, value);
    else checkSpelling(name, names);
  }
  if (Object.keys(parts).length > 0) return parts;
  throw new RangeError(`it exports none of ${names.join(', ')}; export a part by its name`);
}

function isPart(name: string): name is keyof GPTParts {
  return Object.hasOwn(partNames, name);
}

function checkedPart(name: keyof GPTParts, part: unknown): unknown {
  if (typeof part === 'function' || (partNames[name] && part === false)) return part;
  const expected = partNames[name] ? 'a function or false' : 'a function';
  throw new RangeError(`${name} must be ${expected} that creates the part, not ${typeof part}`);
}

function checkSpelling(name: string, names: readonly string[]): void {
  const meant = /^[a-z]/.test(name) ? names.find((known) => leven(name, known) <= MOST_SLIPS) : undefined;
  if (meant !== undefined) throw new RangeError(`there is no part ${name}; did you mean ${meant}?`);
}
