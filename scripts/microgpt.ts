// `pnpm microgpt`: the command-line program from its source, in the folder in which the command was typed.

process.chdir(process.env.INIT_CWD ?? '.'); // pnpm starts a script in the root of the repository
await import('../packages/cli/src/main.ts');
