import { readTokenizer } from '../checkpoints/read-tokenizer.ts';
import type { TokenizeFlags } from './tokenize-flags.ts';
import { writeJSON, type CommandStreams } from '../output.ts';
import { encodeText } from './encode-text.ts';
import { readText } from './read-text.ts';

/** Counts the tokens of a text: `microgpt tokenize count`. */
export async function count(
  this: CommandStreams,
  { text: given, json }: TokenizeFlags,
  tokenizerPath: string,
  file?: string,
): Promise<void> {
  const { stdout } = this.process;
  const tokenizer = await readTokenizer(tokenizerPath);
  const text = await readText(given, file);
  const ids = encodeText(tokenizer, text, file ?? 'the text').flat();
  const tokens = ids.length;
  const different = new Set(ids).size;
  const bytes = Buffer.byteLength(text);
  const characters = Array.from(text).length;
  if (json === true) {
    writeJSON(stdout, { tokens, different, bytes, characters, vocabSize: tokenizer.vocabSize });
    return;
  }
  const [t, d, v, b, c] = [tokens, different, tokenizer.vocabSize, bytes, characters].map((n) =>
    n.toLocaleString('en-US'),
  );
  const perToken = (n: number) => (tokens === 0 ? '' : `, ${(n / tokens).toFixed(2)} in a token`);
  stdout.write(
    `${t} tokens, ${d} different ones of ${v}\n${b} bytes${perToken(bytes)}\n${c} characters${perToken(characters)}\n`,
  );
}
