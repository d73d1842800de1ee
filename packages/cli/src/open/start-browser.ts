import open from 'open';

/** Opens an address in the user's browser. Without a browser, nothing happens: the terminal shows the address. */
export async function startBrowser(address: string): Promise<void> {
  await open(address).catch(() => undefined);
}
