import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const home = fileURLToPath(new URL('../..', import.meta.url));
const start = ['--conditions=@microgpt/source', '--import', 'tsx', 'test/command-line/program.ts'];

function picnic(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...start, ...args], { cwd: home, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

test('without a command it shows the commands', () => {
  const { code, stdout, stderr } = picnic();
  expect(stdout).toContain('Eat outside\n');
  expect(stdout).toContain('\n  eat       Eat a thing\n  drink-up  Eat a thing\n');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test.each([['--help'], ['-h']])('eat %s shows examples and flags, but not the hidden ones', (flag) => {
  const { code, stdout } = picnic('eat', flag);
  expect(stdout).toContain('  picnic eat <thing> [flags]\n');
  expect(stdout).toContain('Examples:\n  picnic eat apple\n');
  expect(stdout).toContain('-n [--how-many]  how many\n');
  expect(stdout).toContain('--help-all');
  expect(stdout).not.toContain('slowly');
  expect(stdout).not.toContain('\u001b');
  expect(code).toBe(0);
});

test('eat --help-all shows all flags', () => {
  expect(picnic('eat', '--help-all').stdout).toContain('[--slowly]');
});

test('--version shows the version', () => {
  expect(picnic('--version')).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' });
});

test('a command that ends well has exit code 0', () => {
  expect(picnic('eat', 'apple', '-n2')).toEqual({ code: 0, stdout: 'eaten\n', stderr: '' });
});

test('a command that was interrupted has exit code 130', () => {
  expect(picnic('eat', 'interrupted').code).toBe(130);
});

describe('a wrong command line is one line on stderr, with exit code 2', () => {
  test.each([
    ['drinkup', '"drinkup": there is no such command; did you mean picnic drink-up?'],
    ['sleep', '"sleep": there is no such command; picnic --help lists them'],
    ['pie.txt', '"pie.txt": there is no such command; did you mean picnic eat pie.txt?'],
    ['pack baskett', '"baskett": there is no such command; did you mean picnic pack basket?'],
    ['pack car.txt', '"car.txt": there is no such command; picnic pack --help lists them'],
    ['pack valueOf', '"valueOf": there is no such command; picnic pack --help lists them'],
    [
      'pack basket',
      'picnic pack basket: expected <thing> (what to eat), got nothing; write picnic pack basket <thing>',
    ],
    ['constructor', '"constructor": there is no such command; picnic --help lists them'],
    ['eat', 'picnic eat: expected <thing> (what to eat), got nothing; write picnic eat <thing>'],
    ['eat apple pie', '"pie": expected one argument, and this is one more; put a name with spaces in quotes'],
    ['eat apple --how-mny 2', '--how-mny: there is no such flag; did you mean --how-many?'],
    ['eat apple --fast', '--fast: there is no such flag; --help-all lists them'],
    ['eat apple -x', '-x: there is no such flag; --help-all lists them'],
    ['eat apple --how-many 0', '--how-many: expected a positive integer, got "0"'],
  ])('%s', (args, message) => {
    expect(picnic(...args.split(' '))).toEqual({ code: 2, stdout: '', stderr: `${message}\n` });
  });
});

describe('an error that the user can correct is one line on stderr, with exit code 1', () => {
  test.each([
    ['stone', 'eat: a stone is too hard; eat an apple'],
    ['range', 'eat: expected one apple, got -1'],
  ])('%s', (thing, message) => {
    expect(picnic('eat', thing)).toEqual({ code: 1, stdout: '', stderr: `${message}\n` });
  });
});

test('an error of the program itself shows where it came from', () => {
  const { code, stderr } = picnic('eat', 'bug');
  expect(stderr).toMatch(/^TypeError: undefined is not a function\n +at .*program\.ts/);
  expect(code).toBe(1);
});

test('a pipe that is closed early ends the program in silence', async () => {
  const child = spawn(process.execPath, [...start, 'eat', 'endless'], { cwd: home });
  let errors = '';
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
});
