import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findConfig, readConfig } from '../../src/settings/config-file.ts';
import { folderWith } from './folder.ts';

/** What a config file says, with the file and its folder left out. */
async function read(name: string, text: string, others: Readonly<Record<string, string>> = {}) {
  const file = join(folderWith({ [name]: text, ...others }), name);
  return readConfig(file);
}

/** The error of a config file, in which the folder is left out. */
async function problem(name: string, text: string): Promise<string> {
  const folder = folderWith({ [name]: text });
  try {
    await readConfig(join(folder, name));
  } catch (error) {
    return (error as Error).message.replace(`${folder}/`, '');
  }
  throw new Error('the file is fine');
}

describe.each([
  ['microgpt.config.ts', "const layers: number = 2;\nexport default { layers, preset: 'names' } satisfies object;"],
  ['microgpt.config.mts', "export default { layers: 2 as number, preset: 'names' };"],
  ['microgpt.config.js', "export default { layers: 2, preset: 'names' };"],
  ['microgpt.config.mjs', "export default { layers: 2, preset: 'names' };"],
  ['microgpt.config.json', '{ "layers": 2, "preset": "names" }'],
])('%s', (name, text) => {
  test('is found, and gives its settings and the name of a preset', async () => {
    const folder = folderWith({ [name]: text });
    const file = join(folder, name);
    expect(findConfig(folder)).toBe(file);
    expect(await readConfig(file)).toEqual({ file, preset: 'names', settings: { layers: 2 } });
  });
});

test('a folder without a config file has none, and two of them are an error', () => {
  expect(findConfig(folderWith({}))).toBeUndefined();
  const folder = folderWith({ 'microgpt.config.ts': '', 'microgpt.config.json': '' });
  expect(() => findConfig(folder)).toThrow(
    'there are microgpt.config.ts and microgpt.config.json: keep one, or pass --config FILE',
  );
});

test('a config file may import another module', async () => {
  const text = "import { sizes } from './sizes';\nexport default { ...sizes };";
  const { settings } = await read('microgpt.config.ts', text, { 'sizes.ts': 'export const sizes = { embd: 48 };' });
  expect(settings).toEqual({ embd: 48 });
});

test('durations are numbers of seconds, or texts', async () => {
  const { settings } = await read('microgpt.config.json', '{ "time": "5m", "saveEvery": 30 }');
  expect(settings).toEqual({ time: 300, saveEvery: 30 });
});

test('paths are relative to the file', async () => {
  const text = '{ "data": "poems.txt", "out": "a/b.safetensors", "parts": "./parts.ts", "tokenizer": "t.json" }';
  const { file, settings } = await read('microgpt.config.json', text);
  const folder = join(file, '..');
  expect(settings).toEqual({
    data: join(folder, 'poems.txt'),
    out: join(folder, 'a/b.safetensors'),
    parts: join(folder, 'parts.ts'),
    tokenizer: join(folder, 't.json'),
  });
  const named = await read('microgpt.config.json', '{ "data": "names", "tokenizer": "characters", "parts": "swiglu" }');
  expect(named.settings).toEqual({ data: 'names', tokenizer: 'characters', parts: 'swiglu' });
});

describe('an error is one line with the file, the line where it is known, and a remedy', () => {
  test.each([
    ['{ layer: 2 }', 'there is no setting "layer"; did you mean "layers"?'],
    ["{ 'eval-every': 2 }", 'there is no setting "eval-every"; did you mean "evalEvery"?'],
    ['{ frobnicate: 2 }', 'there is no setting "frobnicate"; microgpt init writes a file with all settings'],
    ['{ constructor: 2 }', 'there is no setting "constructor"; microgpt init writes a file with all settings'],
    ['{ layers: 0 }', 'layers: expected a positive integer, got 0'],
    ["{ layers: '2' }", 'layers: expected a positive integer, got "2"'],
    ['{ layers: [2] }', 'layers: expected a positive integer, got [2]'],
    ['{ lr: NaN }', 'lr: expected a positive number, got NaN'],
    ['{ dropout: 1 }', 'dropout: expected a number from 0 to less than 1, got 1'],
    ["{ time: '5d' }", 'time: expected a duration such as 90s, 5m or 1h, got "5d"'],
    ["{ bias: 'yes' }", 'bias: expected true or false, got "yes"'],
    ["{ engine: 'gpu' }", 'engine: expected "scalar" or "cpu" or "wasm", got "gpu"'],
    ['{ out: 3 }', 'out: expected a file, got 3'],
    ["{ preset: 'gpt3' }", 'preset: expected names, shakespeare-char, gpt2, got "gpt3"'],
  ])('%s', async (object, message) => {
    expect(
      await problem('microgpt.config.ts', `// Settings.\nexport default ${object.replace('{ ', '{\n  ')};\n`),
    ).toBe(`microgpt.config.ts:3: ${message}`);
  });

  test.each([
    ['microgpt.config.ts', 'export default {\n  layers: 2,\n  heads 4,\n};', ':3: Unexpected token, expected ","'],
    ['microgpt.config.ts', "import './missing.ts';\nexport default {};", ":1: Cannot find module './missing.ts'"],
    [
      'microgpt.config.js',
      'let sizes;\nexport default { layers: sizes.layers };',
      ':2: Cannot read properties of undefined',
    ],
    ['microgpt.config.json', '{\n  "layers": 2,\n  "heads" 4\n}', ':3: '],
    ['microgpt.config.json', '', ':1: Unexpected end'],
    ['microgpt.config.json', '[]', ': expected an object of settings'],
    ['microgpt.config.ts', 'export const layers = 2;', ': expected an object of settings as default export'],
    ['microgpt.config.ts', 'export default () => ({});', ': expected an object of settings as default export'],
  ])('%s: %j', async (name, text, message) => {
    const told = await problem(name, text);
    expect(told).toContain(`${name}${message}`);
    expect(told).not.toContain('\n');
  });

  test('a file that is missing', async () => {
    await expect(readConfig('/no/such/file.ts')).rejects.toThrow(
      '--config: there is no file /no/such/file.ts; microgpt init writes one',
    );
  });
});
