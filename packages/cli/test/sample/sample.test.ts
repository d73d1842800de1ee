import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { cpu } from '@microgpt/autograd';
import { saveCheckpoint } from '@microgpt/checkpoint';
import { GPT } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { CharTokenizer } from '@microgpt/tokenizer';
import { beforeAll, describe, expect, test } from 'vitest';
import { sampleCommand } from '../../src/commands/sample.ts';
import { untilStop } from '../../src/sample/until-stop.ts';
import { runCommand } from '../run-command.ts';
import { smallRun, type SmallRun } from '../small-run.ts';

const names = ['emma', 'anna', 'ava', 'mia', 'amelia', 'ella', 'nora', 'lena', 'elena', 'mila', 'alma', 'lea'];
const sample = (...args: string[]) => runCommand(sampleCommand, args);

describe('a model of lines', () => {
  let lines: SmallRun;
  beforeAll(async () => {
    lines = await smallRun({ text: names.join('\n'), kind: 'lines', steps: 300 });
  });

  test('writes 20 texts, each on its line, and says how many are new', async () => {
    const { stdout, stderr } = await sample(lines.file);
    const texts = stdout.trimEnd().split('\n');
    expect(texts).toHaveLength(20);
    const [, isNew, known] = /: (\d+) new, (\d+) in the training data/.exec(stderr) ?? [];
    expect(Number(isNew) + Number(known)).toBe(20);
    const inData = texts.filter((text) => names.includes(text)).length;
    expect(Number(known)).toBeLessThanOrEqual(inData); // a name may be in the validation part
    expect(Number(known)).toBeGreaterThan(0);
  });

  test('begins every text with the prompt, and the seed decides about the rest', async () => {
    const args = [lines.file, '--prompt', 'el', '-n', '7', '--temperature', '5'];
    const first = await sample(...args);
    expect(first.stdout.trimEnd().split('\n')).toHaveLength(7);
    for (const text of first.stdout.trimEnd().split('\n')) expect(text).toMatch(/^el/);
    expect(await sample(...args)).toEqual(first);
    expect((await sample(...args, '--seed', '2')).stdout).not.toBe(first.stdout);
  });

  test('with --json says of each text whether it is in the data', async () => {
    const { stdout, stderr } = await sample(lines.file, '-n', '30', '--json');
    const texts = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { text: string; isInData: boolean });
    expect(texts).toHaveLength(30);
    for (const { text, isInData } of texts) if (isInData) expect(names).toContain(text);
    expect(stderr).toBe('');
  });

  test('the engines write the same texts, greedily', async () => {
    const texts = await Promise.all(
      ['scalar', 'cpu', 'wasm'].map((engine) =>
        sample(lines.file, '--temperature', '0', '-n', '2', '--engine', engine),
      ),
    );
    expect(texts[1].stdout).toBe(texts[0].stdout);
    expect(texts[2].stdout).toBe(texts[0].stdout);
  });

  test('names the characters that it does not know, and those that it knows', async () => {
    await expect(sample(lines.file, '--prompt', 'Zoë')).rejects.toThrow(
      'the prompt has "Z" (U+005A), "ë" (U+00EB), which the model does not know; it knows aeilmnorv',
    );
  });

  test('says that it sees only the end of a long prompt', async () => {
    const { stdout, stderr } = await sample(lines.file, '--prompt', 'anannananan', '-n', '1');
    expect(stdout).toMatch(/^anannananan/);
    expect(stderr).toContain('the prompt has 12 tokens; the model sees the last 8 of them');
  });

  test('cannot tell what is new once the data has changed', async () => {
    const changed = await smallRun({ text: names.join('\n'), kind: 'lines', steps: 5 });
    await writeFile(changed.data, 'other\nnames\nentirely\nand more\n');
    const { stderr } = await sample(changed.file, '-n', '2');
    expect(stderr).toContain(`cannot tell how many are new, because ${changed.data} has changed since the training`);
  });
});

