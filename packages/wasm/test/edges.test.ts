import { checkChoices, checkEdges, checkEqualNumbers } from '../../autograd/test/check-edges.ts';
import { createWasm } from '../src/index.ts';

const engine = await createWasm();
checkEdges(engine);
checkChoices(engine);
checkEqualNumbers(engine);
