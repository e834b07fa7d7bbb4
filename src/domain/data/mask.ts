/** Which pixels of a picture belong to something: 1 or 0 each, row-major, `data.length === width * height`. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The mask at another size, each pixel that of the nearest centre. */
export function resizedMask({ width, height, data }: Mask, toWidth: number, toHeight: number): Mask {
  if (width === toWidth && height === toHeight) return { width, height, data };
  const resized = new Uint8Array(toWidth * toHeight);
  for (let y = 0; y < toHeight; y++) {
    const row = Math.floor(((y + 0.5) * height) / toHeight) * width;
    for (let x = 0; x < toWidth; x++) resized[y * toWidth + x] = data[row + Math.floor(((x + 0.5) * width) / toWidth)];
  }
  return { width: toWidth, height: toHeight, data: resized };
}
