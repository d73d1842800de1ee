// The tokenizer.json of Hugging Face's `tokenizers`, where it describes byte-level byte pairs.

import { check, checkCall } from './arguments.ts';
import { fromAlphabet, toAlphabet } from './byte-alphabet.ts';
import { parseBytePairJSON } from './byte-pair-json.ts';
import { BytePairTokenizer } from './byte-pair-tokenizer.ts';
import { type LoadOptions, bosOf, idsOfMerges, tokensById } from './loading.ts';
import { eachSplit } from './merges-of.ts';
import type { SplitPattern } from './split-patterns.ts';

/** GPT-2's pattern, which is built into `ByteLevel`. */
const GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
/** GPT-4's pattern after its contractions, which are written in several ways. */
const GPT4 = '|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
/** The contractions that we write: without the flag, which JavaScript lacks, and without `ſ`, which the flag adds. */
const CONTRACTIONS = "'(?:[sdmtSDMT]|[lL][lL]|[vV][eE]|[rR][eE])";
/** The contractions that others write: those of Llama 3 and of tiktoken. */
const OTHER_CONTRACTIONS = ["(?i:'s|'t|'re|'ve|'m|'ll|'d)", "'(?i:[sdmt]|ll|ve|re)"];

/** The data in a `tokenizer.json` that `toHuggingFace` writes. */
export interface HuggingFaceTokenizerJSON {
  /** The version of the format. */
  readonly version: '1.0';
  /** Always null: texts are encoded whole. */
  readonly truncation: null;
  /** Always null: texts are not padded. */
  readonly padding: null;
  /** The special tokens. */
  readonly added_tokens: readonly {
    readonly id: number;
    readonly content: string;
    readonly single_word: false;
    readonly lstrip: false;
    readonly rstrip: false;
    readonly normalized: false;
    readonly special: true;
  }[];
  /** Always null: text is not normalized. */
  readonly normalizer: null;
  /** The rules that split text into words. */
  readonly pre_tokenizer: unknown;
  /** Always null: nothing is added to the ids. */
  readonly post_processor: null;
  /** The rules that turn tokens into text. */
  readonly decoder: unknown;
  /** The vocabulary and the merges. */
  readonly model: {
    readonly type: 'BPE';
    readonly dropout: null;
    readonly unk_token: null;
    readonly continuing_subword_prefix: null;
    readonly end_of_word_suffix: null;
    readonly fuse_unk: false;
    readonly byte_fallback: false;
    readonly ignore_merges: boolean;
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly string[];
  };
}

/**
 * Creates the tokenizer that a Hugging Face `tokenizer.json` describes: byte pairs with the `ByteLevel` pre-tokenizer
 * and GPT-2's split pattern, or GPT-4's (Llama 3's) before it. All added tokens are special tokens here. `encode` does
 * not add the tokens that a post-processor adds to texts.
 *
 * @param json the file's content, parsed
 * @throws RangeError if it requires something else, or has no `bos` token
 * @throws TypeError if the data has another form
 */
export function fromHuggingFace(json: unknown, options: LoadOptions = {}): BytePairTokenizer {
  const where = 'fromHuggingFace';
  checkCall(where, arguments.length, options, ['bos']);
  check(where, typeof json === 'object' && json !== null, 'the parsed tokenizer.json: JSON.parse(text)', json);
  const { model, added_tokens: added, normalizer, pre_tokenizer: split } = fields(json);
  const { type = 'BPE', vocab, merges, ignore_merges: wholeWords = false, ...rest } = fields(model);
  if (type !== 'BPE' || !Array.isArray(merges) || typeof vocab !== 'object' || vocab === null) {
    throw new TypeError(`${where}: expected a model of type "BPE" with vocab and merges, got type ${show(type)}`);
  }
  if (normalizer != null) throw unsupported('normalizer', fields(normalizer).type);
  for (const name of ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix', 'byte_fallback']) {
    if (rest[name]) throw unsupported(`model.${name}`, rest[name]);
  }
  const pattern = patternOf(split);
  const specialTokens = specialTokensOf(added ?? []);
  const ids = new Map(Object.entries(vocab as Record<string, number>));
  const pairs = idsOfMerges(where, merges, ids);
  for (const [text, id] of specialTokens) if (ids.get(text) === id && !pairs.formed.has(id)) ids.delete(text);
  for (const text of ids.keys()) {
    if (fromAlphabet(text) === undefined) {
      throw new RangeError(
        `${where}: the token ${show(text)} is neither in the byte-level alphabet nor an added token`,
      );
    }
  }
  return BytePairTokenizer.fromJSON({
    type: 'byte-pair',
    pattern,
    specialTokens: Object.fromEntries(specialTokens),
    bos: bosOf(where, specialTokens, options.bos),
    tokens: tokensById(where, ids),
    merges: pairs.merges,
    wholeWords,
  });
}

