/** The functions that put operators into a graph. */
export * from './operators/elementwise.js';
export * from './operators/logic.js';
export * from './operators/reductions.js';
export * from './operators/movement.js';
export * from './operators/products.js';
export * from './operators/indexing.js';
export * from './operators/normalisations.js';
export * from './operators/convolutions.js';
