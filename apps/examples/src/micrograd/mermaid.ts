import { fourDigits, type Edge, type Graph, type OperationNode, type ValueNode } from './graph.ts';

/**
 * The graph as a Mermaid flowchart, which GitHub and many editors draw in Markdown.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function toMermaid({ values, operations, edges }: Graph): string {
  const statements = [
    ...values.map(valueStatement),
    ...operations.map(operationStatement),
    ...edges.map(edgeStatement),
  ];
  return `flowchart LR\n  ${statements.join('\n  ')}\n`;
}

function valueStatement({ id, label, data, grad }: ValueNode): string {
  const name = label === '' ? '' : `<b>${escaped(label)}</b><br/>`;
  return `${id}["${name}data ${fourDigits(data)}<br/>grad ${fourDigits(grad)}"]`;
}

function operationStatement({ id, op }: OperationNode): string {
  return `${id}(["${escaped(op)}"])`;
}

function edgeStatement({ from, to, localGrad }: Edge): string {
  return localGrad === undefined ? `${from} --> ${to}` : `${from} -->|"${fourDigits(localGrad)}"| ${to}`;
}

/**
 * Text for a label in quotes: special characters are written as numbers, between # and a semicolon.
 *
 * Mermaid interprets two more things: a backslash before the letter n is a line break, and $$ begins a formula.
 */
function escaped(text: string): string {
  const numbered = text.replace(/[^\p{L}\p{N}_ \n]/gu, (char) => `#${char.codePointAt(0)};`);
  return numbered.replaceAll('\n', '<br/>');
}
