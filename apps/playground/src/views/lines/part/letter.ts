import type { Token } from '../../../models/token.ts';
import { tokenLabel } from '../../../writing/token-label.ts';

/** How a token is shown in this text: the one that begins and ends a document is `▸`. */
export function letter(token: Token): string {
  return token.kind === 'end' ? '▸' : tokenLabel(token, 'text').shown;
}

/** How it is read aloud. */
export function spokenLetter(token: Token): string {
  return token.kind === 'end' ? 'beginning or end' : tokenLabel(token, 'text').spoken;
}

/** What the model has read up to a place, without the token that begins it: `em`; for the first place, `▸ alone`. */
export function readUpTo(tokens: readonly Token[], place: number): string {
  const text = tokens
    .slice(0, place + 1)
    .filter(({ kind }) => kind !== 'end')
    .map(letter)
    .join('');
  return text === '' ? '▸ alone' : `“${text}”`;
}
