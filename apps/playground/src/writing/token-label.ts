import type { Token } from '../models/token.ts';

/**
 * How a token is shown on its own, and how it is read aloud: the two differ where it is no text, or holds characters that are not seen.
 *
 * @param text what the model writes, which the end of it names: `name`
 */
export function tokenLabel(token: Token, text: string): { readonly shown: string; readonly spoken: string } {
  if (token.kind === 'end') return { shown: 'end', spoken: `end of the ${text}` };
  if (token.kind === 'bytes') {
    const shown = `${token.text.includes(' ') ? 'bytes' : 'byte'} ${token.text}`;
    return { shown, spoken: `part of a character, ${shown}` };
  }
  if (token.text === ' ') return { shown: '␣', spoken: 'space' };
  if (token.text === '\n') return { shown: '↵', spoken: 'new line' };
  if (token.text === '\t') return { shown: '⇥', spoken: 'tab' };
  const shown = token.text.replaceAll(' ', '␣').replaceAll('\n', '↵').replaceAll('\t', '⇥');
  return { shown, spoken: token.text };
}
