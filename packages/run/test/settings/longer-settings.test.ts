import { expect, test } from 'vitest';
import { longerSettings } from '../../src/settings/longer-settings.ts';

test('a finished run trains on for as many steps as it has made', () => {
  expect(longerSettings({ steps: 100, time: null }, { step: 100 })).toEqual({ steps: 200, time: null });
});

test('a run that ended by the clock trains on for as much time', () => {
  expect(longerSettings({ steps: null, time: 60 }, { step: 1234 })).toEqual({ steps: null, time: 120 });
});
