/** A path as an argument of a shell: in single quotes if it has other characters than letters, digits and a few signs. */
export function quoted(path: string): string {
  return /^[\p{L}\p{N}_./:@%+,=\\-]+$/u.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
