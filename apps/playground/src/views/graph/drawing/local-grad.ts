import type { Operand } from '@microgpt/inspect';
import { formatSigned } from '../../../design/format/format-signed.ts';

/** The local derivative with respect to a number among operands or results; the sum, if it is there twice. */
export function localGradOf(operands: readonly Operand[], id: number): number {
  return operands.filter((operand) => operand.id === id).reduce((sum, { localGrad }) => sum + localGrad, 0);
}

/** What stands at an arrow: the local derivative, by which the backward pass multiplies. */
export function arrowLabel(operands: readonly Operand[], id: number): string {
  return `×${formatSigned(localGradOf(operands, id), { digits: 3 })}`;
}
