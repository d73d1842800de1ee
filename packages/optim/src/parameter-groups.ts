import { checkKind, checkOptions } from '@microgpt/autograd';
import { isObject } from './check.ts';
import { itemsOf, listParameters, type ListedParameter, type ParameterList } from './parameter-list.ts';

/** Parameters that are trained alike. `Options` are those of the optimizer; a group may override each. */
export type ParameterGroup<Options> = Partial<Options> & { readonly parameters: ParameterList };

/** The parameters of a group, and all their options. */
export interface ResolvedGroup<Options> {
  readonly listed: readonly ListedParameter[];
  readonly options: Required<Options>;
}

/**
 * The groups that an optimizer is given, or a single group of all its parameters.
 *
 * @param options of the optimizer; options of a group override them, and both override the defaults, unless undefined
 * @param defaults have the names of all options but `lr`; without defaults, any option is accepted
 * @throws TypeError if an item is neither a parameter nor a group, or an option is unknown
 */
export function resolveGroups<Options>(
  name: string,
  parameters: unknown,
  options: Options,
  defaults: object | undefined,
): ResolvedGroup<Options>[] {
  const known = defaults && ['lr', ...Object.keys(defaults)];
  if (known) checkOptions(name, options, known);
  const items = itemsOf(name, parameters);
  return (items.some(isGroup) ? items : [{ parameters: items }]).map((group) => {
    checkKind(name, 'only groups { parameters, … }', group, isGroup(group));
    const { parameters: list, ...own } = group;
    if (known) checkOptions(`${name}: group`, own, known);
    return {
      listed: listParameters(name, list),
      options: { ...defaults, ...given(options), ...given(own) } as Required<Options>,
    };
  });
}

/** Whether x is a group; tensors and modules have a brand, groups have none. */
function isGroup(x: unknown): x is Readonly<Record<string, unknown>> {
  return isObject(x) && !Array.isArray(x) && !('brand' in x);
}

/** The options that are not undefined. */
function given(options: unknown): object {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));
}
