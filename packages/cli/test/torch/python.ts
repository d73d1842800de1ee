import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { noteSkipped } from '../../../../testing/skipped.ts';

const run = promisify(execFile);

/** A Python with PyTorch: what the variable PYTHON names, else `python3`, else that of the system. */
export const python: string | undefined = await findPython();

/** Ending of the name of a test that needs PyTorch: empty, or why the test is skipped. */
export const note = python === undefined ? ' (skipped: no Python with PyTorch here; let PYTHON name one)' : '';

if (python === undefined) noteSkipped(['tests in PyTorch: no Python with PyTorch here; let PYTHON name one']);

/** Runs a program in a folder, with two threads less to wait for. Returns what it printed. */
export async function runPython(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const settings = { PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1', ...env };
  const { stdout } = await run(python ?? 'python3', args, { cwd, env: { ...process.env, ...settings } });
  return stdout;
}

/** Runs a program in several processes, with the variables that `torchrun` sets. Returns what the first one printed. */
export async function runProcesses(count: number, args: readonly string[], cwd: string): Promise<string> {
  const port = await freePort();
  const shared = { MASTER_ADDR: '127.0.0.1', MASTER_PORT: String(port), WORLD_SIZE: String(count) };
  const outputs = await Promise.all(
    Array.from({ length: count }, (_, rank) =>
      runPython(args, cwd, { ...shared, RANK: String(rank), LOCAL_RANK: String(rank) }),
    ),
  );
  return outputs[0];
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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
