import type { Program } from '@microgpt/terminal';
import { describe, expect, test } from 'vitest';
import { microgpt } from '../src/app.ts';

type Target = Program['root'];

/** All commands, with the words that start them. */
function commandsOf(target: Target, words: readonly string[]): [words: string, command: Target][] {
  if (!('getAllEntries' in target)) return [[words.join(' '), target]];
  return target.getAllEntries().flatMap((entry) => {
    return commandsOf(entry.target, [...words, entry.name['convert-camel-to-kebab']]);
  });
}

describe.each(commandsOf(microgpt.root, ['microgpt']))('%s --help', (words, { brief, fullDescription = '' }) => {
  test('says in a line what the command does', () => {
    expect(brief).toMatch(/^[A-Z].*[^.]$/);
    expect(brief.length).toBeLessThan(70);
  });

  test('shows examples that begin with the command', () => {
    const [, examples = ''] = fullDescription.split('\nExamples:\n');
    expect(examples).toContain(words);
  });
});
