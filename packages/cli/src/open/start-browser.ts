import open from 'open';

/** Opens an address in the user's browser. On a machine without one nothing happens: the address is in the terminal. */
export async function startBrowser(address: string): Promise<void> {
  await open(address).catch(() => undefined);
}
