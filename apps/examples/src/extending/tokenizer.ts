// pnpm --filter examples start tokenizer
// Your own tokenizer: one token for each byte, so no character is unknown.

import { documentBatches, generateText, GPT, train } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import type { Tokenizer } from '@microgpt/tokenizer';
import { wasm } from '@microgpt/wasm';

export class ByteTokenizer implements Tokenizer {
  readonly bos = 256;
  readonly vocabSize = 257;

  encode(text: string): number[] {
    return [...new TextEncoder().encode(text)];
  }

  /** Bytes that are not UTF-8 become U+FFFD; `bos` has no text and is omitted. */
  decode(ids: Iterable<number>): string {
    return new TextDecoder().decode(Uint8Array.from(Array.from(ids).filter((id) => id !== this.bos)));
  }

  toJSON(): unknown {
    return { type: 'byte' };
  }
}

const tokenizer = new ByteTokenizer();
console.log(tokenizer.encode('Zoë'), tokenizer.decode(tokenizer.encode('Zoë 🌱')));

const rng = new Random(1);
const documents = ['Zoë mag Käse 🧀', 'Chloé aime le thé 🍵', 'Łukasz lubi żurek 🥣'];
const config = { vocabSize: tokenizer.vocabSize, blockSize: 32, nLayer: 1, nHead: 4, nEmbd: 32 };
const model = new GPT(config, new Initializer(await wasm(), rng));
const optimizer = new Adam(model.parameters(), { lr: 0.01 });
const batches = documentBatches(documents, tokenizer, { blockSize: 32, batchSize: 3 });
for await (const { step, loss } of train(model, optimizer, batches, { steps: 100 })) {
  if (step % 50 === 0) console.log(`step ${step}: loss ${loss.toFixed(2)}`);
}

for (const prompt of ['Z', 'C', 'Ł'])
  console.log(await generateText(model, tokenizer, { rng, prompt, temperature: 0 }));
