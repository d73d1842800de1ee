import { examples } from './apps/examples/src/examples.ts';

/** What nothing imports, and is used all the same. */
export default {
  workspaces: {
    'apps/bench': { entry: ['src/measure/worker-main.ts'] }, // a process of its own
    'apps/checks': { ignoreDependencies: ['@microgpt/autograd', '@microgpt/cli'] }, // what the programs in documents import, and a program
    'apps/demo': { ignoreBinaries: ['script'] }, // of the system, where it has it
    'apps/examples': { entry: examples.map(({ url }) => url.href.split('/').slice(-3).join('/')) }, // started by name
    'apps/playground': { entry: ['src/**/*.worker.ts'] }, // started by their addresses
    'packages/cli': {
      ignoreBinaries: ['mkfifo', 'mount', 'umount'], // of the system, where it has them
      ignoreDependencies: [
        ...['cli-cursor', 'env-paths', 'leven', 'log-update', 'slice-ansi', 'string-width'], // of terminal, which it bundles
        'playground', // the page, which its build copies
      ],
    },
    'packages/terminal': { entry: ['test/command-line/program.ts'] }, // a process of its own
    'packages/wasm': { entry: ['assembly/index.ts'] }, // compiled by AssemblyScript
  },
};
