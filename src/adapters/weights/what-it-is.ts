/** Something else that is often found under a weight file's name. */
export interface Mistaken {
  readonly what: string;
  readonly fix: string;
}

const fetchAgain = 'fetch the file again; some hosts answer with a page when a limit is reached';

const signatures: readonly (readonly [signature: RegExp, mistaken: Mistaken])[] = [
  [/^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype html|html|head|body)/i, { what: 'an HTML page, not weights (a failed download?)', fix: fetchAgain }],
  [/^(?:\u00ef\u00bb\u00bf)?\s*<\?xml/i, { what: 'an XML text, not weights (a failed download?)', fix: fetchAgain }],
  [/^version https:\/\/git-lfs/, { what: 'a Git LFS pointer, not the file itself', fix: 'run git lfs pull where it comes from, or fetch the file from its page' }],
  [/^\s*[[{]/, { what: 'a JSON text, not weights (a failed download?)', fix: fetchAgain }],
  [/^\u0093NUMPY/, { what: 'a single NumPy array', fix: 'save named arrays with numpy.savez' }],
  [/^\u0089HDF\r\n/, { what: 'an HDF5 file, which avtool does not read', fix: 'save the tensors as safetensors' }],
  [/^\u001f\u008b/, { what: 'compressed with gzip', fix: 'unpack it first' }],
  [/^[^]{257}ustar/, { what: 'a tar archive', fix: 'unpack it first; PyTorch older than 0.2 wrote such files, newer versions load and save them again' }],
];

/** Names a file by its first bytes, where they are those of no weights. */
export function whatItIs(start: Uint8Array): Mistaken | undefined {
  const text = String.fromCharCode(...start);
  return signatures.find(([signature]) => signature.test(text))?.[1];
}
