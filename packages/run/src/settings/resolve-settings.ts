import type { GivenSettings, Settings } from './settings.ts';
import { usualSettings } from './usual-settings.ts';

/** What is usual in GPT-2 in place of {@link usualSettings}; what was chosen for one architecture says nothing about the other. */
const usualInGPT2 = { bias: true, activation: 'gelu-tanh', tieHead: true, std: 0.02 } as const;

/**
 * All settings: those that were given, else those that were chosen, else the usual ones.
 *
 * What was chosen gives way where it does not fit what was given:
 *
 * - Of another architecture than the given one, `bias`, `activation`, `tieHead` and `std` are not taken.
 * - If one of `heads` and `embd` is given, the other becomes one that fits.
 * - If `lr` is given, `minLr` keeps its ratio to it.
 * - If `time` is given, there are no `steps`, and the other way around.
 */
export function resolveSettings(given: GivenSettings, chosen: GivenSettings): Settings {
  const own = defined(given);
  const isOther = own.architecture !== undefined && own.architecture !== chosen.architecture;
  const fitting = defined({ ...chosen, ...(isOther && blank(usualInGPT2)) });
  const architecture = own.architecture ?? fitting.architecture ?? usualSettings.architecture;
  const others: Settings = { ...usualSettings, ...(architecture === 'gpt2' && usualInGPT2), ...fitting };
  const all: Settings = { ...others, ...own };
  return { ...all, ...fittingHeads(own, all), ...fittingRate(own, others), ...fittingLength(own, others) };
}

function defined(settings: GivenSettings): Partial<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function blank(settings: GivenSettings): GivenSettings {
  return Object.fromEntries(Object.keys(settings).map((name) => [name, undefined]));
}

function fittingHeads(own: Partial<Settings>, { heads, embd }: Settings): Partial<Settings> {
  if (embd % heads === 0) return {};
  if (own.embd === undefined) return { embd: heads * Math.ceil(embd / heads) };
  return own.heads === undefined ? { heads: largestDivisor(embd, heads) } : {};
}

/** The largest divisor of n that is at most `limit`. */
function largestDivisor(n: number, limit: number): number {
  for (let divisor = Math.min(n, limit); divisor > 1; divisor--) if (n % divisor === 0) return divisor;
  return 1;
}

/** The `minLr` that keeps its ratio to a given `lr`; nothing if `minLr` is given, or `lr` is not. */
export function fittingRate({ lr, minLr }: GivenSettings, others: Settings): Partial<Settings> {
  return lr === undefined || minLr !== undefined ? {} : { minLr: (others.minLr / others.lr) * lr };
}

function fittingLength({ steps, time }: Partial<Settings>, others: Settings): Partial<Settings> {
  if (time != null) return { steps: null, time };
  if (steps != null) return { steps, time: null };
  return others.time === null ? {} : { steps: null };
}
