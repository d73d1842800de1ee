import { decodeText } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import { containsIn, createDataset, trainingTexts, type DataRecord, type Dataset, type Settings } from '@microgpt/run';
import type { Tokenizer } from '@microgpt/tokenizer';

/** How many examples are kept, and the length of one from running text. */
const EXAMPLES = 32;
const PASSAGE = 200;

/** Which part of which text a run learned from. */
export type LearnedPart = Pick<DataRecord, 'sha256'> & Pick<Settings, 'kind' | 'validation' | 'seed'>;

/** The part of a text that a run learned from. */
export interface LearnedText {
  /** Whether it contains a text: as a line, or anywhere in running text. */
  contains(text: string): boolean;
  /** The character with which it begins, for a model that has no token for the beginning. */
  readonly start: string;
  /** The document that a step trains on, in the order of training; the first ones again after the last. Of running text, a passage. */
  documentAt(i: number): string;
  /** A few of its lines, or the first passages of a running text. */
  readonly examples: readonly string[];
  /** All of its lines, in the order of training, or the one running text. */
  readonly texts: readonly string[];
  /** The data of a run that divides it with a tokenizer. That of the last tokenizer is kept. */
  dataset(tokenizer: Tokenizer): Promise<Dataset>;
}

/** The part of a text that a run with these settings learned from, which is without the validation data. */
export async function learnedText(bytes: Uint8Array, { kind, validation, seed }: LearnedPart): Promise<LearnedText> {
  const pieces: string[] = [];
  for await (const piece of decodeText(bytes)) pieces.push(piece);
  const corpus = { source: 'the text', text: pieces.join('') };
  const training = trainingTexts({ corpus, kind, validation, rng: new Random(seed) });
  const [start] = training[0]; // by characters, of which an emoji is one
  const examples = kind === 'lines' ? training.slice(0, EXAMPLES) : passagesOf(training[0]);
  const documentAt = (i: number): string =>
    kind === 'lines' ? training[i % training.length] : passageAt(training[0], i);
  let last: { readonly key: string; readonly dataset: Promise<Dataset> } | undefined;
  const dataset = (tokenizer: Tokenizer): Promise<Dataset> => {
    const key = JSON.stringify(tokenizer);
    if (last?.key !== key) {
      last = { key, dataset: createDataset({ corpus, kind, tokenizer, validation, rng: new Random(seed) }) };
    }
    return last.dataset;
  };
  return { contains: containsIn(training, kind), start, examples, documentAt, texts: training, dataset };
}

function passagesOf(text: string): string[] {
  const count = Math.min(EXAMPLES, Math.ceil(text.length / PASSAGE));
  return Array.from({ length: count }, (_, i) => passageAt(text, i));
}

/** A passage of running text; the first ones again after the last. */
function passageAt(text: string, i: number): string {
  const start = (i % Math.ceil(text.length / PASSAGE)) * PASSAGE;
  return text.slice(start, start + PASSAGE);
}
