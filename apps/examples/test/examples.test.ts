import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandOf, examples } from '../src/examples.ts';
import { runCommand } from './run-example.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('pnpm --filter examples start', () => {
  test('lists every example with what it shows', async () => {
    const printed = await runCommand('pnpm --filter examples start');
    for (const { name, about } of examples) {
      expect(printed).toContain(`  ${commandOf(name)} `);
      expect(printed.replace(/\s+/g, ' ')).toContain(` ${name} ${about} `); // on a line or two
    }
  });

  test.each([
    ['two-mons', 'did you mean pnpm --filter examples start two-moons?'],
    ['sonnets', 'pnpm --filter examples start --help lists them'],
  ])('refuses the name %s, in one line', async (name, remedy) => {
    await expect(runCommand(`pnpm --filter examples start ${name}`)).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: `"${name}": there is no such command; ${remedy}\n`,
    });
  });
});

test('there is an example in each folder, each says in a sentence what it shows, and README names it', () => {
  expect(examples.map(({ name }) => name)).toEqual(expect.arrayContaining(['swiglu', 'two-moons']));
  for (const { name, about } of examples) {
    expect(about).toMatch(/^[A-Z].+\.$/);
    expect(readme).toContain(`\`${name}\``);
  }
});
