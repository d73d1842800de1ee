import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tokenizer as JavaScriptTokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { Tokenizer as NativeTokenizer } from 'tokenizers';
import { describe, expect, test } from 'vitest';
import { BytePairTokenizer, fromHuggingFace, toHuggingFace } from '../src/index.ts';
import { anyText, twentyScripts } from './texts.ts';
import { cl100k, gpt2 } from './vocabularies.ts';

const page = twentyScripts.split('\n');
const small = (pattern: 'gpt2' | 'gpt4') => BytePairTokenizer.train(page, { vocabSize: 700, pattern });

/** The implementations differ in white space: `\s` is JavaScript's here, and Unicode's in the native one. See the README. */
const commonText = anyText.filter((text) => !/[\u0085\uFEFF\uD800-\uDFFF]/.test(text));

describe.each([
  ['a trained vocabulary, GPT-2 pattern', () => small('gpt2')],
  ['a trained vocabulary, GPT-4 pattern', () => small('gpt4')],
  ["GPT-2's", gpt2],
  ["GPT-4's", cl100k],
])('%s', (_, make) => {
  test("Hugging Face's implementations load what we save, and give the same ids and texts", async () => {
    const tokenizer = make();
    const saved = JSON.stringify(toHuggingFace(tokenizer));
    const native = NativeTokenizer.fromString(saved);
    const script = new JavaScriptTokenizer(JSON.parse(saved) as object, {});
    const texts = [
      ...page,
      twentyScripts,
      ...fc.sample(commonText, { numRuns: 500, seed: 1 }),
      "Don't I'LL 'tis  \n\n  end  ",
    ];
    for (const text of texts) {
      const ids = tokenizer.encode(text, { allowedSpecial: 'all' }); // theirs always allow special tokens
      const encoding = await native.encode(text, null, { addSpecialTokens: false });
      expect(encoding.getIds(), text).toEqual(ids);
      expect(script.encode(text, { add_special_tokens: false }).ids, text).toEqual(ids);
      expect(await native.decode(ids, false)).toBe(text);
    }
  });

  test('we load what we save: the same vocabulary', () => {
    const tokenizer = make();
    const loaded = fromHuggingFace(JSON.parse(JSON.stringify(toHuggingFace(tokenizer))));
    expect(loaded.vocabSize).toBe(tokenizer.vocabSize);
    expect(loaded.bos).toBe(tokenizer.bos);
    for (const text of fc.sample(anyText, { numRuns: 300, seed: 2 }))
      expect(loaded.encode(text)).toEqual(tokenizer.encode(text));
    for (const text of page) expect(loaded.encode(text)).toEqual(tokenizer.encode(text));
  });

  test('we load what Hugging Face saves after loading ours', () => {
    const tokenizer = make();
    const native = NativeTokenizer.fromString(JSON.stringify(toHuggingFace(tokenizer)));
    const folder = mkdtempSync(join(tmpdir(), 'tokenizer-'));
    native.save(join(folder, 'tokenizer.json'), false);
    const loaded = fromHuggingFace(JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8')));
    rmSync(folder, { recursive: true });
    for (const text of page) expect(loaded.encode(text)).toEqual(tokenizer.encode(text));
  });
});
