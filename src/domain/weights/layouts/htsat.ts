import type { WeightLayout } from './layout.js';

const prefix = 'sed_model.';
const isHtsat = (names: ReadonlySet<string>, before: string): boolean => names.has(`${before}layers.0.blocks.0.attn.relative_position_bias_table`) && names.has(`${before}bn0.weight`);

/** HTS-AT as its own program saves it (spec/encoders §3.3), with and without the wrapper's name. */
export const htsatLayouts: readonly WeightLayout[] = [
  { name: 'HTS-AT (Lightning)', recognises: (names) => isHtsat(names, prefix), place: (name) => ({ name: `htsat.${name.startsWith(prefix) ? name.slice(prefix.length) : name}` }) },
  { name: 'HTS-AT', recognises: (names) => isHtsat(names, ''), place: (name) => ({ name: `htsat.${name}` }) },
];
