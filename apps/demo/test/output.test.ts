import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { command, home, jsonLines, runDemo, startDemo } from './run-demo.ts';

describe('as text', () => {
  const run = runDemo(['--steps', '250', '--samples', '3']);

  test('it prints the sizes, then the model as a tree', async () => {
    const { stdout } = await run;
    expect(stdout).toMatch(/^num docs: 32257\nvocab size: 27\nnum params: 4192\n\nGPT\(.*\) · 4,192\n├─ wte: /);
  });

  test('it prints a line for the first step, every hundredth, and the last', async () => {
    const { stdout } = await run;
    const lines = stdout.match(/^.*step +\d+ \/ .*$/gm) ?? [];
    expect(lines.map((line) => Number(/step +(\d+) \/ 250/.exec(line)?.[1]))).toEqual([1, 100, 200, 250]);
    for (const line of lines.slice(1))
      // the first step is no measure of the others
      expect(line).toMatch(/^[━─]+ step +\d+ \/ 250 \| loss \d\.\d{4} \| lr \S+ \| \S+ m?s left$/);
  });

  test('it draws the loss, then numbers the samples, then says how long training took', async () => {
    const { stdout, stderr, code } = await run;
    expect(stdout).toMatch(
      /\nloss \(each point the mean of 8 steps\)\n[^]*┤[^]*\nsample {2}1: .*\nsample {2}2: .*\nsample {2}3: /,
    );
    expect(stdout).toMatch(/\n\ntrained 250 steps in [\d.]+ m?s\n$/);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('it says how many documents are cut to the block size, and nothing if none are', async () => {
    const { stdout } = await runDemo('--steps 1 --samples 0 --block 9'.split(' '));
    expect(stdout).toMatch(
      /^num docs: 32257\n1716 documents are longer than --block 9; the rest of each is left out\nvocab/,
    );
    expect((await run).stdout).not.toContain('longer');
  });

  test('it writes no escape codes where there is no terminal', async () => {
    expect((await run).stdout).not.toContain('\u001b');
  });

  test('--samples 0 makes up nothing', async () => {
    const { stdout, code } = await runDemo(['--steps', '1', '--samples', '0']);
    expect(stdout).not.toContain('sample');
    expect(code).toBe(0);
  });

  test('--help shows every flag with its default, and does nothing else', async () => {
    const { stdout, code } = await runDemo(['--help']);
    for (const flag of ['--data', '--engine', '--lr', '--temperature', '--json'])
      expect(stdout).toContain(` [${flag}] `);
    expect(stdout).toContain('[default 0.01]');
    expect(stdout).not.toContain('num docs');
    expect(code).toBe(0);
  });
});

describe('as JSON', () => {
  test('it prints the settings, every step, every sample and the end, one object a line and nothing else', async () => {
    const flags = '--json --steps 3 --samples 2 --seed -7 --embd 8 --heads 2 --layers 2 --block 4 --batch 5 --lr 0.02';
    const result = await runDemo(`${flags} --temperature 0 --engine scalar`.split(' '));
    expect(result).toMatchObject({ stderr: '', code: 0 });
    const [config, ...lines] = jsonLines(result);
    expect(config).toEqual({
      ...{ type: 'config', json: true, data: 'names', engine: 'scalar', seed: -7, embd: 8, heads: 2, layers: 2 },
      ...{ block: 4, steps: 3, batch: 5, lr: 0.02, samples: 2, temperature: 0 },
      // 27·8 + 4·8 + 27·8 for tokens, positions and the head; 12·8² for each layer
      // Names of four or more letters, which do not fit a block of 4 together with BOS.
      ...{ documents: 32257, longDocuments: 31611, vocabSize: 27, parameters: 464 + 2 * 768 },
    });
    expect(lines.map(({ type }) => type)).toEqual(['step', 'step', 'step', 'sample', 'sample', 'done']);
    expect(lines[2]).toEqual({ type: 'step', step: 3, loss: expect.any(Number) as number, lr: 0.02 * (1 - 2 / 3) });
    expect(lines[3]).toEqual({ type: 'sample', text: expect.any(String) as string });
    expect(lines[5]).toEqual({ type: 'done', steps: 3, seconds: expect.any(Number) as number });
    // 0 takes the likeliest token every time
    expect(lines[3].text).toBe(lines[4].text);
  });

  test('it ends quietly when its reader leaves', async () => {
    const { child, result } = startDemo(['--json']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await result).toMatchObject({ code: 0, stderr: '' });
  });
});

test('a file is looked for in the folder in which the command was typed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'pets.txt'), '\ufeffrex\r\n\r\n  bello  \nminka');
  const args = ['--json', '--steps', '1', '--samples', '0', '--data', '../pets.txt'];
  const result = await runDemo(args, { INIT_CWD: join(folder, 'inner') });
  // Three documents of the letters a b e i k l m n o r x, without the byte order mark; and BOS.
  expect(jsonLines(result)[0]).toMatchObject({ data: '../pets.txt', documents: 3, vocabSize: 12 });
});

test('a single cut document is reported in the singular', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'pets.txt'), 'rex\nbello');
  const args = ['--steps', '1', '--samples', '0', '--block', '5', '--data', join(folder, 'pets.txt')];
  const { stdout } = await runDemo(args);
  expect(stdout).toContain('\n1 document is longer than --block 5; its rest is left out\n');
  const enough = await runDemo([...args.slice(0, 5), '6', ...args.slice(6)]); // BOS and five letters
  expect(enough.stdout).not.toContain('longer');
});

test('control characters of the data are escaped in the text of samples, and exact in --json', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const bell = '\u0007';
  writeFileSync(join(folder, 'bells.txt'), `a${bell}b`);
  const args = ['--steps', '100', '--samples', '1', '--temperature', '0', '--data', join(folder, 'bells.txt')];
  expect((await runDemo(args)).stdout).toContain('\nsample  1: a\\u0007b\n');
  expect(jsonLines(await runDemo([...args, '--json'])).at(-2)).toEqual({ type: 'sample', text: `a${bell}b` });
});

const noTerminal = spawnSync('script', ['--version']).status !== 0; // BSD's knows no --version, and takes other flags
const note = noTerminal ? ' (skipped: script(1) of util-linux is missing)' : '';

test.skipIf(noTerminal)(
  `on a terminal the line of progress changes in place, and the cursor comes back${note}`,
  async () => {
    const line = [...command, '--steps', '300', '--samples', '1'].join(' ');
    const { stdout } = await promisify(execFile)('script', ['-qec', line, '/dev/null'], {
      cwd: home,
      env: { ...process.env, TERM: 'xterm' },
    });
    const eraseLine = '\u001b[2K';
    const showCursor = '\u001b[?25h';
    const hideCursor = '\u001b[?25l';
    expect(stdout).toContain(eraseLine);
    expect(stdout.lastIndexOf(showCursor)).toBeGreaterThan(stdout.lastIndexOf(hideCursor));
    expect(stdout).toMatch(/━{20} step 300 \/ 300/);
  },
);
