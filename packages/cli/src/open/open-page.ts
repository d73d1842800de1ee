import { withCheckpoint } from '../checkpoints/with-checkpoint.ts';
import type { CommandStreams } from '../output.ts';
import { listen } from './listen.ts';
import type { OpenFlags } from './open-flags.ts';
import { pageFolder } from './page-folder.ts';
import { pageServer } from './page-server.ts';
import { startBrowser } from './start-browser.ts';
import { untilSignal } from './until-signal.ts';

/** Shows a checkpoint in the page until Ctrl-C: `microgpt open`. */
export async function openPage(this: CommandStreams, { port, browser }: OpenFlags, file: string): Promise<void> {
  const { stdout } = this.process;
  const data = await withCheckpoint(file, ({ record }) => Promise.resolve(record?.data));
  const server = pageServer({ folder: pageFolder(), file, data });
  const address = await listen(server, port);
  stdout.write(`${file} is open at ${address}\nThe page follows the file while train writes it. Ctrl-C closes it.\n`);
  if (browser !== false) await startBrowser(address);
  await untilSignal();
  server.close();
  server.closeAllConnections();
}
