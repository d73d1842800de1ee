import type { Token } from '../models/token.ts';
import type { ModelFacts } from '../writing/writer.ts';

/** A token in a text that a model reads. */
export interface Place {
  /** The text that the model reads. */
  readonly text: string;
  /** The place of the token that it reads last before it writes; undefined for the end of the text. */
  readonly place: number | undefined;
  /** The id of the token that it writes then. */
  readonly token: number;
}

/**
 * Where a model wrote a token: in its whole text, if that is read token by token as it was written, and fits into what the model sees; else
 * after the part of the text before it.
 *
 * @param tokens the text, with its end if it has one
 * @param index the token
 */
export function lookAt(
  tokens: readonly Token[],
  index: number,
  { hasEnd, hasCharacters, blockSize }: Pick<ModelFacts, 'hasEnd' | 'hasCharacters' | 'blockSize'>,
): Place {
  const token = tokens[index].id;
  const text = tokens.filter(({ kind }) => kind !== 'end');
  // A token that begins the text comes before the first one.
  const isWhole = hasEnd && hasCharacters && text.length < blockSize;
  if (isWhole) return { text: textOf(text), place: index, token };
  return { text: textOf(text.slice(0, index)), place: undefined, token };
}

/** The text of tokens, without a character that they only begin or end. */
function textOf(tokens: readonly Token[]): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const encoder = new TextEncoder();
  const parts = tokens.map(({ text, bytes }) => (bytes ? Uint8Array.from(bytes) : encoder.encode(text)));
  return parts
    .map((part) => decoder.decode(part, { stream: true }))
    .join('')
    .replaceAll('\uFFFD', '');
}
