import { checkKind, isTensor, type Tensor } from '@microgpt/autograd';
import { isObject } from './check.ts';

/**
 * Parameters, with or without their paths: `model.namedParameters()`, `model.parameters()`, or any other list of
 * `[path, parameter]` pairs or of tensors.
 */
export type ParameterList = Iterable<Tensor> | Iterable<readonly [path: string, parameter: Tensor]>;

/** A parameter, and its path if the list has paths. */
export interface ListedParameter {
  readonly path: string | undefined;
  readonly parameter: Tensor;
}

/** @throws TypeError unless each item of the list is a tensor or a pair of a path and a tensor */
export function listParameters(op: string, list: unknown): ListedParameter[] {
  return itemsOf(op, list).map((item, i) => {
    const isPair = Array.isArray(item);
    const path: unknown = isPair ? item[0] : undefined;
    const parameter: unknown = isPair ? item[1] : item;
    const isListed = (path === undefined || typeof path === 'string') && isTensor(parameter);
    if (!isListed) checkKind(op, `a tensor or [path, tensor] at index ${i}`, item, isListed);
    return { path, parameter };
  });
}

/** @throws TypeError unless the list is iterable */
export function itemsOf(op: string, list: unknown): readonly unknown[] {
  if (Array.isArray(list)) return list;
  const isList = isObject(list) && Symbol.iterator in list;
  checkKind(op, 'a list of parameters, such as model.parameters()', list, isList);
  return [...(list as unknown as Iterable<unknown>)];
}
