import { buildCommand, buildRouteMap } from '@stricli/core';
import { InputError, runProgram, size, toggle } from '../../src/index.ts';

/** What the command does, by the name of the thing. */
const things: Record<string, () => void> = {
  apple: () => {
    console.log('eaten');
  },
  stone: () => {
    throw new InputError('eat: a stone is too hard; eat an apple');
  },
  range: () => {
    throw new RangeError('eat: expected one apple, got -1');
  },
  bug: () => {
    throw new TypeError('undefined is not a function');
  },
  interrupted: () => {
    process.exitCode = 130;
  },
  endless: () => {
    setInterval(() => {
      console.log('munch'.repeat(1000));
    }, 1);
  },
};

const eat = buildCommand({
  func: (_: { json?: boolean; howMany?: number; slowly?: boolean }, thing: string) => {
    things[thing]();
  },
  parameters: {
    flags: { json: toggle('JSON'), howMany: size('how many'), slowly: { ...toggle('takes its time'), hidden: true } },
    aliases: { n: 'howMany' },
    positional: { kind: 'tuple', parameters: [{ brief: 'What to eat', placeholder: 'thing', parse: String }] },
  },
  docs: {
    brief: 'Eat a thing',
    fullDescription: 'Eats a thing.\n\nExamples:\n  picnic eat apple\n  picnic eat apple --json',
    customUsage: ['<thing> [flags]'],
  },
});

const pack = buildRouteMap({ routes: { basket: eat, blanket: eat }, docs: { brief: 'Pack a thing' } });
const root = buildRouteMap({ routes: { eat, drinkUp: eat, pack }, docs: { brief: 'Eat outside' } });

await runProgram({ name: 'picnic', root, version: '1.2.3', fileCommand: 'eat' });
