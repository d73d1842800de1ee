import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestPassage } from '../../src/inspecting/longest-passage.ts';

test('a passage comes with what is around it', () => {
  const source = 'O that this too too solid flesh would melt, thaw and resolve itself into a dew!';
  expect(longestPassage('what solid flesh would be', source)).toEqual({
    text: ' solid flesh would ',
    before: 'O that this too too',
    after: 'melt, thaw and resolve itself into a dew',
  });
});

test('no passage is longer', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), maxLength: 30 });
  fc.assert(
    fc.property(letters, letters, (text, source) => {
      const characters = Array.from(text);
      const shared = characters.flatMap((_, start) =>
        characters.slice(start).map((_, i) => characters.slice(start, start + i + 1).join('')),
      );
      const lengths = shared.filter((part) => source.includes(part)).map((part) => Array.from(part).length);
      const passage = longestPassage(text, source);
      expect(Array.from(passage.text)).toHaveLength(Math.max(0, ...lengths));
      expect(text).toContain(passage.text);
      expect(source).toContain(passage.before + passage.text + passage.after);
    }),
  );
});

test('texts that share nothing have no passage', () => {
  expect(longestPassage('abc', 'xyz')).toEqual({ text: '', before: '', after: '' });
});