describe('a model of running text', () => {
  let text: SmallRun;
  beforeAll(async () => {
    text = await smallRun({ text: 'she sells sea shells by the sea shore.\n'.repeat(30), kind: 'text', steps: 150 });
  });

  test('writes one text of 500 tokens, beyond its block', async () => {
    const { stdout, stderr } = await sample(text.file);
    expect(stdout.replace(/\n$/, '').length).toBeGreaterThanOrEqual(499);
    expect(stderr).toBe('');
  });

  test('continues the prompt up to the length', async () => {
    const { stdout } = await sample(text.file, '--prompt', 'she sells', '--length', '20');
    expect(stdout).toMatch(/^she sells/);
    expect(stdout.replace(/\n$/, '').length).toBeGreaterThanOrEqual(28);
  });

  test('reads the prompt from a file', async () => {
    const file = join(text.folder, 'prompt.txt');
    await writeFile(file, 'sea');
    expect((await sample(text.file, '--prompt-file', file, '--length', '5')).stdout).toMatch(/^sea/);
    await expect(sample(text.file, '--prompt-file', file, '--prompt', 'a')).rejects.toThrow('contradict');
    await expect(sample(text.file, '--prompt-file', 'missing')).rejects.toThrow(
      '--prompt-file: there is no file missing',
    );
  });

  test('ends before the stop text, one text or several', async () => {
    for (const count of ['1', '3']) {
      const { stdout } = await sample(text.file, '--prompt', 'she ', '--stop', 'sea', '-n', count, '--length', '200');
      expect(stdout).not.toContain('sea');
      expect(stdout).toMatch(/^she /);
    }
  });

  test('several texts are the same as those that come one by one, when they are greedy', async () => {
    const args = [text.file, '--prompt', 'she', '--temperature', '0', '--length', '30'];
    const one = (await sample(...args)).stdout;
    expect((await sample(...args, '-n', '2')).stdout).toBe(`${one}---\n${one}`);
  });
});

test('byte pairs of one character come together', async () => {
  const run = await smallRun({
    text: '🧀 café 🧀 naïve\n'.repeat(40),
    kind: 'text',
    tokenizer: 'byte-pairs',
    steps: 200,
  });
  const { stdout } = await sample(run.file, '--prompt', '🧀', '--length', '60', '--temperature', '0');
  expect(stdout).toMatch(/^🧀 caf/);
  expect(stdout).not.toContain('�');
});

describe('untilStop', () => {
  const through = async (stop: string, ...pieces: string[]) => {
    const kept: string[] = [];
    for await (const piece of untilStop(Readable.from(pieces), stop)) kept.push(piece);
    return kept;
  };

  test.each<[string, string[], string[]]>([
    ['', ['a', 'b'], ['a', 'b']],
    ['b', ['a', 'b', 'c'], ['a']],
    ['END', ['an E', 'N', 'D of'], ['an ']],
    ['END', ['an E', 'N', 'E', 'ND'], ['an ', 'EN']],
    ['END', ['an EN'], ['an ', 'EN']],
    ['aab', ['aaa', 'b'], ['a']],
  ])('up to %j of %j leaves %j', async (stop, pieces, expected) => {
    expect(await through(stop, ...pieces)).toEqual(expected);
  });
});

test('ends silently when its output is closed early', async () => {
  const run = await smallRun({ text: names.join('\n'), kind: 'lines', steps: 5 });
  const program = new URL('../sample-program.ts', import.meta.url).pathname;
  const node = [process.execPath, '--conditions=@microgpt/source', '--import', 'tsx', program, run.file, '-n', '5000'];
  const shell = spawn('bash', ['-o', 'pipefail', '-c', `${node.join(' ')} | head -n 2`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  shell.stdout.on('data', (chunk) => (out += String(chunk)));
  shell.stderr.on('data', (chunk) => (err += String(chunk)));
  const code = await new Promise((resolve) => shell.on('close', resolve));
  expect([code, err]).toEqual([0, '']);
  expect(out.split('\n')).toHaveLength(3);
}, 20_000);

test('a model with more tokens than its tokenizer, as those of nanoGPT have, writes only those of the tokenizer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'microgpt-test-'));
  const file = join(folder, 'padded.safetensors');
  const tokenizer = CharTokenizer.train(['ab']);
  const sizes = { blockSize: 4, nLayer: 1, nHead: 1, nEmbd: 4 };
  const model = new GPT({ vocabSize: 64, ...sizes }, new Initializer(cpu, new Random(1)));
  await writeFile(file, saveCheckpoint({ model, tokenizer }));
  const texts = [await sample(file, '--temperature', '9'), await sample(file, '--temperature', '9', '-n', '30')];
  for (const { stdout } of texts) expect(stdout).toMatch(/^(?:[ab]*\n(?:---\n)?)+$/);
  expect(texts[1].stdout).toMatch(/[ab]{2}/);
});
