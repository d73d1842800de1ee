import { closestMatch } from 'leven';

/** The name that was probably meant: one of the two begins with the other, or is one or two edits away. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  if (typed.length < 2) return undefined;
  const begun = names.find((name) => name.startsWith(typed) || typed.startsWith(name));
  return begun ?? closestMatch(typed, [...names], { maxDistance: typed.length < 4 ? 1 : 2 });
}
