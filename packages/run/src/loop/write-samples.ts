import { generate, generateText } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import { knownTokens } from './known-tokens.ts';
import type { Sample } from './run-listener.ts';
import type { Run } from './run.ts';
import { textBeginning } from './text-beginning.ts';

/** The number of tokens of a sample of a running text. */
export const SAMPLE_TOKENS = 100;

/**
 * Texts that the model writes with a copy of the run's random stream, so that they depend only on the run, and the run does not
 * depend on them.
 *
 * @param isStopped asked before each; true ends it early
 */
export async function writeSamples(run: Run, isStopped: () => boolean): Promise<Sample[]> {
  const { dataset, settings } = run;
  const rng = new Random(0);
  rng.restore(run.rng.save());
  const samples: Sample[] = [];
  while (samples.length < settings.samples && !isStopped()) {
    const text = dataset.kind === 'lines' ? await writeLine(run, rng) : await writeText(run, rng);
    samples.push({ text, isInData: text !== '' && dataset.contains(text) });
  }
  return samples;
}

function writeLine({ model, dataset, settings: { temperature } }: Run, rng: Random): Promise<string> {
  const { tokenizer } = dataset;
  return generateText(knownTokens(model, tokenizer), tokenizer, { rng, temperature });
}

/** What the model writes at the beginning of a line. */
async function writeText({ model, dataset, settings: { temperature } }: Run, rng: Random): Promise<string> {
  const { tokenizer } = dataset;
  const options = { rng, temperature, prompt: beginning(dataset), maxTokens: SAMPLE_TOKENS };
  const ids: number[] = [];
  for await (const { id } of generate(knownTokens(model, tokenizer), options)) {
    ids.push(id);
  }
  return tokenizer.decode(ids).trim();
}

/** The token after which a text begins; the first of the text itself if the tokenizer knows no line feed. */
function beginning(dataset: Run['dataset']): number[] {
  const [ids] = dataset.trainingIds();
  return [textBeginning(dataset.tokenizer, '') ?? ids[0]];
}
