import { linkSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { removeLeftovers, temporaryName } from '../../src/files/leftovers.ts';
import { replaceFile } from '../../src/files/replace-file.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const folder = temporaryFolder();

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array, void> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

async function* failing(): AsyncGenerator<Uint8Array, void> {
  yield* chunks('half');
  throw new Error('no more');
}

function place(name: string): string {
  mkdirSync(join(folder, name));
  return join(folder, name, 'a.bin');
}

const read = (file: string) => readFileSync(file, 'utf8');

test('it writes the chunks, and leaves nothing else', async () => {
  const file = place('new');
  await replaceFile(file, chunks('one, ', 'two'), { previous: `${file}.previous` });
  expect(read(file)).toBe('one, two');
  expect(readdirSync(join(folder, 'new'))).toEqual(['a.bin']);
});

test('the old file is kept under its second name, again and again', async () => {
  const file = place('again');
  const previous = `${file}.previous`;
  for (const text of ['first', 'second', 'third']) await replaceFile(file, chunks(text), { previous });
  expect([read(file), read(previous)]).toEqual(['third', 'second']);
  expect(readdirSync(join(folder, 'again'))).toEqual(['a.bin', 'a.bin.previous']);
});

test('it goes on where a process was killed between the two renames', async () => {
  const file = place('between');
  const previous = `${file}.previous`;
  writeFileSync(file, 'old');
  linkSync(file, previous); // both names of one file
  await replaceFile(file, chunks('new'), { previous });
  expect([read(file), read(previous)]).toEqual(['new', 'old']);
  expect(readdirSync(join(folder, 'between'))).toEqual(['a.bin', 'a.bin.previous']);
});

test('a failure leaves both files as they were', async () => {
  const file = place('failure');
  const previous = `${file}.previous`;
  await replaceFile(file, chunks('old'));
  await replaceFile(file, chunks('newer'), { previous });
  await expect(replaceFile(file, failing(), { previous })).rejects.toThrow('no more');
  expect([read(file), read(previous)]).toEqual(['newer', 'old']);
  expect(readdirSync(join(folder, 'failure'))).toEqual(['a.bin', 'a.bin.previous']);
});

test('a reader finds a whole content in the file at every moment', async () => {
  const file = place('reader');
  const contents = Array.from({ length: 20 }, (_, i) => `${i} `.repeat(50_000));
  await replaceFile(file, chunks(contents[0]));
  const state = { isWriting: true };
  const reading = (async () => {
    const seen = new Set<string>();
    while (state.isWriting) {
      seen.add(read(file));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return seen;
  })();
  for (const content of contents) {
    await replaceFile(file, chunks(content.slice(0, 1000), content.slice(1000)), { previous: `${file}.previous` });
  }
  state.isWriting = false;
  for (const content of await reading) expect(contents).toContain(content);
});

test('leftovers of processes that have ended are removed, and those of others stay', async () => {
  const file = place('leftovers');
  const own = basename(temporaryName(file));
  const other = (pid: number) => own.replace(`-${process.pid}-`, `-${pid}-`);
  const removed = [other(999999999)];
  const kept = [
    own,
    own.replace(/-[0-9a-f]{6}\.tmp$/, '-000000.tmp'),
    other(process.ppid),
    other(999999999).replace('a.bin', 'b.bin'),
    'a.bin.tmp',
  ];
  for (const name of [...removed, ...kept]) writeFileSync(join(folder, 'leftovers', name), '');
  await removeLeftovers(file);
  expect(readdirSync(join(folder, 'leftovers')).sort()).toEqual(kept.sort());
});

test('leftovers of another machine stay for an hour, even with the id of a process that does not run here', async () => {
  const file = place('machines');
  const [recent, old] = [999999999, 999999998].map((pid) => join(folder, 'machines', `a.bin.000000-${pid}-123456.tmp`));
  for (const path of [recent, old]) writeFileSync(path, '');
  utimesSync(old, new Date(), new Date(Date.now() - 2 * 3_600_000));
  await removeLeftovers(file);
  expect(readdirSync(join(folder, 'machines'))).toEqual([basename(recent)]);
});

test('leftovers in a folder that is missing are no error', async () => {
  await expect(removeLeftovers(join(folder, 'none', 'a.bin'))).resolves.toBeUndefined();
});
