import type { Settings } from '@microgpt/run';
import { InputError } from '@microgpt/terminal';
import { settingFlags } from './setting-flags.ts';

/**
 * The value of a setting in a config file, checked as that of its flag is. A duration may be a number of seconds or a text such as `5m`.
 *
 * @throws InputError with what was expected and what came
 */
export function checkSetting(name: keyof Settings, value: unknown): unknown {
  const flag = settingFlags[name];
  if (flag.kind === 'boolean') {
    if (typeof value === 'boolean') return value;
    throw wrong(name, 'true or false', value);
  }
  if (flag.kind === 'enum') {
    if (flag.values.some((word) => word === value)) return value;
    throw wrong(name, flag.values.map((word) => JSON.stringify(word)).join(' or '), value);
  }
  if (!kindsOf(flag.placeholder).includes(typeof value)) throw wrong(name, flag.expected, value);
  try {
    return flag.parse(String(value));
  } catch {
    throw wrong(name, flag.expected, value);
  }
}

function kindsOf(placeholder: string): readonly string[] {
  if (placeholder === 'duration') return ['number', 'string'];
  return ['integer', 'number'].includes(placeholder) ? ['number'] : ['string'];
}

function wrong(name: string, expected: string, value: unknown): InputError {
  const got = ['string', 'object'].includes(typeof value) ? JSON.stringify(value) : String(value);
  return new InputError(`${name}: expected ${expected}, got ${got}`);
}
