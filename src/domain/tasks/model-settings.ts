import type { Json } from '../ports/run-store.js';

/** Everything about a model that is not in its weights; plain data, stored in run folders. */
export type ModelSettings = { readonly [key: string]: Json };
