/** Which pixels of a picture belong to something: 1 or 0 each, row-major, `data.length === width * height`. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
