import type { EngineDefinition } from '../domain/ports/engine.js';
import { unknownName } from './plugin-registry.js';

/** Engines by name: avtool's own, then those of plugins. */
export interface EngineCatalogue {
  /** @throws AvtoolError ENGINE_UNKNOWN (exit 2) with the nearest names */
  find(name: string): Promise<EngineDefinition>;
  all(): Promise<readonly EngineDefinition[]>;
}

/**
 * Plugins are loaded for a name that is not avtool's own.
 * @param warn is told, once, about engines of plugins whose name avtool has itself: they are left out
 */
export function createEngineCatalogue(own: readonly EngineDefinition[], ofPlugins: () => Promise<readonly EngineDefinition[]>, warn: (line: string) => void): EngineCatalogue {
  const isOwn = (name: string): boolean => own.some((engine) => engine.name === name);
  let collecting: Promise<readonly EngineDefinition[]> | undefined;
  const collect = async (): Promise<readonly EngineDefinition[]> => {
    const brought = await ofPlugins();
    for (const { name } of brought.filter((engine) => isOwn(engine.name))) warn(`The engine ${name} of a plugin is left out: avtool has one of that name.`);
    return [...own, ...brought.filter((engine) => !isOwn(engine.name))];
  };
  const all = (): Promise<readonly EngineDefinition[]> => (collecting ??= collect());
  return {
    all,
    async find(name) {
      const candidates = isOwn(name) ? own : await all();
      const found = candidates.find((engine) => engine.name === name);
      if (found === undefined) throw unknownName('engine', name, candidates.map((engine) => engine.name));
      return found;
    },
  };
}
