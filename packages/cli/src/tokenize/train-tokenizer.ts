import { linesOf } from '@microgpt/gpt';
import { detectKind } from '@microgpt/run';
import { UsageError } from '@microgpt/terminal';
import { BytePairTokenizer, toHuggingFace, type BytePairProgress } from '@microgpt/tokenizer';
import { checkIsNew, writeWhole } from '../checkpoints/new-file.ts';
import type { TrainTokenizerFlags } from './tokenize-flags.ts';
import { readCorpus } from '../data/corpus.ts';
import type { CommandStreams, Output } from '../output.ts';

/** The number of bytes, and one token that ends a text. */
const LEAST = 257;

/** Learns byte pairs from a text: `microgpt tokenize train`. */
export async function trainTokenizer(
  this: CommandStreams,
  { vocab, pattern, out, force }: TrainTokenizerFlags,
  path: string,
): Promise<void> {
  const { stdout, stderr } = this.process;
  if (vocab < LEAST) {
    throw new UsageError(
      `--vocab: expected at least ${LEAST}, 256 bytes and one token that ends a text, got ${vocab}; pass 512 or more`,
    );
  }
  await checkIsNew(out, force);
  const { text } = await readCorpus(path);
  const texts = detectKind(text).kind === 'lines' ? linesOf(text) : [text];
  const tokenizer = BytePairTokenizer.train(texts, { vocabSize: vocab, pattern, onProgress: progressOn(stderr) });
  await writeWhole(out, `${JSON.stringify(toHuggingFace(tokenizer), null, 2)}\n`);
  const tokens = texts.reduce((sum, one) => sum + tokenizer.encode(one).length, 0);
  const bytes = texts.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
  const found = tokenizer.vocabSize < vocab ? `, not ${vocab}: no other pair occurs twice` : '';
  stdout.write(
    `${out}: ${tokenizer.vocabSize.toLocaleString('en-US')} tokens${found}; ${path} has ${tokens.toLocaleString('en-US')} of them, ` +
      `${(bytes / tokens).toFixed(2)} bytes in each\n`,
  );
}

/** Shows on a terminal how many tokens are learned, five times a second. */
function progressOn(stderr: Output): (progress: BytePairProgress) => void {
  let shown = performance.now();
  return ({ tokens, of }) => {
    if (stderr.isTTY !== true || (tokens < of && performance.now() - shown < 200)) return;
    shown = performance.now();
    stderr.write(`\r\x1b[K${tokens} of ${of} tokens${tokens === of ? '\r\x1b[K' : ''}`);
  };
}
