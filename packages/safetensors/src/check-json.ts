import { show } from './errors.ts';

/** Deepest nesting, as in the format's reference implementation. */
const MOST_LEVELS = 128;

/**
 * Checks in a header what `JSON.parse` does not see: names that come twice, sizes and offsets written like 1.0, halves of
 * surrogate pairs, and nesting so deep that parsing would take much memory. The rest need not be JSON.
 *
 * @param text begins with "{"
 * @returns the names in the outermost object, in their order
 * @throws RangeError if it finds one of these
 * @throws SyntaxError if a string is not JSON
 */
export function checkJSON(operation: string, text: string): Iterable<string> {
  const names = new Set<string>();
  const open = [names]; // the names in each object and array around the current place
  const path: string[] = []; // the last of each
  let string = '';
  const check = (isRight: boolean, problem: string) => {
    if (!isRight) throw new RangeError(`${operation}: ${problem} in the header at ${show(path.slice(0, open.length))}`);
  };
  for (let at = 1; at < text.length; at++) {
    const char = text[at];
    if ('[{'.includes(char)) {
      check(open.push(new Set()) <= MOST_LEVELS, 'deep nesting');
    } else if (']}'.includes(char)) {
      open.pop();
    } else if (char === '"') {
      const start = at;
      while (++at < text.length && text[at] !== '"') if (text[at] === '\\') at++;
      string = JSON.parse(text.slice(start, at + 1)) as string;
      check(isUnicode(string), 'invalid Unicode');
    } else if (char === ':') {
      path[open.length - 1] = string;
      check(!open.at(-1)?.has(string), 'a name twice');
      open.at(-1)?.add(string);
    } else if (open.length > 2 && /^(shape|data_offsets)$/.test(path[1])) {
      check(!'+-.eE'.includes(char), 'an integer not in digits alone');
    }
  }
  return names;
}

/** Whether a string has no half of a surrogate pair. */
export function isUnicode(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}
