import type { Engine } from '@microgpt/autograd';
import { choicesFor, corpusFrom, detectKind, newSettings, RunError, type Dataset, type Settings } from '@microgpt/run';
import { changesOf } from '../../session/address.ts';
import { coverageOf } from './coverage.ts';
import { problemOfBytes, problemOfLength } from './problem-of.ts';
import type { ReadText, TextFacts, Wishes } from './text-facts.ts';
import { tokenPreview } from './token-preview.ts';
import { unusualCharacters } from './unusual-characters.ts';

/** A short run. After 200 passes a short text is only memorized, but there should be some steps to watch. */
const wanted = { seconds: 20, mostPasses: 200, leastSteps: 200 };

/** A text to read. */
export interface TextToRead {
  /** The name of the file, or of what was pasted. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Reads a text: what it is, its tokens, and settings that suit it on this machine. */
export async function readText({ name, bytes }: TextToRead, wishes: Wishes, engine: Engine): Promise<ReadText> {
  const problem = problemOfBytes(name, bytes);
  if (problem !== undefined) return { problem };
  try {
    const corpus = await corpusFrom(name, bytes);
    const choices = choicesFor(() => engine, wanted);
    const { settings, dataset } = await newSettings({
      ...{ corpus, choices, out: 'model.safetensors', now: () => 0 },
      given: { ...wishes, engine: engine.name as Settings['engine'] },
    });
    const detected = wishes.kind === undefined ? detectKind(corpus.text) : undefined;
    return { facts: factsOf({ ...corpus, kindReason: detected?.reason }, settings, dataset) };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const tooShort = problemOfLength(name, new TextDecoder().decode(bytes));
    return { problem: tooShort ?? `${name} cannot be used: ${error.message}.` };
  }
}

function factsOf(
  corpus: {
    readonly text: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly kindReason: string | undefined;
  },
  settings: Settings,
  dataset: Dataset,
): TextFacts {
  const { text, sha256, bytes, kindReason } = corpus;
  const { tokenizer, trainingTokens, validationTokens, documents, kind } = dataset;
  const isText = kind === 'text';
  const all = { ...settings, samples: isText ? 3 : 20, temperature: isText ? 0.8 : 0.5 };
  const differentCharacters = new Set(text).size;
  return {
    ...{ sha256, bytes, kind, kindReason, documents, differentCharacters, validation: settings.validation },
    tokenizer: settings.tokenizer === 'byte-pairs' ? 'byte-pairs' : 'characters',
    characters: codePointsIn(text),
    tokens: trainingTokens + validationTokens,
    vocabSize: tokenizer.vocabSize,
    unusual: unusualCharacters(text),
    preview: tokenPreview(text, kind, tokenizer),
    settings: changesOf({ data: `own:${sha256}`, given: all }),
    steps: settings.steps ?? 0,
    block: settings.block,
    coverage: coverageOf(settings, dataset),
    warning: warningOf(text, dataset),
  };
}

/** The number of characters as a tokenizer counts them: one for each code point. */
function codePointsIn(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00) count--;
  }
  return count;
}

/** What is wrong with a text that can be used all the same. */
function warningOf(text: string, { documents, kind }: Dataset): string | undefined {
  const different = new Set(text.replaceAll('\n', '')).size;
  if (different === 1) return 'It repeats one character, so there is nothing to learn: the loss will soon be about 0.';
  const lines = kind === 'lines' ? new Set(text.split('\n').map((line) => line.trim())) : undefined;
  lines?.delete('');
  if (lines?.size === 1 && documents > 1) return 'All lines are the same, so the model will only repeat that line.';
  if (text.length < 2000) return 'It is short. The model will soon know it by heart and write little that is new.';
  return undefined;
}
