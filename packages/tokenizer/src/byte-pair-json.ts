import { BYTE_ORDER, fromAlphabet } from './byte-alphabet.ts';
import { SPLIT_PATTERNS, type SplitPattern } from './split-patterns.ts';

/**
 * A `BytePairTokenizer` as plain data.
 *
 * The merges and the ranks of tokens are two ways to define which pairs merge first. Vocabularies with merges come from
 * Hugging Face and from GPT-2, those with ranks from tiktoken.
 */
export interface BytePairTokenizerJSON {
  /** Distinguishes this format from those of other tokenizers. */
  readonly type: 'byte-pair';
  /** The name of the pattern that splits text into words. */
  readonly pattern: SplitPattern;
  /** The special tokens' ids by their text. */
  readonly specialTokens: Readonly<Record<string, number>>;
  /** The special token that begins and ends a document. */
  readonly bos: string;
  /**
   * The tokens in the order of their ids, in GPT-2's byte alphabet; null for an id that has no token or a special one.
   * Default: the 256 bytes in the order of that alphabet, then the new token of each merge.
   */
  readonly tokens?: readonly (string | null)[];
  /**
   * Pairs of ids in the order in which they merge, one after another: left, right, left, right, … The merged token is the
   * one with the bytes of both. Default: all pairs that form a token merge, and the token with the lowest id is formed
   * first.
   */
  readonly merges?: readonly number[];
  /** Whether a word that is a token gets its id, even if merges do not form it; default false with merges, else true. */
  readonly wholeWords?: boolean;
}

/** The tokens' bytes by id, one byte in each character's code; undefined for an id without one. */
type TokenBytes = readonly (string | undefined)[];

/** A checked `BytePairTokenizerJSON`, without defaults. */
export interface BytePairVocabulary {
  readonly pattern: SplitPattern;
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly bos: string;
  readonly tokens: TokenBytes;
  readonly merges: readonly number[] | undefined;
  readonly wholeWords: boolean;
}

/**
 * Checks plain data and adds its defaults.
 *
 * @throws TypeError if it has another form; the error names the field
 */
export function parseBytePairJSON(where: string, json: unknown): BytePairVocabulary {
  const data = Object(json) as Record<keyof BytePairTokenizerJSON, unknown>;
  const fail = (expected: string) => new TypeError(`${where}: ${expected}`);
  if (data.type !== 'byte-pair') throw fail(`expected { type: "byte-pair", … }, got type ${JSON.stringify(data.type)}`);
  const { pattern, bos, merges, tokens, wholeWords = merges === undefined } = data;
  if (!isPattern(pattern)) {
    const names = Object.keys(SPLIT_PATTERNS).join(' or ');
    throw fail(`pattern must be ${names}, got ${JSON.stringify(pattern)}`);
  }
  if (typeof wholeWords !== 'boolean') throw fail('wholeWords must be true or false');
  if (merges !== undefined && !isPairs(merges))
    throw fail('merges must be an array of pairs of ids, with an even length');
  if (tokens === undefined && merges === undefined) throw fail('tokens or merges are missing');
  const bytes = tokens === undefined ? tokensOfMerges(fail, merges ?? []) : tokensInAlphabet(fail, tokens);
  const known = new Set(bytes);
  for (const [index, id] of (merges ?? []).entries()) {
    if (bytes[id] === undefined) throw fail(`merges[${index}] is ${id}, which is not the id of a token`);
    if (index % 2 === 1 && !known.has((bytes[(merges ?? [])[index - 1]] ?? '') + bytes[id])) {
      throw fail(`merges[${index - 1}] and merges[${index}] form no token`);
    }
  }
  const specialTokens = specialTokensOf(fail, data.specialTokens, bytes);
  if (typeof bos !== 'string' || !specialTokens.has(bos)) {
    throw fail(`bos must be one of the special tokens, got ${JSON.stringify(bos)}`);
  }
  return { pattern, specialTokens, bos, tokens: bytes, merges: merges && [...merges], wholeWords };
}

/** The 256 bytes, and the tokens that the merges form of them. */
export function tokensOfMerges(fail: (message: string) => TypeError, merges: readonly number[]): string[] {
  const tokens = BYTE_ORDER.map((byte) => String.fromCharCode(byte));
  const known = new Set(tokens);
  let length = 0;
  for (let i = 0; i < merges.length; i += 2) {
    const left = tokens[merges[i]] as string | undefined;
    const right = tokens[merges[i + 1]] as string | undefined;
    if (left === undefined || right === undefined)
      throw fail(`merges[${i}] uses a token that no earlier merge has formed`);
    length += left.length + right.length;
    if (length > MOST_BYTES) throw fail(`merges form tokens of more than ${MOST_BYTES} bytes`);
    if (known.has(left + right)) continue;
    known.add(left + right);
    tokens.push(left + right);
  }
  return tokens;
}

function tokensInAlphabet(fail: (message: string) => TypeError, tokens: unknown): (string | undefined)[] {
  if (!Array.isArray(tokens)) throw fail('tokens must be an array of strings');
  const bytes = Array.from(tokens, (token: unknown, id) => {
    if (token === null) return undefined;
    const text = typeof token === 'string' ? fromAlphabet(token) : undefined;
    if (text === undefined || text === '')
      throw fail(`tokens[${id}] must be a string in GPT-2's byte alphabet, or null`);
    if (text.length > LONGEST) throw fail(`tokens[${id}] has more than ${LONGEST} bytes`);
    return text;
  });
  const known = new Set<string>();
  for (const [id, text] of bytes.entries()) {
    if (text === undefined) continue;
    if (known.has(text)) throw fail(`tokens[${id}] occurs twice`);
    known.add(text);
  }
  return bytes;
}

function specialTokensOf(
  fail: (message: string) => TypeError,
  specialTokens: unknown,
  tokens: TokenBytes,
): ReadonlyMap<string, number> {
  if (typeof specialTokens !== 'object' || specialTokens === null) throw fail('specialTokens must be { text: id }');
  const ids = new Map<string, number>();
  const used = new Set<number>();
  const entries = Object.entries(specialTokens) as [string, unknown][];
  const most = tokens.length + entries.length + LARGEST_GAP;
  for (const [text, id] of entries) {
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > most) {
      throw fail(`the id of special token ${JSON.stringify(text)} must be an integer from 0 to ${most}`);
    }
    if (text === '' || tokens[id] !== undefined || used.has(id)) {
      throw fail(`special token ${JSON.stringify(text)} needs a text, and an id that no other token has`);
    }
    ids.set(text, id);
    used.add(id);
  }
  return ids;
}

// These limits are more than any vocabulary needs. They keep a damaged file from taking more memory or time than its
// size justifies.

/** The largest number of ids without a token. */
export const LARGEST_GAP = 65_536;
/** The largest number of bytes of one token in `tokens`. */
const LONGEST = 4096;
/** The largest number of bytes of all tokens that merges form: a list of n merges could form one of 2ⁿ bytes. */
const MOST_BYTES = 16_777_216;

function isPattern(x: unknown): x is SplitPattern {
  return typeof x === 'string' && Object.hasOwn(SPLIT_PATTERNS, x);
}

function isPairs(x: unknown): x is number[] {
  return Array.isArray(x) && x.length % 2 === 0 && x.every((id) => Number.isInteger(id));
}
