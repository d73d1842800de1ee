import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { microgpt } from '../../src/app.ts';
import { proposals } from '../../src/complete/proposals.ts';
import { folderWith } from '../settings/folder.ts';

/** What is proposed after some words, without what it is for. */
async function after(...words: string[]): Promise<string[]> {
  const lines = (await proposals(microgpt, words)).trimEnd().split('\n');
  return lines.slice(0, -1).map((line) => line.split('\t')[0]);
}

describe('microgpt complete -- proposes', () => {
  test('commands first', async () => {
    expect(await after('')).toEqual(expect.arrayContaining(['train', 'sample', 'info', 'init', 'complete']));
    expect(await after('tr')).toEqual(['train']);
  });

  test('flags after dashes, of the command alone, and hidden ones as well', async () => {
    expect(await after('train', '--l')).toEqual(['--layers', '--lr', '--log']);
    expect(await after('train', '--lr', '1', '--l')).toEqual(['--layers', '--log']);
    expect(await after('info', '--l')).toEqual([]);
    expect(await after('train', '--eval-e')).toEqual(['--eval-every']);
  });

  test('the words of a choice', async () => {
    expect(await after('train', '--engine', '')).toEqual(['scalar', 'cpu', 'wasm']);
    expect(await after('complete', 'z')).toEqual(['zsh']);
  });

  test('files and folders where a value may be anything, and after a folder no space', async () => {
    const folder = folderWith({ 'poems.txt': '', 'plays.txt': '', '.hidden': '' });
    mkdirSync(join(folder, 'more'));
    writeFileSync(join(folder, 'more/a.txt'), '');
    expect(await after('train', `${folder}/p`)).toEqual([`${folder}/plays.txt`, `${folder}/poems.txt`]);
    expect(await after('train', '--out', `${folder}/`)).toEqual(
      ['more/', 'plays.txt', 'poems.txt'].map((name) => `${folder}/${name}`),
    );
    expect(await after('train', `${folder}/more/`)).toEqual([`${folder}/more/a.txt`]);
    expect(await after('train', `${folder}/none/`)).toEqual([]);
    expect(await proposals(microgpt, ['train', `${folder}/m`])).toBe(`${folder}/more/\t\n:6\n`);
  });

  test('nothing after words that make no sense', async () => {
    expect(await after('trian', '--l')).toEqual([]);
    expect(await after('train', '--constructor', '--l')).toEqual([]);
    expect(await after('train', '--lr', '--l')).toEqual([]);
  });
});

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const noBash = spawnSync('bash', ['--version']).status !== 0;
const note = noBash ? ' (skipped: bash is missing)' : '';

test.skipIf(noBash)(`the script for bash completes a command line${note}`, () => {
  const folder = folderWith({
    microgpt: `#!/bin/sh\nexec "${process.execPath}" --conditions=@microgpt/source --import tsx "${main}" "$@"\n`,
    // What the package bash-completion defines: here it splits at spaces only.
    'line.sh': `
      source <(sh "$FOLDER/microgpt" complete bash)
      microgpt() { sh "$FOLDER/microgpt" "$@"; }
      _get_comp_words_by_ref() { cur=\${COMP_WORDS[COMP_CWORD]}; words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; }
      COMP_WORDS=(microgpt train --engine w); COMP_CWORD=3
      complete -p microgpt
      __microgpt_complete
      echo "\${COMPREPLY[@]}"
    `,
  });
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const env = { ...process.env, FOLDER: folder };
  const { stdout, stderr } = spawnSync('bash', [join(folder, 'line.sh')], { cwd, env, encoding: 'utf8' });
  expect(stdout).toBe('complete -F __microgpt_complete microgpt\nwasm\n');
  expect(stderr).not.toContain('not found');
});
