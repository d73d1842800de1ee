import { fourDigits, type Edge, type Graph, type OperationNode, type ValueNode } from './graph.ts';

// Colors that are readable on white and on black, because the background is transparent.
const HEADER = `digraph {
  rankdir=LR ordering=in
  bgcolor=transparent
  node [fontname=Helvetica fontsize=12 fontcolor="#0f172a" color="#7c8798" style="filled,rounded" margin="0.15,0.08"]
  edge [fontname=Helvetica fontsize=11 fontcolor="#7c8798" color="#7c8798" arrowsize=0.7]`;

/**
 * The graph in Graphviz's language: numbers as boxes, operations as ellipses, local derivatives beside the arrows.
 *
 * @see https://graphviz.org/doc/info/lang.html
 */
export function toDot({ values, operations, edges }: Graph): string {
  const statements = [
    ...values.map(valueStatement),
    ...operations.map(operationStatement),
    ...edges.map(edgeStatement),
  ];
  return `${HEADER}\n  ${statements.join('\n  ')}\n}\n`;
}

function valueStatement({ id, label, data, grad }: ValueNode): string {
  const name = label === '' ? '' : `<b>${escaped(label)}</b><br/>`;
  const text = `${name}data ${fourDigits(data)}<br/><font color="#b45309">grad ${fourDigits(grad)}</font>`;
  return `${id} [shape=box fillcolor="#e0f2fe" label=<${text}>]`;
}

function operationStatement({ id, op }: OperationNode): string {
  return `${id} [shape=ellipse fillcolor="#fef3c7" label=<${escaped(op)}>]`;
}

function edgeStatement({ from, to, localGrad }: Edge): string {
  return localGrad === undefined ? `${from} -> ${to}` : `${from} -> ${to} [label="${fourDigits(localGrad)}"]`;
}

/** Text for a label in <>: special characters are written as numbers, as in HTML. */
function escaped(text: string): string {
  // Graphviz interprets escapes such as \N even there, and two backslashes as one.
  const numbered = text.replaceAll('\\', '\\\\').replace(/[^\p{L}\p{N}_ \n]/gu, (char) => `&#${char.codePointAt(0)};`);
  return numbered.replaceAll('\n', '<br/>');
}
