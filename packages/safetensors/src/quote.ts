const MOST_CHARACTERS = 60;

/** A text from a file as an error shows it: cut, in quotes, with escapes for what a terminal might obey or hide. */
export function quote(text: string): string {
  const short = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  return JSON.stringify(short).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** The first few of many names, for an error. */
export function quoteSome(names: Iterable<string>): string {
  const all = [...names];
  const shown = all.slice(0, 5).map(quote).join(', ');
  return all.length === 0 ? 'none' : all.length > 5 ? `${shown} and ${all.length - 5} more` : shown;
}
