import { describe, expect, test } from 'vitest';
import { jsonLines, startDemo } from './run-demo.ts';

const long = ['--engine', 'scalar', '--steps', '1000000'];

const isWindows = process.platform === 'win32';
const note = isWindows ? ' (skipped: on Windows a program cannot be sent Ctrl-C)' : '';

describe.skipIf(isWindows)(`interrupting the demo${note}`, () => {
  test('Ctrl-C ends training after the running step; the curve and all samples follow, and the exit code is 0', async () => {
    const { child, result, wrote } = startDemo([...long, '--samples', '3']);
    await wrote('step     100 / 1000000');
    child.kill('SIGINT');
    const { stdout, stderr, code } = await result;
    expect(stdout).toMatch(/\nloss \(each point [^]*┤[^]*\nsample {2}3: /);
    expect(stdout).toMatch(/\ntrained \d+ of 1000000 steps in [\d.]+ m?s\n$/);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('after Ctrl-C the last JSON line has the number of steps that were done', async () => {
    const { child, result, wrote } = startDemo([...long, '--samples', '2', '--json']);
    await wrote('"step":20,');
    child.kill('SIGINT');
    const ended = await result;
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const lines = jsonLines(ended);
    const steps = lines.filter(({ type }) => type === 'step').length;
    expect(steps).toBeLessThan(1_000_000);
    expect(lines.slice(-3).map(({ type }) => type)).toEqual(['sample', 'sample', 'done']);
    expect(lines.at(-1)).toMatchObject({ steps });
  });

  test('Ctrl-C while sampling ends sampling, with exit code 0', async () => {
    const { child, result, wrote } = startDemo(['--json', '--steps', '1', '--samples', '1000000']);
    await wrote('"sample"');
    child.kill('SIGINT');
    const ended = await result;
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(jsonLines(ended).at(-1)).toMatchObject({ type: 'done', steps: 1 });
  });

  test('the second Ctrl-C ends the program at once, with exit code 130', async () => {
    const { child, result, wrote } = startDemo(['--json', ...long, '--samples', '1000000']);
    await wrote('"step":20,');
    child.kill('SIGINT');
    await wrote('"sample"');
    // Within 50 ms of the first it would count as the same key press.
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill('SIGINT');
    expect(await result).toMatchObject({ code: 130, stderr: '' });
  });

  test('one key press that arrives twice, from the terminal and from pnpm, counts once', async () => {
    const { child, result, wrote } = startDemo(['--json', ...long, '--samples', '2']);
    await wrote('"step":20,');
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await result).toMatchObject({ code: 0, stderr: '' });
  });

  test('Ctrl-C before training ends the program as usual', async () => {
    const { child, result } = startDemo([]);
    child.kill('SIGINT');
    expect(await result).toMatchObject({ signal: 'SIGINT', stdout: '' });
  });
});
