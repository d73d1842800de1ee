import type { Token } from '../models/token.ts';

/** How a token is shown on its own, and how it is read aloud. */
export function tokenLabel(token: Token, text: string): { readonly shown: string; readonly spoken: string } {
  if (token.kind === 'end') return { shown: 'end', spoken: `end of the ${text}` };
  if (token.kind === 'bytes') return { shown: `byte ${token.text}`, spoken: `part of a character, byte ${token.text}` };
  if (token.text === ' ') return { shown: '␣', spoken: 'space' };
  if (token.text === '\n') return { shown: '↵', spoken: 'new line' };
  const shown = token.text.replaceAll(' ', '␣').replaceAll('\n', '↵').replaceAll('\t', '⇥');
  return { shown, spoken: token.text };
}
