// The patterns that split text into words, which tokens never cross.
//
// The patterns were originally regular expressions. A regular expression needs stack in proportion to the longest word,
// and some take quadratic time. These functions look at every character a fixed number of times.

/** The name of a pattern: GPT-2's, or that of GPT-4 (cl100k) and Llama 3. */
export type SplitPattern = 'gpt2' | 'gpt4';

/**
 * The patterns by name: the end of the word of `text` that begins at `start`.
 *
 * `\s` is that of JavaScript, as in `js-tiktoken` and `gpt-tokenizer`: it includes U+FEFF and excludes U+0085. In
 * Python's `tiktoken` and Hugging Face's `tokenizers`, it is the other way around. GPT-4's contractions are those of
 * ASCII letters; in Python, `s` also matches `ſ` (U+017F).
 */
export const SPLIT_PATTERNS: Readonly<Record<SplitPattern, (text: string, start: number) => number>> = {
  gpt2: gpt2WordEnd,
  gpt4: gpt4WordEnd,
};

const LETTER = 1;
const NUMBER = 2;
const SPACE = 3;
const OTHER = 4;

/** `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` */
function gpt2WordEnd(text: string, start: number): number {
  const contraction = contractionEnd(text, start, false);
  if (contraction > 0) return contraction;
  const first = text[start] === ' ' && start + 1 < text.length ? start + 1 : start;
  const kind = kindAt(text, first);
  return kind === SPACE ? spacesEnd(text, start) : runEnd(text, first, kind);
}

/** `'(?:s|t|re|ve|m|ll|d)` in either case, `|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+` */
function gpt4WordEnd(text: string, start: number): number {
  const contraction = contractionEnd(text, start, true);
  if (contraction > 0) return contraction;
  const kind = kindAt(text, start);
  if (kind === LETTER) return runEnd(text, start, LETTER);
  if (kind === NUMBER) return runEnd(text, start, NUMBER, 3);
  const next = start + widthAt(text, start);
  if (!isNewline(text, start) && kindAt(text, next) === LETTER) return runEnd(text, next, LETTER);
  if (kind === OTHER) return newlinesEnd(text, runEnd(text, start, OTHER));
  if (text[start] === ' ' && kindAt(text, next) === OTHER) return newlinesEnd(text, runEnd(text, next, OTHER));
  let newline = runEnd(text, start, SPACE);
  while (newline > start && !isNewline(text, newline - 1)) newline--;
  return newline > start ? newline : spacesEnd(text, start);
}

/**
 * The largest index at which both patterns end a word, whatever text follows; 0 if there is none.
 *
 * A letter or a number ends its word if a character of another kind follows, and anything but white space ends its word
 * before white space other than a line ending. No word depends on the text before it, so the text after such an index
 * is split in the same way on its own.
 */
export function safeWordCut(text: string): number {
  let end = text.length;
  let after = 0; // the kind of the character at `end`; 0 at the end of the text
  while (end > 0) {
    const start = end - (end > 1 && isPair(text, end - 2) ? 2 : 1);
    const kind = kindAt(text, start);
    if (after > 0 && kind !== after) {
      if (kind === LETTER || kind === NUMBER) return end;
      if (kind === OTHER && after === SPACE && !isNewline(text, end)) return end;
    }
    // The second half of a character may follow a high surrogate at the end.
    after = end === text.length && isHighSurrogate(text, start) && end - start === 1 ? 0 : kind;
    end = start;
  }
  return 0;
}

/** The end of white space, without the last character if a word follows: it may belong to that word. */
function spacesEnd(text: string, start: number): number {
  const end = runEnd(text, start, SPACE);
  return end < text.length && end - start > 1 ? end - 1 : end;
}

function runEnd(text: string, start: number, kind: number, most = Infinity): number {
  let end = start;
  for (let n = 0; n < most && kindAt(text, end) === kind; n++) end += widthAt(text, end);
  return end;
}

function newlinesEnd(text: string, start: number): number {
  let end = start;
  while (isNewline(text, end)) end++;
  return end;
}

/** The end of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` at `start`; 0 if there is none. */
function contractionEnd(text: string, start: number, anyCase: boolean): number {
  if (text[start] !== "'") return 0;
  let two = text.slice(start + 1, start + 3);
  if (anyCase) two = two.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (two === 're' || two === 've' || two === 'll') return start + 3;
  return two !== '' && 'stmd'.includes(two[0]) ? start + 2 : 0;
}

function isNewline(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code === 0x0a || code === 0x0d;
}

function widthAt(text: string, index: number): number {
  return isPair(text, index) ? 2 : 1;
}

function isPair(text: string, index: number): boolean {
  return isHighSurrogate(text, index) && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
}

function isHighSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800;
}

/** The kinds of the code points that have been seen; 0 for others. */
const kinds = /* @__PURE__ */ new Uint8Array(0x110000);

/** The kind of the character at an index; 0 at the end of the text. */
function kindAt(text: string, index: number): number {
  if (index >= text.length) return 0;
  const unit = text.charCodeAt(index);
  const code = (unit & 0xf800) === 0xd800 ? (text.codePointAt(index) ?? 0) : unit;
  return kinds[code] || (kinds[code] = kindOf(String.fromCodePoint(code)));
}

function kindOf(char: string): number {
  if (/\p{L}/u.test(char)) return LETTER;
  if (/\p{N}/u.test(char)) return NUMBER;
  return /\s/u.test(char) ? SPACE : OTHER;
}
