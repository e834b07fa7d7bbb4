import { reshape, transpose } from '../graph/operations.js';
import type { Tensor } from '../graph/tensor.js';

/** Cuts pictures into windows, row-major within a picture, pictures outermost. @param x [B, H, W, C] @param window [h, w], dividing H and W @returns [B · H/h · W/w, h, w, C] */
export function windowPartition(x: Tensor, [h, w]: readonly [number, number]): Tensor {
  const [batch, height, width, channels] = x.shape;
  const grid = transpose(reshape(x, [batch, height / h, h, width / w, w, channels]), [0, 1, 3, 2, 4, 5]);
  return reshape(grid, [(batch * height * width) / (h * w), h, w, channels]);
}

/** The inverse of {@link windowPartition}. @param windows [B · H/h · W/w, h, w, C] @param size [H, W] @returns [B, H, W, C] */
export function windowReverse(windows: Tensor, [height, width]: readonly [number, number]): Tensor {
  const [count, h, w, channels] = windows.shape;
  const batch = (count * h * w) / (height * width);
  const grid = transpose(reshape(windows, [batch, height / h, width / w, h, w, channels]), [0, 1, 3, 2, 4, 5]);
  return reshape(grid, [batch, height, width, channels]);
}
