// `pnpm microgpt`: the command-line program from its source, in the folder in which the command was typed.
import { chdir, env } from 'node:process';

chdir(env.INIT_CWD ?? '.'); // pnpm starts a script in the root of the repository
await import(new URL('../packages/cli/src/main.ts', import.meta.url).href);
