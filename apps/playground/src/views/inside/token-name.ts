import type { Token } from '../../models/token.ts';
import { tokenLabel } from '../../writing/token-label.ts';

/** How a token of a text is shown, and how it is read aloud. The one that begins the text is the beginning, not an end. */
export function tokenName(
  tokens: readonly Token[],
  place: number,
): { readonly shown: string; readonly spoken: string } {
  const token = tokens[place];
  if (place === 0 && token.kind === 'end') return { shown: '▸', spoken: 'the beginning' };
  return tokenLabel(token, 'text');
}
