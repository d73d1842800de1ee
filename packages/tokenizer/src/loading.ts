import { LARGEST_GAP } from './byte-pair-json.ts';
import { END_OF_TEXT } from './byte-pair-tokenizer.ts';

/** The options of the functions that load vocabularies of byte pairs. */
export interface LoadOptions {
  /** The special token that begins and ends a document; default `<|endoftext|>`. */
  readonly bos?: string;
}

/**
 * The special token to use as `bos`.
 *
 * @throws RangeError if it is not one of them; the error lists them
 */
export function bosOf(where: string, specialTokens: ReadonlyMap<string, number>, bos: string = END_OF_TEXT): string {
  if (specialTokens.has(bos)) return bos;
  const list = [...specialTokens.keys()].slice(0, 8).map((text) => JSON.stringify(text));
  const remedy =
    list.length === 0 ? 'a vocabulary needs one to begin and end documents' : `pass { bos }: one of ${list.join(', ')}`;
  throw new RangeError(`${where}: no special token is ${JSON.stringify(bos)}; ${remedy}`);
}

/**
 * The ids of merges that are written `"left right"` or `["left", "right"]`, and the ids of all tokens that they can
 * use: single characters and merged tokens.
 *
 * @throws TypeError if one is written in another way, or uses or forms an unknown token
 */
export function idsOfMerges(
  where: string,
  merges: readonly unknown[],
  ids: ReadonlyMap<string, number>,
): { readonly merges: number[]; readonly formed: ReadonlySet<number> } {
  const formed = new Set<number>();
  for (const [text, id] of ids) if (Array.from(text).length === 1) formed.add(id);
  const flat = merges.flatMap((merge, index) => {
    const parts: unknown[] = typeof merge === 'string' ? merge.split(' ') : Array.isArray(merge) ? merge : [];
    const [left, right, both] = [parts[0], parts[1], parts.join('')].map((text) => ids.get(String(text)));
    if (parts.length !== 2 || left === undefined || right === undefined || both === undefined) {
      const expected = 'two tokens of the vocabulary that form a third';
      throw new TypeError(`${where}: merge ${index} must be ${expected}, got ${JSON.stringify(merge)}`);
    }
    formed.add(both);
    return [left, right];
  });
  return { merges: flat, formed };
}

/**
 * The tokens in the order of their ids, null for an id without one.
 *
 * @throws TypeError if two tokens have the same id, or an id is not an integer or is far too large
 */
export function tokensById(where: string, ids: ReadonlyMap<string, number>): (string | null)[] {
  const tokens: (string | null)[] = [];
  for (const [text, id] of ids) {
    const fits = Number.isInteger(id) && id >= 0 && id <= ids.size + LARGEST_GAP;
    if (!fits || typeof tokens[id] === 'string') {
      throw new TypeError(
        `${where}: the id of ${JSON.stringify(text)} must be an integer that no other token has, got ${id}`,
      );
    }
    tokens[id] = text;
  }
  return Array.from(tokens, (text: string | null | undefined) => text ?? null);
}
