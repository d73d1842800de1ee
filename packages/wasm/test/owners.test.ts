import { expect, test } from 'vitest';
import { Owners } from '../src/memory/owners.ts';
import { Epoch, WasmStorage } from '../src/memory/storage.ts';

const MIB = 2 ** 20;

/** Gives so many storages a block of so many bytes each; they must be held. */
function add(owners: Owners, count: number, bytes: number): WasmStorage[] {
  return Array.from({ length: count }, () => {
    const storage = new WasmStorage(bytes / 4, 0, new Epoch(0, 0));
    owners.add(storage, { start: 0, end: bytes });
    return storage;
  });
}

test('a search is due when 4 MiB have been handed out, or as much as was in use after the last one', () => {
  const owners = new Owners();
  const held = add(owners, 1, 4 * MIB - 16);
  expect(owners.isSearchDue).toBe(false);
  held.push(...add(owners, 1, 16));
  expect(owners.isSearchDue).toBe(true);
  expect(owners.search()).toEqual([]);
  expect(owners.isSearchDue).toBe(false);
  held.push(...add(owners, 2, 3 * MIB)); // 10 in all
  expect(owners.isSearchDue).toBe(true);
  owners.search();
  held.push(...add(owners, 1, 9 * MIB));
  expect(owners.isSearchDue).toBe(false);
  held.push(...add(owners, 1, MIB));
  expect(owners.isSearchDue).toBe(true);
  expect(held).toHaveLength(6);
});

test('a search is due when 4096 blocks have been handed out, or as many as were in use after the last one', () => {
  const owners = new Owners();
  const held = add(owners, 4095, 16);
  expect(owners.isSearchDue).toBe(false);
  held.push(...add(owners, 1, 16));
  expect(owners.isSearchDue).toBe(true);
  held.push(...add(owners, 1000, 16));
  expect(owners.search()).toEqual([]);
  held.push(...add(owners, 5095, 16));
  expect(owners.isSearchDue).toBe(false);
  held.push(...add(owners, 1, 16));
  expect(owners.isSearchDue).toBe(true);
  expect(held).toHaveLength(10_192);
});

test('a block that was given back is found by no search, and not in use', () => {
  const owners = new Owners();
  const [given, kept] = [add(owners, 1, 8 * MIB), add(owners, 1, MIB)].flat();
  if (given.owner === undefined) throw new Error('it has an owner');
  given.owner.storage = undefined;
  expect(owners.search()).toEqual([]);
  add(owners, 1, 4 * MIB);
  expect(owners.isSearchDue).toBe(true); // for 1 MiB is in use, not 9
  expect(kept.owner?.block).toEqual({ start: 0, end: MIB });
});
