import { describe, expect, test } from 'vitest';
import { chooseTokenizer } from '../../src/plan/choose-tokenizer.ts';

const shakespeare = { kind: 'text', characters: 1_115_394, differentCharacters: 65 } as const;

describe('chooseTokenizer', () => {
  test('chooses characters for names, and for a text of a megabyte', () => {
    expect(chooseTokenizer(shakespeare)).toEqual({ tokenizer: 'characters' });
    expect(chooseTokenizer({ kind: 'lines', characters: 230_000, differentCharacters: 26 })).toEqual({
      tokenizer: 'characters',
    });
  });

  test('chooses byte pairs for a long text, and more of them for a longer one, up to 4,096', () => {
    const vocabs = [5e6, 10e6, 1e9].map((characters) => chooseTokenizer({ ...shakespeare, characters }));
    expect(vocabs).toEqual([2048, 4096, 4096].map((vocab) => ({ tokenizer: 'byte-pairs', vocab })));
  });

  test('chooses byte pairs for a text with very many different characters', () => {
    const chinese = { kind: 'text', characters: 100_000, differentCharacters: 3000 } as const;
    expect(chooseTokenizer(chinese)).toEqual({ tokenizer: 'byte-pairs', vocab: 512 });
  });
});
