/**
 * Cases some of whose stored gradients are wrong, why, and which rows are right. Shown by finite differences in mistaken-gradients.test.ts.
 * The forward pass and the rows that are right are compared on every engine.
 */
export const mistakenGradients: ReadonlyMap<string, { readonly reason: string; readonly right: readonly string[] }> = new Map([
  [
    'avqa-adapter-visual-gate',
    {
      reason: "PyTorch 2.13's batch norm passes a wrong gradient back where the upstream one is a permuted [N, C, L, 1] tensor: bn2, and all before it, are wrong",
      right: ['gate', 'ln_post.weight', 'ln_post.bias'],
    },
  ],
]);
