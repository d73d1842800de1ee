import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { type GivenSettings, type PresetName, presetNames, type Settings } from '@microgpt/run';
import { InputError, nearest } from '@microgpt/terminal';
import { isGuideLayers } from 'examples/guide-layers';
import { checkSetting } from './check-setting.ts';
import { configNames } from './config-names.ts';
import { loadJSON, loadModule, shown } from './load-module.ts';
import { settingNames } from './setting-flags.ts';

/** What a config file says. */
export interface Config {
  /** The absolute path of the file. */
  readonly file: string;
  readonly preset: PresetName | undefined;
  readonly settings: GivenSettings;
}

/**
 * The config file in a folder; undefined if there is none.
 *
 * @throws InputError if there are several
 */
export function findConfig(folder: string): string | undefined {
  const found = configNames.filter((name) => existsSync(join(folder, name)));
  if (found.length > 1) throw new InputError(`there are ${found.join(' and ')}: keep one, or pass --config FILE`);
  return found.length === 0 ? undefined : join(folder, found[0]);
}

/**
 * What a config file says, checked. Paths in it are relative to the file, and absolute afterwards.
 *
 * @throws InputError in one line, with the file, and the line where it is known
 */
export async function readConfig(file: string): Promise<Config> {
  if (!existsSync(file)) throw new InputError(`--config: there is no file ${shown(file)}; microgpt init writes one`);
  const content = await contentOf(file);
  if (!isPlainObject(content)) {
    throw new InputError(
      `${shown(file)}: expected an object of settings${extname(file) === '.json' ? '' : ' as default export'}`,
    );
  }
  const settings: Record<string, unknown> = {};
  let preset: PresetName | undefined;
  for (const [name, value] of Object.entries(content)) {
    if (value === undefined || value === null) continue;
    if (name === 'preset') preset = checkPreset(file, value);
    else settings[name] = checked(file, name, value);
  }
  return { file, preset, settings: absolutePaths(settings, dirname(file)) };
}

/** The settings with absolute paths; that of the checkpoint is relative to the current folder if it is in it, for people to read. */
export function absolutePaths(settings: GivenSettings, folder: string): GivenSettings {
  const { data, tokenizer, parts, out } = settings;
  const isFile = tokenizer !== undefined && !['characters', 'byte-pairs'].includes(tokenizer);
  return {
    ...settings,
    ...(data !== undefined && data !== 'names' && { data: resolve(folder, data) }),
    ...(isFile && { tokenizer: resolve(folder, tokenizer) }),
    ...(parts != null && { parts: isGuideLayers(parts) ? parts : resolve(folder, parts) }),
    ...(out !== undefined && { out: fromHere(resolve(folder, out)) }),
  };
}

function fromHere(path: string): string {
  const short = relative('.', path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}

async function contentOf(file: string): Promise<unknown> {
  return extname(file) === '.json' ? loadJSON(file) : (await loadModule(file)).default;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkPreset(file: string, value: unknown): PresetName {
  const preset = presetNames.find((name) => name === value);
  if (preset !== undefined) return preset;
  throw new InputError(
    `${at(file, 'preset')}: preset: expected ${presetNames.join(', ')}, got ${JSON.stringify(value)}`,
  );
}

function checked(file: string, name: string, value: unknown): unknown {
  if (!isSetting(name)) {
    const meant = nearest(name, ['preset', ...settingNames]);
    const hint = meant === undefined ? 'microgpt init writes a file with all settings' : `did you mean "${meant}"?`;
    throw new InputError(`${at(file, name)}: there is no setting "${name}"; ${hint}`);
  }
  try {
    return checkSetting(name, value);
  } catch (error) {
    throw new InputError(`${at(file, name)}: ${(error as Error).message}`);
  }
}

function isSetting(name: string): name is keyof Settings {
  return settingNames.some((known) => known === name);
}

/** The file with the line in which a name is given, if a line begins with it. */
function at(file: string, name: string): string {
  const lines = readFileSync(file, 'utf8').split('\n');
  const line = lines.findIndex((text) => text.replace(/^[\s{'"]*/, '').startsWith(name)) + 1;
  return line === 0 ? shown(file) : `${shown(file)}:${line}`;
}
