import type { Shape } from '../shape/shape.ts';
import { Engine } from '../tensor/engine.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Value } from '../value/value.ts';
import { ValueTensor } from './value-tensor.ts';

/** The engine on which every number is a `Value`. */
export class ScalarEngine extends Engine {
  readonly name = 'scalar';
  readonly dtype = 'float64';

  protected override create(numbers: ArrayLike<number>, shape: Shape, requiresGrad: boolean): Tensor {
    const values = Array.from(numbers, (x) => new Value(x));
    return new ValueTensor(this, values, shape, requiresGrad);
  }
}
