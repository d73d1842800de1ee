import { expect, test } from 'vitest';
import { numberIn } from '../../src/design/number-in.ts';

const layers = { min: 1, max: 12, integer: true, why: 'Larger ones take too long.' };

test('a number in the range is taken', () => {
  expect(numberIn('3', layers)).toBeUndefined();
  expect(numberIn('0.5', { min: 0, max: 1 })).toBeUndefined();
});

test('a text that is no number says what to type', () => {
  expect(numberIn('', layers)).toBe('Type a whole number from 1 to 12.');
  expect(numberIn('many', { min: 0, max: 1, words: ['all'] })).toBe('Type a number from 0 to 1, or all.');
});

test('a fraction names the whole numbers around it', () => {
  expect(numberIn('2.5', layers)).toBe('Enter a whole number, such as 2 or 3.');
});

test('a number beyond a limit names the limit, and the reason where there is one', () => {
  expect(numberIn('0', layers)).toBe('Enter 1 or more.');
  expect(numberIn('13', layers)).toBe('Enter 12 or less. Larger ones take too long.');
});

test('a word that stands for something is taken', () => {
  expect(numberIn('all', { min: 0, max: 1, words: ['all'] })).toBeUndefined();
});
