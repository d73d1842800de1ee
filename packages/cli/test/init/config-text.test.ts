import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configText } from '../../src/init/config-text.ts';
import { readConfig } from '../../src/settings/config-file.ts';
import { settingNames } from '../../src/settings/setting-flags.ts';
import { folderWith } from '../settings/folder.ts';

test('the file that init writes is a config file that sets nothing', async () => {
  const folder = folderWith({ 'microgpt.config.ts': configText() });
  expect(await readConfig(join(folder, 'microgpt.config.ts'))).toMatchObject({ preset: undefined, settings: {} });
});

test('without its comment signs it sets every setting to a valid value', async () => {
  const text = configText().replaceAll(/^ {2}\/\/ (?=\w+:)/gm, '  ');
  const folder = folderWith({ 'microgpt.config.ts': text });
  const { preset, settings } = await readConfig(join(folder, 'microgpt.config.ts'));
  expect(Object.keys(settings).sort()).toEqual([...settingNames].sort());
  expect(preset).toBe('names');
});
