import { readTokenizer } from '../checkpoints/read-tokenizer.ts';
import type { TokenizeFlags } from './tokenize-flags.ts';
import type { CommandStreams } from '../output.ts';
import { encodeText } from './encode-text.ts';
import { readText } from './read-text.ts';

/** Prints the ids of a text: `microgpt tokenize encode`. */
export async function encode(
  this: CommandStreams,
  { text, json }: TokenizeFlags,
  tokenizerPath: string,
  file?: string,
): Promise<void> {
  const tokenizer = await readTokenizer(tokenizerPath);
  for (const ids of encodeText(tokenizer, await readText(text, file), file ?? 'the text')) {
    this.process.stdout.write(`${json === true ? JSON.stringify(ids) : ids.join(' ')}\n`);
  }
}
