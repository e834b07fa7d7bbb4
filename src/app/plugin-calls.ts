import type { PluginDefinition } from './plugin-definition.js';
import { passedOn } from './plugin-error.js';

/** Functions whose results have functions of the plugin too: an engine and its programs. */
const makers: ReadonlySet<string> = new Set(['create', 'compile']);

type Callable = (...args: unknown[]) => unknown;

/**
 * The same definition, but whatever its functions throw names plugin and function. The only place where calls into a plugin are wrapped.
 * @param plugin package name, for messages
 */
export function namedCalls(definition: PluginDefinition, plugin: string): PluginDefinition {
  const { engines, ...rest } = definition;
  const named = wrapped(rest, plugin, '', undefined);
  return Object.freeze(engines === undefined ? named : { ...named, engines: wrapped(engines, plugin, 'engines', makers) });
}

function wrapped<T>(value: T, plugin: string, path: string, resultsOf: ReadonlySet<string> | undefined): T {
  if (Array.isArray(value)) return value.map((entry: unknown, index) => wrapped(entry, plugin, `${path}.${nameOf(entry) ?? index}`, resultsOf)) as T;
  if (!isPlain(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of keysOf(value)) {
    const member: unknown = Reflect.get(value, key);
    const place = path === '' ? key : `${path}.${key}`;
    copy[key] = typeof member === 'function' ? call(value, member as Callable, plugin, place, resultsOf, resultsOf?.has(key) === true) : wrapped(member, plugin, place, resultsOf);
  }
  return copy as T;
}

function call(owner: object, verb: Callable, plugin: string, hook: string, resultsOf: ReadonlySet<string> | undefined, wrapResult: boolean): Callable {
  const result = (value: unknown): unknown => (wrapResult ? wrapped(value, plugin, hook, resultsOf) : value);
  return (...args) => {
    try {
      const value = verb.apply(owner, args);
      if (!(value instanceof Promise)) return result(value);
      return value.then(result, (error: unknown) => {
        throw passedOn(error, plugin, hook);
      });
    } catch (error) {
      throw passedOn(error, plugin, hook);
    }
  };
}

/** Objects that are data or carry verbs; everything built in (URL, Map, typed arrays) stays as it is. */
function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]';
}

/** Own members and, for objects made by a class, the methods they inherit. */
function keysOf(value: object): Set<string> {
  const keys = new Set(Object.keys(value));
  for (let proto: unknown = Object.getPrototypeOf(value); typeof proto === 'object' && proto !== null && proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
    for (const key of Object.getOwnPropertyNames(proto)) if (key !== 'constructor') keys.add(key);
  }
  return keys;
}

function nameOf(entry: unknown): string | undefined {
  return typeof entry === 'object' && entry !== null && 'name' in entry && typeof entry.name === 'string' ? entry.name : undefined;
}
