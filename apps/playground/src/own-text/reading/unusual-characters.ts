const names = new Map([
  ['\t', 'tab'],
  ['\v', 'vertical tab'],
  ['\f', 'form feed'],
  ['\u00a0', 'no-break space'],
  ['\u00ad', 'soft hyphen'],
  ['\u2009', 'thin space'],
  ['\u200b', 'zero-width space'],
  ['\u200c', 'zero-width non-joiner'],
  ['\u200d', 'zero-width joiner'],
  ['\u200e', 'left-to-right mark'],
  ['\u200f', 'right-to-left mark'],
  ['\u2028', 'line separator'],
  ['\u202f', 'narrow no-break space'],
  ['\u3000', 'ideographic space'],
  ['\ufe0f', 'variation selector of emoji'],
  ['\ufeff', 'byte-order mark'],
  ['\ufffd', 'replacement character, the sign of a wrong encoding'],
]);

/** Nothing is rare in a shorter text. */
const LONG = 2000;
/** The most that are named. */
const MOST = 8;

/**
 * The characters of a text that a reader does not see or does not expect, with how often they occur: those without a form of
 * their own, and in a long text of few different characters those that occur once or twice. Each has a token of its own.
 */
export function unusualCharacters(text: string): string[] {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const hasFew = text.length > LONG && counts.size < 200;
  const unusual = [...counts].filter(
    ([character, n]) => hasNoForm(character) || (hasFew && n <= 2 && character !== '\n'),
  );
  unusual.sort(([a], [b]) => Number(hasNoForm(b)) - Number(hasNoForm(a)));
  const named = unusual.slice(0, MOST).map(([character, n]) => `${nameOf(character)} (${times(n)})`);
  return unusual.length > MOST ? [...named, `${unusual.length - MOST} more`] : named;
}

/** A character as a preview shows it: as it is, or its code if it has no form of its own. */
export function visibleCharacter(character: string): string {
  if (character === '\n') return '⏎';
  if (character === '\t') return '⇥';
  if (character === ' ') return '␣';
  return hasNoForm(character) ? codeOf(character) : character;
}

/** Whether it is invisible, or shows only with another character. */
function hasNoForm(character: string): boolean {
  return character !== '\n' && character !== ' ' && /[\p{C}\p{Z}\p{M}\ufffd]/u.test(character);
}

function nameOf(character: string): string {
  const name = names.get(character);
  if (name !== undefined) return name;
  return hasNoForm(character) ? codeOf(character) : `“${character}”`;
}

function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function times(n: number): string {
  return n === 1 ? 'once' : n === 2 ? 'twice' : `${n.toLocaleString('en-US')} times`;
}
