/** The losses that simple guesses reach, in nats per token: reference lines for the loss of a model. */
export interface Baselines {
  /** Every token is equally likely: ln V. */
  readonly uniform: number;
  /** Tokens are as frequent as in the data, whatever came before. */
  readonly unigram: number;
  /** Tokens are as frequent as in the data after the token before. */
  readonly bigram: number;
}

/** Texts as token ids, to compute baselines of. */
export interface BaselineData {
  /** The documents, or the one running text, whose tokens are counted. */
  readonly training: Iterable<ArrayLike<number>>;
  /** Those whose tokens are guessed; if empty, the training data. */
  readonly validation: Iterable<ArrayLike<number>>;
  /** V, the number of different tokens. */
  readonly vocabSize: number;
  /** The token that begins and ends every document, if it is not in the ids; none for a running text. */
  readonly bos?: number | undefined;
}

/**
 * The mean losses of guessing each token of the validation data by the counts of the training data alone.
 *
 * - uniform: ln V
 * - unigram: −mean ln p(b), where p(b) is how often b occurs
 * - bigram: −mean ln p(b|a), where p(b|a) is how often b follows a
 *
 * Counts alone would give a token that never occurred an infinite loss. So they are smoothed as by Witten and Bell:
 * p(b|a) = (n(ab) + t(a)·p(b)) / (n(a) + t(a)), where n counts occurrences and t(a) is the number of different tokens
 * after a: the more different they were, the likelier is another one. p(b) is smoothed likewise with the uniform guess,
 * 1/V.
 *
 * The first token of a running text is not guessed, because none is before it. The time and the memory are linear in the
 * number of tokens plus V: there is no table of V × V.
 *
 * @see https://doi.org/10.1109/18.87000 Witten and Bell: The zero-frequency problem (1991), method C
 */
export function baselinesOf({ training, validation, vocabSize, bos }: BaselineData): Baselines {
  const counted = followersOf([...training], vocabSize, bos);
  const kept = [...validation];
  const guessed = kept.length === 0 ? counted : followersOf(kept, vocabSize, bos);
  const uniform = Math.log(vocabSize);
  if (guessed.tokens.length === 0) return { uniform, unigram: uniform, bigram: uniform };

  const unigram = unigramProbabilities(counted.tokens, vocabSize);
  let unigramSum = 0;
  for (const token of guessed.tokens) unigramSum -= Math.log(unigram[token]);

  let bigramSum = 0;
  const counts = new Uint32Array(vocabSize); // of the tokens after one token; zeros in between
  for (let a = 0; a < vocabSize; a++) {
    const after = followersIn(guessed, a);
    if (after.length === 0) continue;
    const known = followersIn(counted, a);
    let kinds = 0;
    for (const b of known) if (counts[b]++ === 0) kinds++;
    // A token that nothing follows in the training data says nothing about the next.
    const [weight, total] = kinds === 0 ? [1, 1] : [kinds, known.length + kinds];
    for (const b of after) bigramSum -= Math.log((counts[b] + weight * unigram[b]) / total);
    for (const b of known) counts[b] = 0;
  }
  const { length } = guessed.tokens;
  return { uniform, unigram: unigramSum / length, bigram: bigramSum / length };
}

/** All tokens that follow another, sorted by that other. */
interface Followers {
  readonly tokens: Uint32Array;
  /** The followers of `a` are the tokens from `starts[a]` to before `starts[a + 1]`. */
  readonly starts: Uint32Array;
}

/** A counting sort: first count the followers of each token, then put each in its place. */
function followersOf(texts: readonly ArrayLike<number>[], vocabSize: number, bos: number | undefined): Followers {
  const starts = new Uint32Array(vocabSize + 1);
  eachPair(texts, bos, (a) => starts[a + 1]++);
  for (let a = 0; a < vocabSize; a++) starts[a + 1] += starts[a];
  const tokens = new Uint32Array(starts[vocabSize]);
  const next = starts.slice();
  eachPair(texts, bos, (a, b) => (tokens[next[a]++] = b));
  return { tokens, starts };
}

/** Calls `visit` with every token that follows another, and that other. */
function eachPair(
  texts: readonly ArrayLike<number>[],
  bos: number | undefined,
  visit: (a: number, b: number) => void,
): void {
  for (const text of texts) {
    for (let i = 0; i < text.length; i++) {
      const before = i === 0 ? bos : text[i - 1];
      if (before !== undefined) visit(before, text[i]);
    }
    if (bos !== undefined) visit(text.length === 0 ? bos : text[text.length - 1], bos);
  }
}

function followersIn({ tokens, starts }: Followers, a: number): Uint32Array {
  return tokens.subarray(starts[a], starts[a + 1]);
}

/** p(b) = (n(b) + t/V) / (n + t) */
function unigramProbabilities(tokens: Uint32Array, vocabSize: number): Float64Array {
  const p = new Float64Array(vocabSize);
  for (const token of tokens) p[token]++;
  const kinds = p.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  if (kinds === 0) return p.fill(1 / vocabSize);
  return p.map((count) => (count + kinds / vocabSize) / (tokens.length + kinds));
}
