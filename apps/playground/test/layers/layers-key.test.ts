import { expect, test } from 'vitest';
import { isLayersKey, keyOfOwn, ownModule } from '../../src/layers/layers-key.ts';

const sha256 = '0123456789abcdef'.repeat(4);

test('a key of own layers names their SHA-256 and their file, as an address can hold it', () => {
  const key = keyOfOwn({ sha256, file: 'my layers (2)&x=1.js' });
  expect(key).toBe(`own:${sha256}:my-layers--2--x-1.js`);
  expect(encodeURI(key)).toBe(key);
  expect(ownModule(key)).toEqual({ sha256, file: 'my-layers--2--x-1.js' });
});

test('only layers of the guide and own layers have keys', () => {
  const keys = ['rotary', keyOfOwn({ sha256, file: 'a.js' })];
  const others = ['', 'usual', 'own:a.js', `own:${sha256}`, '/home/a/parts.ts', null, 3];
  expect([...keys, ...others].filter(isLayersKey)).toEqual(keys);
});
