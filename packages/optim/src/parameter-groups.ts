import { checkKind, checkOptions } from '@microgpt/autograd';
import { isObject } from './check.ts';
import { itemsOf, listParameters, type ListedParameter, type ParameterList } from './parameter-list.ts';

/** Names of options in other libraries. */
const synonyms = new Map([
  ['learningRate', 'lr'],
  ['learning_rate', 'lr'],
  ['params', 'parameters'],
]);

/** Parameters that are trained with the same options, which override those of the optimizer. */
export type ParameterGroup<Options> = Partial<Options> & { readonly parameters: ParameterList };

/** The parameters of a group, and all options. */
export interface ResolvedGroup<Options> {
  readonly listed: readonly ListedParameter[];
  readonly options: Required<Options>;
}

/**
 * The parameter groups of an optimizer, or a single group of all parameters.
 *
 * @param options those of the optimizer. A group's options override them, and both override the defaults, if defined
 * @param defaults all options but `lr`; if undefined, any option is accepted
 * @throws TypeError if an item is neither a parameter nor a group, or an option is unknown
 */
export function resolveGroups<Options>(
  name: string,
  parameters: unknown,
  options: Options,
  defaults: object | undefined,
): ResolvedGroup<Options>[] {
  const known = defaults && ['lr', ...Object.keys(defaults)];
  if (known) checkNames(name, options, known);
  const items = itemsOf(name, parameters);
  return (items.some(isGroup) ? items : [{ parameters: items }]).map((group) => {
    checkKind(name, 'only groups { parameters, … }', group, isGroup(group));
    const { parameters: list, ...overrides } = group;
    if (known) checkNames(`${name}: group`, overrides, known);
    return {
      listed: listParameters(name, list),
      options: { ...defaults, ...defined(options), ...defined(overrides) } as Required<Options>,
    };
  });
}

/** @throws TypeError if an option is unknown; says what it is called here if another library has it */
function checkNames(op: string, options: unknown, known: readonly string[]): void {
  for (const name of Object.keys(options ?? {})) {
    const here = known.includes(name) ? undefined : synonyms.get(name);
    if (here) throw new TypeError(`${op}: unknown option "${name}"; did you mean ${here}?`);
  }
  checkOptions(op, options, known);
}

/** Whether x is a group; tensors and modules have a brand, groups have none. */
function isGroup(x: unknown): x is Readonly<Record<string, unknown>> {
  return isObject(x) && !Array.isArray(x) && !('brand' in x);
}

/** The options that are not undefined. */
function defined(options: unknown): object {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));
}
