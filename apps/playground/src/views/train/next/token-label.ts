import type { Token } from '../../../models/token.ts';

/** How a token is shown in a list, and in words where what is shown says little. */
export function tokenLabel({ text, kind }: Token, what: string): { readonly shown: string; readonly spoken?: string } {
  if (kind === 'end') return { shown: '·', spoken: `end of the ${what}` };
  if (kind === 'bytes') return { shown: text, spoken: `bytes ${text}` };
  if (text === '\n') return { shown: '↵', spoken: 'new line' };
  if (text === ' ') return { shown: '␣', spoken: 'space' };
  return { shown: text.replaceAll('\n', '↵').replaceAll(' ', '␣') };
}
