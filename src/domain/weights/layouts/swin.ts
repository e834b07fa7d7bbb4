import { renamed, type Renaming, type WeightLayout } from './layout.js';

const blockName = 'layers.0.blocks.0.attn.cpb_mlp.0.weight';
const isSwin = (names: ReadonlySet<string>): boolean => names.has(blockName);
const hasNewHead = (names: ReadonlySet<string>): boolean => names.has('head.fc.weight') || (names.has('layers.1.downsample.reduction.weight') && !names.has('layers.0.downsample.reduction.weight'));

const swin = (name: string): string => `swin.${name}`;

/** Swin-V2 of three programs (spec/encoders §1.5); ours are timm 0.6.12's names below `swin.`. */
export const swinLayouts: readonly WeightLayout[] = [
  {
    name: 'Swin-V2 (timm 1.x)',
    recognises: (names) => isSwin(names) && hasNewHead(names),
    place: (name) => ({ name: swin(withOldHead(name)) }),
  },
  {
    name: 'Swin-V2 (Microsoft)',
    recognises: (names) => isSwin(names) && names.has('layers.0.blocks.0.attn.relative_coords_table'),
    place: (name) => ({ name: swin(name) }),
  },
  { name: 'Swin-V2 (timm 0.6)', recognises: isSwin, place: (name) => ({ name: swin(name) }) },
];

const head: Renaming = [[/^head\.fc\./, 'head.']];

/** timm 1.x counts a merging to the stage after it. */
const withOldHead = (name: string): string => renamed(name, head).replace(/^layers\.(\d+)\.downsample\./, (_, stage: string) => `layers.${Number(stage) - 1}.downsample.`);
