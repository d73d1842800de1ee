import { usualSettings } from '@microgpt/run';
import { expect, test } from 'vitest';
import { settingGroups, settingNames } from '../../src/settings/setting-flags.ts';

test('the table has a flag for every setting', () => {
  expect([...settingNames].sort()).toEqual(Object.keys(usualSettings).sort());
  expect(settingGroups.map(({ title }) => title)).toContain('The network');
});
