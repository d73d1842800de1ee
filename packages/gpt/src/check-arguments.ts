// Every file of this package takes its checks from here, so that what is bundled imports them once.
export { checkArguments, checkCount, checkKind, checkPositive, hasMethod } from '@microgpt/autograd';
