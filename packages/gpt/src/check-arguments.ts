import { checkKind, hasMethod } from '@microgpt/autograd';

// Every file of this package imports its checks from here, so that the bundle imports them once.
export {
  checkArguments,
  checkCount,
  checkKind,
  checkOptions,
  checkPositive,
  hasMethod,
  show,
} from '@microgpt/autograd';

/** @throws TypeError unless `signal` is an `AbortSignal` or undefined */
export function checkSignal(op: string, signal: unknown): void {
  checkKind(op, 'an AbortSignal', signal, signal === undefined || hasMethod(signal, 'throwIfAborted'));
}

/** @throws TypeError unless `init` is an `Initializer` */
export function checkInitializer(op: string, init: unknown): void {
  checkKind(op, 'an Initializer', init, hasMethod(init, 'normal'));
}
