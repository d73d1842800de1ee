import { documentBatches, generate, GPT, train } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { wasm } from '@microgpt/wasm';

/**
 * The small GPT learns a few names on wasm, and invents some.
 *
 * Nothing is annotated with a type, so that the same text is a program in JavaScript and one in TypeScript.
 */
export async function learnNames() {
  const docs = ['anna', 'emma', 'hannah', 'lena', 'mia', 'nele', 'nina', 'tamina'];
  const rng = new Random(42);
  const tokenizer = CharTokenizer.train(docs);
  const config = { vocabSize: tokenizer.vocabSize, blockSize: 8, nLayer: 1, nHead: 4, nEmbd: 16 };
  const model = new GPT(config, new Initializer(await wasm(), rng));
  const optimizer = new Adam(model.parameters(), { lr: 0.01 });

  const losses = [];
  const batches = documentBatches(docs, tokenizer, config);
  for await (const { loss } of train(model, optimizer, batches, { steps: 200 })) losses.push(loss);

  const { bos } = tokenizer;
  const names = [];
  for (let i = 0; i < 5; i++) {
    const ids = [];
    for await (const { id } of generate(model, { rng, prompt: [bos], stop: bos, temperature: 0.5 })) ids.push(id);
    names.push(tokenizer.decode(ids));
  }
  return { losses, names };
}
