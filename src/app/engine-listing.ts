import { AvtoolError } from '../domain/errors.js';
import type { DeviceState, Engine, EngineDefinition, EngineDescription } from '../domain/ports/engine.js';

/** An engine as it is here, or why it cannot be used and what installs it. */
export type EngineListing =
  | (EngineDescription & { readonly description: string; readonly devices: readonly DeviceState[] })
  | { readonly name: string; readonly description: string; readonly unavailable: string; readonly fix?: string };

/** Starts each engine, asks what it is and which devices it has, and disposes it. */
export async function listEngines(engines: readonly EngineDefinition[], create: (engine: EngineDefinition) => Promise<Engine>): Promise<EngineListing[]> {
  const listing: EngineListing[] = [];
  for (const engine of engines) listing.push(await describeEngine(engine, create));
  return listing;
}

async function describeEngine(definition: EngineDefinition, create: (engine: EngineDefinition) => Promise<Engine>): Promise<EngineListing> {
  const { name, description } = definition;
  try {
    const engine = await create(definition);
    try {
      const described = await engine.describe();
      return { ...described, description, devices: (await engine.devices?.()) ?? [] };
    } finally {
      await engine.dispose();
    }
  } catch (error) {
    const unavailable = error instanceof Error ? error.message : String(error);
    return { name, description, unavailable, ...(error instanceof AvtoolError && error.fix !== undefined && { fix: error.fix }) };
  }
}
