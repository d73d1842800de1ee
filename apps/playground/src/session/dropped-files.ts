/** What files are that were dropped or picked together. */
export type DroppedFiles =
  | { readonly kind: 'checkpoint' | 'layers' | 'text'; readonly file: File }
  | { readonly kind: 'folder'; readonly files: readonly File[] }
  /** Nothing that can be opened, and what to do. */
  | { readonly kind: 'problem'; readonly problem: string };

/** Files that are of no use alone. */
const PARTS = ['config.json', 'tokenizer.json', 'vocab.json', 'merges.txt', 'encoder.json', 'vocab.bpe'];

/** Tells what files are: the files of a model of Hugging Face, a checkpoint, layers of the user's own, or a text to learn from. */
export async function droppedFiles(files: readonly File[]): Promise<DroppedFiles> {
  const visible = files.filter(({ name }) => !name.startsWith('.'));
  if (visible.length === 0)
    return { kind: 'problem', problem: 'There are no files in it. Drop a text or a checkpoint.' };
  const names = new Set(visible.map(({ name }) => name));
  const hasWeights = [...names].some((name) => /^model.*\.safetensors$/.test(name));
  if (names.has('config.json') && hasWeights) return { kind: 'folder', files: visible };
  if (visible.length > 1) {
    const problem = `You dropped ${visible.length} files. Drop one text, one checkpoint, or the folder of a GPT-2 model with its config.json and model.safetensors.`;
    return { kind: 'problem', problem };
  }
  const [file] = visible;
  if (PARTS.includes(file.name)) {
    const problem = `${file.name} is only one file of a model. Drop the whole folder, with config.json and model.safetensors.`;
    return { kind: 'problem', problem };
  }
  if (file.name.endsWith('.safetensors') || (await isSafetensors(file))) return { kind: 'checkpoint', file };
  return { kind: (await isLayers(file)) ? 'layers' : 'text', file };
}

/** Whether a file is a program with layers, and not one to learn from. */
async function isLayers(file: File): Promise<boolean> {
  return /\.[cm]?[jt]sx?$/.test(file.name) && file.size < 1_000_000 && (await file.text()).includes('@microgpt/');
}

/** Whether a file begins as safetensors do: with the length of a header, and a brace. */
async function isSafetensors(file: File): Promise<boolean> {
  const start = new DataView(await file.slice(0, 9).arrayBuffer());
  if (start.byteLength < 9) return false;
  const length = start.getBigUint64(0, true);
  return length > 1n && length < BigInt(file.size) && start.getUint8(8) === 0x7b;
}
