export { endPlainly } from './end-plainly.ts';
export { choice, integer, number, size, toggle, type Flag } from './flag.ts';
export { helpText } from './help.ts';
export { InputError } from './input-error.ts';
export { untilInterrupted } from './interrupt.ts';
export { readFlags, type ValuesOf } from './read-flags.ts';
export { isSystemError } from './system-error.ts';
export { upTo } from './up-to.ts';
