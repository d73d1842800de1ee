import type { Command, CommandContext, RouteMap } from '@stricli/core';

/** A program for a terminal. */
export interface Program {
  /** The words that start it, such as `microgpt` or `pnpm --filter demo start`. */
  readonly name: string;
  /** Its command, or its commands by name. */
  readonly root: Command<CommandContext> | RouteMap<CommandContext>;
  /** The command that was probably meant if there is none, but a file or folder. */
  readonly fileCommand?: string;
  /** The answer to `--version`. */
  readonly version?: string;
}
