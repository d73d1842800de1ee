import { afterEach, expect, test, vi } from 'vitest';
import { KeptValues } from '../../src/store/kept-values.ts';

/** A request of IndexedDB that succeeds or fails soon. */
function request(result: unknown, error?: Error): object {
  const made: { result: unknown; error: Error | undefined; onsuccess?: () => void; onerror?: () => void } = {
    result,
    error,
  };
  setTimeout(() => (error ? made.onerror?.() : made.onsuccess?.()));
  return made;
}

/** The browser's database, of which reading fails. */
const unreadable = {
  open: () => {
    const failed = () => request(undefined, new Error('the disk cannot be read'));
    const store = { get: failed, getAllKeys: failed };
    return request({ transaction: () => ({ objectStore: () => store }) });
  },
};

/** A database that cannot be opened, as in some private windows. */
const closed = { open: () => request(undefined, new Error('not allowed')) };

afterEach(() => {
  vi.unstubAllGlobals();
});

test('values that cannot be read are not taken for missing', async () => {
  vi.stubGlobal('indexedDB', unreadable);
  const values = new KeptValues('test');
  await expect(values.read('a')).rejects.toThrow('the disk cannot be read');
  await expect(values.namesOf('run/')).rejects.toThrow('the disk cannot be read');
});

test('where the database cannot be opened, values are in memory', async () => {
  vi.stubGlobal('indexedDB', closed);
  const values = new KeptValues('test');
  expect(await values.read('a')).toBeUndefined();
  await values.write({ values: new Map([['a', 1]]) });
  expect([await values.read('a'), await values.namesOf('a')]).toEqual([1, ['a']]);
});
