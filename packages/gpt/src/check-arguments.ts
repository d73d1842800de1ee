// Every file of this package imports its checks from here, so that the bundle imports them once.
export { checkArguments, checkCount, checkKind, checkPositive, hasMethod } from '@microgpt/autograd';