/**
 * The data of a `tokenizer.json` that Hugging Face's implementations load, with the same ids. Save it with
 * `JSON.stringify`. Those implementations find special tokens in every text, as with `allowedSpecial: 'all'`.
 *
 * @throws RangeError if a special token has the same text as another token in the byte-level alphabet
 */
export function toHuggingFace(tokenizer: BytePairTokenizer): HuggingFaceTokenizerJSON {
  const where = 'toHuggingFace';
  checkCall(where, arguments.length);
  const { pattern, specialTokens, tokens, merges, wholeWords } = parseBytePairJSON(where, tokenizer.toJSON());
  const names = tokens.map((token) => (token === undefined ? undefined : toAlphabet(token)));
  const vocab = new Map<string, number>();
  for (const [id, name] of names.entries()) if (name !== undefined) vocab.set(name, id);
  for (const [text, id] of specialTokens) {
    if (vocab.has(text))
      throw new RangeError(`${where}: the special token ${show(text)} is also the text of another token`);
    vocab.set(text, id);
  }
  const written: string[] = [];
  const write = (left: number, right: number) => written.push(`${names[left] ?? ''} ${names[right] ?? ''}`);
  if (merges) for (let i = 0; i < merges.length; i += 2) write(merges[i], merges[i + 1]);
  else for (const [left, right] of mergesByRank(tokens)) write(left, right);
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [...specialTokens].map(([content, id]) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: preTokenizer(pattern),
    post_processor: null,
    decoder: byteLevel(true),
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: wholeWords,
      vocab: Object.fromEntries(vocab),
      merges: written,
    },
  };
}

/** All pairs that form a token, in the order in which tokens with ranks merge. */
function mergesByRank(tokens: readonly (string | undefined)[]): [number, number][] {
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries()) if (token !== undefined) ids.set(token, id);
  return tokens.flatMap((token = '') => {
    const splits: [number, number][] = [];
    eachSplit(token, ids, (left, right) => splits.push([left, right]));
    return splits.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  });
}

function preTokenizer(pattern: SplitPattern): unknown {
  if (pattern === 'gpt2') return byteLevel(true);
  const regex = { type: 'Split', pattern: { Regex: `${CONTRACTIONS}${GPT4}` }, behavior: 'Isolated', invert: false };
  return { type: 'Sequence', pretokenizers: [regex, byteLevel(false)] };
}

function byteLevel(useRegex: boolean): unknown {
  return { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: useRegex };
}

function patternOf(split: unknown): SplitPattern {
  const { type, pretokenizers } = fields(split);
  const steps = (type === 'Sequence' && Array.isArray(pretokenizers) ? pretokenizers : [split]).map(fields);
  const last = steps[steps.length - 1];
  if (last.type !== 'ByteLevel' || steps.length > 2) throw unsupported('pre_tokenizer', last.type);
  if (last.add_prefix_space === true) throw unsupported('add_prefix_space', true);
  if (steps.length === 1 && last.use_regex !== false) return 'gpt2';
  const [{ type: first, pattern, behavior, invert }] = steps;
  const regex = fields(pattern).Regex;
  const name = typeof regex === 'string' ? patternNamed(regex) : undefined;
  const isSplit = first === 'Split' && behavior === 'Isolated' && invert !== true;
  if (steps.length === 1 || !isSplit || name === undefined || last.use_regex !== false) {
    throw unsupported('pre_tokenizer', regex ?? first);
  }
  return name;
}

/** The name of the pattern that a regular expression defines. */
function patternNamed(regex: string): SplitPattern | undefined {
  if (regex === GPT2) return 'gpt2';
  return [CONTRACTIONS, ...OTHER_CONTRACTIONS].some((contractions) => regex === contractions + GPT4)
    ? 'gpt4'
    : undefined;
}

function specialTokensOf(added: unknown): Map<string, number> {
  const list: unknown[] = Array.isArray(added) ? added : [];
  return new Map(
    list.map(fields).map(({ id, content, ...flags }) => {
      for (const flag of ['lstrip', 'rstrip', 'single_word']) {
        if (flags[flag] === true) throw unsupported(`${flag} of the added token ${show(content)}`, true);
      }
      return [String(content), Number(id)];
    }),
  );
}

function unsupported(field: string, value: unknown): RangeError {
  const supported = "byte pairs with the ByteLevel pre-tokenizer and GPT-2's or GPT-4's split pattern";
  return new RangeError(`fromHuggingFace: ${field} is ${show(value)}, which is not supported; only ${supported} are`);
}

function fields(x: unknown): Record<string, unknown> {
  return Object(x) as Record<string, unknown>;
}

function show(x: unknown): string {
  return x === undefined ? 'undefined' : JSON.stringify(x);
}
