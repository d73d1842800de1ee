import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveSettings } from '@microgpt/run';
import { guideLayers } from 'examples/guide-layers';
import { keyOfOwn } from '../../src/layers/layers-key.ts';
import { includedTexts } from '../../src/data/included-texts.ts';
import { addressOf, changesOf, placeOf, type Place } from '../../src/session/address.ts';
import { givenOf, published } from '../../src/session/config.ts';
import {
  changeableSettings,
  isWithinLimits,
  settingLimits,
  type ChangeableSetting,
  type SettingLimit,
} from '../../src/session/setting-limits.ts';

const views = ['train', 'write'];
const place = (fragment: string) => placeOf(fragment, views);

/** Any value within the limits of a setting. */
function valueOf(name: ChangeableSetting): fc.Arbitrary<string | number | boolean> {
  const limit: SettingLimit = settingLimits[name];
  if (limit.kind === 'switch') return fc.boolean();
  if (limit.kind === 'choice') return fc.constantFrom(...limit.values);
  if (limit.kind === 'layers')
    return fc.constantFrom(...guideLayers, keyOfOwn({ sha256: 'a'.repeat(64), file: 'my.js' }));
  const { least: min, most: max } = limit;
  return limit.kind === 'integer' ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
}

const given = fc
  .record(Object.fromEntries(changeableSettings.map((name) => [name, valueOf(name)])), { requiredKeys: [] })
  .filter(({ heads, embd }) => heads === undefined || embd === undefined || Number(embd) % Number(heads) === 0);

const ownText = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }).map((n) => `own:${n.toString(16).padStart(64, '0')}`);

const places: fc.Arbitrary<Place> = fc.record({
  config: fc.record({
    data: fc.oneof(fc.constantFrom(...includedTexts.map(({ id }) => id)), ownText),
    given,
  }),
  view: fc.constantFrom(undefined, 'write'),
});

describe('an address', () => {
  test('is empty for what the page opens with', () => {
    expect(addressOf({ config: published, view: undefined })).toBe('');
  });

  test('names only what differs from the settings of the text', () => {
    const config = { data: 'shakespeare', given: { layers: 2, embd: 32, batch: 6, seed: 7 } };
    expect(addressOf({ config, view: 'write' })).toBe('#data=shakespeare&layers=2&embd=32&seed=7&view=write');
  });

  test('leads back to the same place', () => {
    fc.assert(
      fc.property(places, ({ config, view }) => {
        const read = place(addressOf({ config, view }));
        expect(read.problem).toBeUndefined();
        expect(read.view).toBe(view);
        expect(read.config).toEqual({ data: config.data, given: changesOf(config) });
        expect(addressOf(read)).toBe(addressOf({ config, view }));
      }),
    );
  });

  test('leads to the same settings of a run', () => {
    fc.assert(
      fc.property(places, ({ config, view }) => {
        const read = place(addressOf({ config, view }));
        const defined = Object.entries(givenOf(config)).filter(([name]) => name in givenOf(read.config));
        expect(givenOf(read.config)).toEqual(Object.fromEntries(defined));
      }),
    );
  });

  test('of a run names nothing that follows from the rest', () => {
    const given = resolveSettings(givenOf(published), { evalEvery: 50 });
    expect(addressOf({ config: { data: 'names', given }, view: undefined })).toBe('');
    const longer = { ...given, steps: 3000, evalEvery: 150, lr: 0.02 };
    expect(addressOf({ config: { data: 'names', given: longer }, view: undefined })).toBe('#steps=3000&lr=0.02');
  });

  test('names what GPT-2 has otherwise by default', () => {
    const given = { architecture: 'gpt2', bias: false } as const;
    const fragment = addressOf({ config: { data: 'names', given }, view: undefined });
    expect(fragment).toBe('#architecture=gpt2&bias=false');
    expect(givenOf(place(fragment).config)).toMatchObject({ architecture: 'gpt2', bias: false, tieHead: true });
  });

  test('survives the encoding of another program', () => {
    const config = { data: `own:${'ab'.repeat(32)}`, given: { lr: 1e-6 } };
    const fragment = new URLSearchParams(addressOf({ config, view: undefined }).slice(1)).toString();
    expect(fragment).toContain('own%3A');
    expect(place(fragment).config).toEqual(config);
  });
});

describe('reading an address', () => {
  test('gives what the page opens with for an empty one', () => {
    for (const fragment of ['', '#']) expect(place(fragment)).toEqual({ config: published, view: undefined });
  });

  test('takes the first view as the one without a name', () => {
    expect(place('#view=train')).toEqual({ config: published, view: undefined });
  });

  test('ignores what is unknown or wrong, and names all of it in one message', () => {
    const { config, view, problem } = place(
      '#data=moby&layers=0&lr=fast&colour=red&bias=yes&optimizer=lion&seed=3&view=fly',
    );
    expect(config).toEqual({ data: 'names', given: { seed: 3 } });
    expect(view).toBeUndefined();
    expect(problem).toBe(
      'The page ignores part of the address: there is no text “moby”; ' +
        'layers must be an integer from 1 to 12, not “0”; lr must be a number from 0.000001 to 10, not “fast”; ' +
        'there is no setting “colour”; bias must be true or false, not “yes”; ' +
        'optimizer must be adamw, adam or sgd, not “lion”; there is no view “fly”.',
    );
  });

  test('refuses values that only look like numbers', () => {
    for (const text of ['', ' ', 'NaN', 'Infinity', '1.5', '1e9', '-1']) {
      expect(place(`#steps=${encodeURIComponent(text)}`).config.given).toEqual({});
    }
  });

  test('ignores heads among which the width cannot be divided', () => {
    const { config, problem } = place('#heads=5&embd=32');
    expect(config.given).toEqual({ embd: 32 });
    expect(problem).toContain('embd=32 is not divisible by heads=5');
  });

  test('never throws and never gives a value beyond its limits', () => {
    const part = fc.tuple(fc.oneof(fc.constantFrom(...changeableSettings, 'data', 'view'), fc.string()), fc.string());
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const { given } = place(`#${parts.map(([name, value]) => `${name}=${value}`).join('&')}`).config;
        for (const name of changeableSettings) {
          if (given[name] !== undefined) expect(isWithinLimits(name, given[name])).toBe(true);
        }
      }),
    );
  });
});
