import { partName } from '../../../inspecting/part-name.ts';
import type { TensorFacts } from '../../../inspecting/graph.ts';

/** What people call a module of the map; the one with an empty path is the loss. */
export function moduleName(path: string): string {
  return path === '' ? 'loss' : partName(path);
}

/** What people call the module that a tensor belongs to. */
export function ownerName({ owner }: TensorFacts): string {
  return moduleName(owner);
}

/** The end of the path of a parameter, the operation that computed another tensor, or `constant`. */
export function nameOf({ parameter, op }: TensorFacts): string {
  return parameter?.split('.').slice(-2).join('.') ?? (op === '' ? 'constant' : op);
}
