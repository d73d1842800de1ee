import { unary, Value } from '@microgpt/autograd';
import jsep from 'jsep';

/** An expression such as `a*b + tanh(c)`. */
export interface Expression {
  /** The names of its inputs, in the order in which they appear. */
  readonly inputs: readonly string[];
  /** Computes it from numbers for its inputs; the result can be differentiated. */
  evaluate(numbers: ReadonlyMap<string, number>): ExpressionValue;
}

/** The value of an expression. */
interface ExpressionValue {
  readonly result: Value;
  readonly inputs: ReadonlyMap<string, Value>;
}

type Two = (a: Value, b: Value) => Value;

const operators: Readonly<Record<string, Two>> = {
  '+': (a, b) => a.add(b),
  '-': (a, b) => a.sub(b),
  '*': (a, b) => a.mul(b),
  '/': (a, b) => a.div(b),
  '^': (a, b) => a.pow(b),
};

const twoArguments: Readonly<Record<string, Two>> = {
  pow: (a, b) => a.pow(b),
  max: (a, b) => a.maximum(b),
  min: (a, b) => a.minimum(b),
};

const oneArgument = ['exp', 'log', 'sqrt', 'abs', 'sin', 'cos', 'tanh', 'sigmoid', 'relu', 'silu', 'gelu'] as const;

/** A function that stands for parentheses, which the parser does not report. */
const GROUP = 'group';

jsep.removeAllUnaryOps();
jsep.removeAllBinaryOps();
jsep.removeAllLiterals();
jsep.addUnaryOp('-');
jsep.addUnaryOp('+');
jsep.addBinaryOp('+', 1);
jsep.addBinaryOp('-', 1);
jsep.addBinaryOp('*', 2);
jsep.addBinaryOp('/', 2);
jsep.addBinaryOp('^', 3, true);

/**
 * Reads an expression of numbers, names, `+ - * / ^`, parentheses and functions.
 *
 * @throws RangeError with a sentence for the user, if the text is not an expression
 */
export function parseExpression(text: string): Expression {
  if (text.trim() === '') throw new RangeError('Type an expression, such as a*b + tanh(c).');
  const tree = treeOf(text);
  const inputs: string[] = [];
  collect(tree, inputs);
  return {
    inputs,
    evaluate(numbers) {
      const values = new Map(inputs.map((name) => [name, new Value(numbers.get(name) ?? 1)]));
      return { result: compute(tree, values), inputs: values };
    },
  };
}

function treeOf(text: string): jsep.Expression {
  const grouped = asTyped(text).replace(/(?<!\w)\(/g, `${GROUP}(`);
  try {
    return jsep(grouped);
  } catch (error) {
    const { index = 0, description } = error as { readonly index?: number; readonly description?: string };
    const before = grouped.slice(0, index).split(`${GROUP}(`).length - 1;
    const place = Math.max(1, index - before * GROUP.length + 1);
    throw new RangeError(`${description ?? 'This is not an expression'} at character ${place}.${hintFor(grouped)}`, {
      cause: error,
    });
  }
}

/** What was probably meant. */
function hintFor(text: string): string {
  if (text.includes('**')) return ' For a power, write x^2.';
  const product = /\d[A-Za-z]/.exec(text)?.[0];
  return product === undefined ? '' : ` To multiply, write ${product[0]}*${product[1]}.`;
}

/** Replaces the signs used in print with those on a keyboard. Each is one character, so places stay the same. */
function asTyped(text: string): string {
  return text
    .replace(/[×·⋅∙]/g, '*')
    .replace(/[÷∕]/g, '/')
    .replace(/[−–]/g, '-');
}

/** Collects the names of the inputs, and finds everything that cannot be computed. */
function collect(node: jsep.Expression, inputs: string[]): void {
  if (isLiteral(node)) {
    if (typeof node.value !== 'number') throw new RangeError(`${node.raw} is not a number.`);
    return;
  }
  if (isIdentifier(node)) {
    if (isTwoArguments(node.name) || isOneArgument(node.name))
      throw new RangeError(`Write ${node.name}(…): ${node.name} is a function.`);
    if (!/^[A-Za-z_]\w*$/.test(node.name))
      throw new RangeError(`Write a name in plain letters and digits, not ${node.name}. For a power, write x^2.`);
    if (!inputs.includes(node.name)) inputs.push(node.name);
    return;
  }
  if (isUnary(node)) {
    collect(node.argument, inputs);
    return;
  }
  if (isBinary(node)) {
    if (node.operator === '^' && isUnary(node.left))
      throw new RangeError('Write (-a)^b or -(a^b) to show which you mean.');
    collect(node.left, inputs);
    collect(node.right, inputs);
    return;
  }
  if (isCall(node) && isIdentifier(node.callee)) {
    const { name } = node.callee;
    const count = node.arguments.length;
    const expected = isTwoArguments(name) ? 2 : isOneArgument(name) || name === GROUP ? 1 : undefined;
    if (expected === undefined) {
      const known = [...oneArgument, ...Object.keys(twoArguments)].join(', ');
      throw new RangeError(`There is no function ${name}. Use one of ${known}.`);
    }
    if (count !== expected) {
      const what = name === GROUP ? 'Parentheses hold' : `${name} takes`;
      throw new RangeError(`${what} ${expected === 1 ? 'one expression' : 'two expressions'}, not ${count}.`);
    }
    for (const argument of node.arguments) collect(argument, inputs);
    return;
  }
  if (node.type === 'Compound') throw new RangeError('Write an operator between the parts, such as a*b.');
  throw new RangeError('Use numbers, names, + - * / ^, parentheses and functions, such as a*b + tanh(c).');
}

function compute(node: jsep.Expression, values: ReadonlyMap<string, Value>): Value {
  if (isLiteral(node)) return new Value(Number(node.value));
  if (isIdentifier(node)) return values.get(node.name) ?? new Value(NaN);
  if (isUnary(node)) {
    const argument = compute(node.argument, values);
    return node.operator === '-' ? argument.neg() : argument;
  }
  if (isBinary(node)) return operators[node.operator](compute(node.left, values), compute(node.right, values));
  if (!isCall(node) || !isIdentifier(node.callee)) throw new RangeError('collect checks this');
  const [first, second] = node.arguments.map((argument) => compute(argument, values));
  const { name } = node.callee;
  if (name === GROUP) return first;
  return isOneArgument(name) ? first.map(unary[name]) : twoArguments[name](first, second);
}

function isTwoArguments(name: string): boolean {
  return Object.hasOwn(twoArguments, name);
}

function isOneArgument(name: string): name is (typeof oneArgument)[number] {
  return (oneArgument as readonly string[]).includes(name);
}

function isLiteral(node: jsep.Expression): node is jsep.Literal {
  return node.type === 'Literal';
}

function isIdentifier(node: jsep.Expression): node is jsep.Identifier {
  return node.type === 'Identifier';
}

function isUnary(node: jsep.Expression): node is jsep.UnaryExpression {
  return node.type === 'UnaryExpression';
}

function isBinary(node: jsep.Expression): node is jsep.BinaryExpression {
  return node.type === 'BinaryExpression';
}

function isCall(node: jsep.Expression): node is jsep.CallExpression {
  return node.type === 'CallExpression';
}
