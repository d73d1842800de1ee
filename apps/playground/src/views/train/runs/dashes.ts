/** The dashes of the curves of other runs by slot, in pixels, so that color alone does not tell them apart. */
export const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [10, 3, 2, 3], [4, 2]];
