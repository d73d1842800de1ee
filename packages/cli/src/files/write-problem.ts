import { isSystemError } from '@microgpt/terminal';

/** Why a file could not be written, and what helps, as the end of a sentence. */
export function writeProblem(error: unknown): string {
  const code = isSystemError(error) ? error.code : undefined;
  switch (code) {
    case 'ENOSPC':
      return 'the disk is full; free some space';
    case 'EDQUOT':
      return 'your disk quota is used up; free some space';
    case 'EROFS':
      return 'the disk is read-only; pass a file on another one with --out';
    case 'EACCES':
    case 'EPERM':
      return 'you may not write there; change the permissions, or pass a file in another folder with --out';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file is in the place of its folder; pass a file in another folder with --out';
    case 'ENOENT':
      return 'there is no such folder; create it';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
