import { spawn, type ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The demo's folder. */
export const home = fileURLToPath(new URL('..', import.meta.url));

/** The command line of the demo, as its package.json starts it. */
export const command = [process.execPath, '--conditions=@microgpt/source', '--import', 'tsx', 'src/main.ts'] as const;

/** How a run ended and what it wrote. */
export interface Result {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that goes on. */
export interface Run {
  readonly child: ChildProcess;
  readonly result: Promise<Result>;
  /** Resolves when stdout holds the text. */
  readonly wrote: (text: string) => Promise<void>;
}

/** Starts the real program. */
export function startDemo(args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const [node, ...rest] = command;
  const child = spawn(node, [...rest, ...args], { cwd: home, env: { ...process.env, ...env } });
  const closed = new Promise<Pick<Result, 'code' | 'signal'>>((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal });
    });
  });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (written += part));
  const result = Promise.all([closed, text(child.stderr)]).then(([end, stderr]) => ({
    ...end,
    stdout: written,
    stderr,
  }));
  return { child, result, wrote };

  async function wrote(expected: string): Promise<void> {
    while (!written.includes(expected)) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the demo ended without "${expected}"`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** Runs the real program to its end. */
export function runDemo(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Result> {
  return startDemo(args, env).result;
}

/** A line of `--json`. */
export interface JsonLine {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What `--json` wrote. */
export function jsonLines({ stdout }: Result): JsonLine[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonLine);
}
