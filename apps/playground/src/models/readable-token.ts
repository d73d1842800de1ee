import type { Tokenizer } from '@microgpt/tokenizer';
import type { Token } from './token.ts';

/** A token as people can read it: its text, or its bytes if they are only a part of a character. */
export function readableToken(tokenizer: Tokenizer, id: number): Token {
  if (id === tokenizer.bos) return { id, kind: 'end', text: '' };
  const bytes = tokenizer.decodeBytes?.([id]);
  const text = bytes === undefined ? tokenizer.decode([id]) : decoded(bytes);
  if (text === undefined) return { id, kind: 'bytes', text: hex(bytes ?? []), bytes: [...(bytes ?? [])] };
  return { id, kind: 'text', text };
}

/** The text of bytes; undefined if they begin or end inside a character. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function hex(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
