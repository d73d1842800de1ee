import { effect } from '@preact/signals';
import { addressOf, placeOf } from './address.ts';
import { isSame } from './config-of.ts';
import type { Config } from './config.ts';
import { config } from './signals.ts';

/**
 * Keeps the configuration in the address, and takes what the user changes there.
 *
 * @param views the ids of the views
 * @param configure is called with a configuration that the user put into the address
 */
export function keepAddress(views: readonly string[], configure: (wanted: Config) => void): void {
  let address = location.hash; // as it was written or read last
  effect(() => {
    const wanted = config.value;
    if (location.hash !== address) return; // the user has just changed it, and `hashchange` is on its way
    const { view } = placeOf(location.hash, views);
    const fragment = addressOf({ config: wanted, view });
    if (fragment === location.hash) return;
    history.replaceState(history.state, '', fragment || location.pathname + location.search);
    address = location.hash;
  });
  addEventListener('hashchange', () => {
    address = location.hash;
    const { config: wanted } = placeOf(location.hash, views);
    // As the address can say it: a run of the command line may be beyond the limits of this page.
    const { config: shown } = placeOf(addressOf({ config: config.value, view: undefined }), views);
    if (!isSame(wanted, shown)) configure(wanted);
  });
}
