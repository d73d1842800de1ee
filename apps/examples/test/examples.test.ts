import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandOf, examples } from '../src/examples.ts';
import { runCommand } from './run-example.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('pnpm --filter examples start', () => {
  test('lists every example with what it shows', async () => {
    const printed = await runCommand('pnpm --filter examples start');
    for (const { name, about } of examples) expect(printed).toContain(`${commandOf(name)}\n    ${about}\n`);
  });

  test('refuses a name that is not one of them, and lists them', async () => {
    await expect(runCommand('pnpm --filter examples start three-moons')).rejects.toMatchObject({
      code: 1,
      stderr: 'There is no example "three-moons".\n\n',
      stdout: expect.stringContaining('start two-moons') as string,
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
