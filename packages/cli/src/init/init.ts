import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { InputError } from '@microgpt/terminal';
import { configNames } from '../settings/config-names.ts';
import { configText } from './config-text.ts';

/**
 * The work of `microgpt init`: writes a config file to the current folder.
 *
 * @throws InputError if the folder has a config file
 */
export async function init(): Promise<void> {
  const existing = configNames.find((name) => existsSync(name));
  if (existing !== undefined) {
    throw new InputError(`this folder has ${existing}; edit it, or remove it and run microgpt init again`);
  }
  const [name] = configNames;
  await writeFile(name, configText(), { flag: 'wx' });
  process.stdout.write(`${name} lists all settings; remove the // before the ones that you want to change\n`);
}
