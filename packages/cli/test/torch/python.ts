import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { noteSkipped } from '../../../../testing/skipped.ts';

const run = promisify(execFile);

/** A Python with PyTorch: what the variable PYTHON names, else `python3`, else that of the system. */
export const python: string | undefined = await findPython();

/** Ending of the name of a test that needs PyTorch: empty, or why the test is skipped. */
export const note = python === undefined ? ' (skipped: no Python with PyTorch here; let PYTHON name one)' : '';

if (python === undefined) noteSkipped(['tests in PyTorch: no Python with PyTorch here; let PYTHON name one']);

/** Runs a program in a folder. Returns what it printed. */
export async function runPython(args: readonly string[], cwd: string): Promise<string> {
  const [output] = await ended([startPython(args, cwd)]);
  return output;
}

/** Runs a program in several processes. Returns what the first one printed. */
export async function runProcesses(count: number, args: readonly string[], cwd: string): Promise<string> {
  const [output] = await ended(await startProcesses(count, args, cwd));
  return output;
}

/** Starts a program in several processes, with the variables that `torchrun` sets. */
export async function startProcesses(count: number, args: readonly string[], cwd: string): Promise<ChildProcess[]> {
  const shared = { MASTER_ADDR: '127.0.0.1', MASTER_PORT: String(await freePort()), WORLD_SIZE: String(count) };
  return Array.from({ length: count }, (_, rank) =>
    startPython(args, cwd, { ...shared, RANK: String(rank), LOCAL_RANK: String(rank) }),
  );
}

/** What processes print, when all have ended with the same exit code. */
export function ended(processes: readonly ChildProcess[], expected = 0): Promise<string[]> {
  return Promise.all(
    processes.map(async (child) => {
      let [output, errors] = ['', ''];
      child.stdout?.on('data', (text) => (output += String(text)));
      child.stderr?.on('data', (text) => (errors += String(text)));
      const [code] = (await once(child, 'close')) as [number | null];
      if (code !== expected) throw new Error(`the program ended with ${code}: ${errors}`);
      return output + errors;
    }),
  );
}

/** Starts a program. */
export function startPython(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const settings = { PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1', ...env };
  return spawn(python ?? 'python3', args, {
    cwd,
    env: { ...process.env, ...settings },
    timeout: 50_000,
    killSignal: 'SIGKILL',
  });
}

async function findPython(): Promise<string | undefined> {
  const { PYTHON: chosen } = process.env;
  for (const name of chosen ? [chosen] : ['python3', '/usr/bin/python3']) {
    const found = await run(name, ['-c', 'import torch']).then(
      () => true,
      () => false,
    );
    if (found) return name;
  }
  return undefined;
}

/**
 * A port at which nothing listens. It is below the ports that a system chooses by itself, because the programs
 * take seconds until they listen there.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => {
        resolve(false);
      });
      server.listen(port, '127.0.0.1', () => {
        resolve(true);
      });
    });
    if (isFree) {
      await new Promise((resolve) => server.close(resolve));
      return port;
    }
  }
}
