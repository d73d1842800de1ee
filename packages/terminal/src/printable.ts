/**
 * The text with its control characters, and those that turn the direction of writing, as `\u001b`.
 *
 * A terminal would obey them: move the cursor, change colours, or show another text than the one that is there.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
