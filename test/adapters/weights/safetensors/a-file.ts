/** The bytes of a safetensors file with any header, right or wrong, given as text. */
export function fileWithHeader(header: string, data: Uint8Array = new Uint8Array(), claimedHeaderBytes?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, claimedHeaderBytes ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** A file with one tensor named `w`. */
export const fileWithTensor = (dtype: string, shape: readonly number[], data: Uint8Array): Uint8Array =>
  fileWithHeader(JSON.stringify({ w: { dtype, shape, data_offsets: [0, data.length] } }), data);
