import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blankProject } from './blank-project.ts';
import { manifestOf } from './repository.ts';

const project = blankProject();

describe('packed and installed into a blank project, microgpt', () => {
  test('shows its commands and its version', () => {
    expect(project.run('npx', ['microgpt', '--help'])).toContain('\n  train ');
    expect(project.run('npx', ['microgpt', '--version'])).toBe(`${manifestOf('packages/cli').version}\n`);
  });

  test('learns the embedded names, and writes some', () => {
    const steps = ['--steps', '200', '--layers', '1', '--embd', '16', '--batch', '8'];
    expect(project.run('npx', ['microgpt', 'train', ...steps])).toContain(
      'write     npx microgpt sample names.safetensors',
    );
    const names = project.run('npx', ['microgpt', 'sample', 'names.safetensors', '-n', '5']);
    expect(names).toMatch(/^(?:[a-z]*\n){5}$/);
  });

  test('writes a folder for PyTorch', () => {
    project.run('npx', ['microgpt', 'export', '--to', 'torch', 'names.safetensors', 'names-torch']);
    expect(readdirSync(join(project.folder, 'names-torch'))).toEqual(
      expect.arrayContaining(['checkpoint.safetensors', 'model.py', 'train.bin', 'train.py', 'val.bin']),
    );
  });

  test('writes a config file', () => {
    project.run('npx', ['microgpt', 'init']);
    expect(readFileSync(join(project.folder, 'microgpt.config.ts'), 'utf8')).toContain('\nexport default {');
  });

  test('prints a script for a shell, and answers it', () => {
    expect(project.run('npx', ['microgpt', 'complete', 'fish'])).toContain('microgpt complete --');
    expect(project.run('npx', ['microgpt', 'complete', '--', 'train', '--engine', 'w'])).toMatch(/^wasm\t.*\n:4\n$/);
  });

  test.each([['--help'], ['--version'], ['train --help']])(
    '%s takes at most 150 ms, on a machine where Node itself takes 45',
    (args) => {
      const main = join(project.folder, 'node_modules/@microgpt/cli/dist/main.js');
      const ours = () => milliseconds([main, ...args.split(' ')]);
      const node = () => milliseconds(['--eval', '0']);
      const ratios = Array.from({ length: 10 }, () => ours() / node()); // of two that run one after the other, however busy the machine
      expect(ratios.sort((a, b) => a - b)[5]).toBeLessThan(150 / 45);
    },
  );
});

function milliseconds(args: readonly string[]): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args);
  expect(status).toBe(0);
  return performance.now() - started;
}
