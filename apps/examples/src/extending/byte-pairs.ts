// pnpm --filter examples start byte-pairs
// Byte pairs, as in GPT-2's tokenizer, learned from your text: a frequent word is one token, no character is unknown.

import { GPT, generate, splitData, textBatches, train } from '@microgpt/gpt';
import { AdamW, weightDecayGroups } from '@microgpt/optim';
import { BytePairTokenizer, encodePieces, StreamDecoder } from '@microgpt/tokenizer';
import { init, names } from './learn-names.ts';

const text = names.join('\n');
const tokenizer = BytePairTokenizer.train([text], { vocabSize: 600 });
const ids = tokenizer.encode('annabella and christopher');
console.log(ids.map((id) => tokenizer.decode([id])).join('|'));
console.log(tokenizer.encode('🌱'), tokenizer.decode(tokenizer.encode('🌱'))); // four bytes: the text has no plants

// Pieces of any size give the ids of the whole text, so a long file need not be in memory.
const { training } = splitData(await encodePieces(tokenizer, text.match(/[^]{1,1000}/g) ?? []));
console.log(`${text.length} characters, ${training.length} tokens to train on`);

const config = { vocabSize: tokenizer.vocabSize, blockSize: 32, nLayer: 2, nHead: 4, nEmbd: 32 };
const model = new GPT(config, init);
const optimizer = new AdamW(weightDecayGroups(model.namedParameters(), 0.1), { lr: 0.005 });
const batches = textBatches(training, { ...config, batchSize: 8, rng: init.rng });
for await (const { step, loss } of train(model, optimizer, batches, { steps: 300 })) {
  if (step % 100 === 0) console.log(`step ${step}: loss ${loss.toFixed(2)}`);
}

// A character may be several tokens: the decoder waits until it is complete.
const decoder = new StreamDecoder(tokenizer);
let written = '';
const prompt = tokenizer.encode('\n');
for await (const { id } of generate(model, { rng: init.rng, prompt, temperature: 0.7, maxTokens: 24 })) {
  written += decoder.push(id);
}
console.log((written + decoder.end()).replaceAll('\n', ' '));
