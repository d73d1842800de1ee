/** A copy of a string in its own memory. In V8, a slice of 13 characters or more keeps the whole text alive. */
export function ownCopy(word: string): string {
  return word.length < 13 ? word : word.split('').join('');
}
