/**
 * The text with control characters, and characters that change the writing direction, escaped as `\u001b`.
 *
 * A terminal would interpret them: move the cursor, change colors, or show another text than the actual one.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
