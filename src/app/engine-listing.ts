import { engineNames } from '../domain/ports/configuration.js';
import type { EngineName } from '../domain/ports/configuration.js';
import type { Engine, EngineDescription } from '../domain/ports/engine.js';

/** An engine as it is here, or why it cannot be used. */
export type EngineListing = EngineDescription | { readonly name: EngineName; readonly unavailable: string };

/** Starts each engine, asks what it is, and disposes it. */
export async function listEngines(create: (name: EngineName) => Promise<Engine>): Promise<EngineListing[]> {
  const listing: EngineListing[] = [];
  for (const name of engineNames) listing.push(await describeEngine(name, create));
  return listing;
}

async function describeEngine(name: EngineName, create: (name: EngineName) => Promise<Engine>): Promise<EngineListing> {
  try {
    const engine = await create(name);
    try {
      return await engine.describe();
    } finally {
      await engine.dispose();
    }
  } catch (error) {
    return { name, unavailable: error instanceof Error ? error.message : String(error) };
  }
}
