import * as autograd from '@microgpt/autograd';
import * as functional from '@microgpt/autograd/functional';
import * as gpt from '@microgpt/gpt';
import * as nn from '@microgpt/nn';
import * as optim from '@microgpt/optim';
import * as random from '@microgpt/random';
import * as tokenizer from '@microgpt/tokenizer';

/** The packages that a user's own module may import, as on the command line. */
export const providedModules: Readonly<Record<string, object>> = {
  '@microgpt/autograd': autograd,
  '@microgpt/autograd/functional': functional,
  '@microgpt/gpt': gpt,
  '@microgpt/nn': nn,
  '@microgpt/optim': optim,
  '@microgpt/random': random,
  '@microgpt/tokenizer': tokenizer,
};
