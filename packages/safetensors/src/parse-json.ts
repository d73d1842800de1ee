import { wrong } from './errors.ts';

/** Deepest nesting, as in the format's reference implementation. */
const MOST_LEVELS = 127;

/**
 * Parses a header without losing what `JSON.parse` hides: names that come twice, the order of names that are integers, and
 * numbers that are not written in digits alone. Each name gets an index and a space before it, and each such number becomes
 * a text in an array: `{"a":1.0,"a":2}` becomes `{"0 a":["1.0"],"1 a":2}`.
 *
 * @throws RangeError if the bytes are not JSON in UTF-8, or it is nested too deeply
 */
export function parseJSON(operation: string, bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    JSON.parse(text); // from here on, the text is known to be right
    return JSON.parse(mark(text));
  } catch (error) {
    throw wrong(operation, 'the header', 'JSON in UTF-8', String(error));
  }
}

/** The text with its names and numbers changed. A loop, because a string may be too long for a pattern with escapes. */
function mark(text: string): string {
  let marked = '';
  let string = ''; // the last one
  let names = 0;
  let levels = 0;
  for (let at = 0; at < text.length; at++) {
    let start = at;
    while (at < text.length && text[at] !== '"') at++;
    const between = text.slice(start, at);
    marked += /^\s*:/.test(between) ? `"${names++} ${string.slice(1)}` : string;
    marked += between.replace(/(-|\b\d+[.eE])[\d.eE+-]*/g, '["$&"]');
    for (const char of between) {
      if ('[{'.includes(char) && ++levels > MOST_LEVELS) throw Error('deep nesting');
      if (']}'.includes(char)) levels--;
    }
    start = at;
    while (at < text.length && text[++at] !== '"') if (text[at] === '\\') at++;
    string = text.slice(start, at + 1);
  }
  return marked + string;
}
