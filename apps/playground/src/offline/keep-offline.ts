import { servedFileName } from '../session/served-file.ts';

/**
 * Keeps the page in the browser once it has loaded, so that it works without network from then on.
 *
 * Not in development, where files change, and not where the command line serves the page: another version of the program may serve
 * the same address tomorrow.
 */
export function keepOffline(): void {
  const isOfProgram = servedFileName() !== undefined;
  if (!import.meta.env.PROD || isOfProgram || !('serviceWorker' in navigator)) return;
  const register = () => {
    // Without it the page works, but needs the network: where the browser forbids storage, for example.
    navigator.serviceWorker.register('./service-worker.js').catch(() => undefined);
  };
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
}
