// The tree of objects that a D-Bus service shows: each path has interfaces, each interface properties.
// Adding, removing and changing tell everybody, as the ObjectManager and Properties interfaces ask.

import type { Answer, Bus, Call } from './bus.ts';
import { done, refused } from './bus.ts';
import type { Value, Variant } from './marshal.ts';

export const OBJECT_MANAGER = 'org.freedesktop.DBus.ObjectManager';
export const PROPERTIES = 'org.freedesktop.DBus.Properties';
const UNKNOWN = 'org.freedesktop.DBus.Error.UnknownObject';

export type Properties = Readonly<Record<string, Variant>>;
export type Interfaces = Readonly<Record<string, Properties>>;

export type ObjectTree = {
  add(path: string, interfaces: Interfaces): void;
  /** The object and all below it. */
  remove(path: string): void;
  change(path: string, interfaceName: string, changed: Properties): void;
  get(path: string, interfaceName: string, property: string): Value | undefined;
  has(path: string): boolean;
  /** Calls of the two interfaces above; undefined: it is for somebody else. */
  answer(call: Call): Answer | undefined;
};

/** What a caller sent in the place of a name. */
const nameAt = (body: readonly Value[], at: number): string => (typeof body[at] === 'string' ? body[at] : '');

export function createObjectTree(signal: Bus['signal']): ObjectTree {
  const objects = new Map<string, Interfaces>();

  const change = (path: string, interfaceName: string, changed: Properties): void => {
    const before = objects.get(path);
    if (!before) return;
    objects.set(path, { ...before, [interfaceName]: { ...before[interfaceName], ...changed } });
    signal({
      path,
      interface: PROPERTIES,
      member: 'PropertiesChanged',
      signature: 'sa{sv}as',
      body: [interfaceName, changed, []],
    });
  };

  const METHODS: Readonly<Record<string, (call: Call) => Answer>> = {
    [`${OBJECT_MANAGER}.GetManagedObjects`]: () => done('a{oa{sa{sv}}}', Object.fromEntries(objects)),
    [`${PROPERTIES}.GetAll`]: ({ path, body }) => {
      const found = objects.get(path)?.[nameAt(body, 0)];
      return found ? done('a{sv}', found) : refused(UNKNOWN);
    },
    [`${PROPERTIES}.Get`]: ({ path, body }) => {
      const found = objects.get(path)?.[nameAt(body, 0)]?.[nameAt(body, 1)];
      return found ? done('v', found) : refused(UNKNOWN);
    },
    [`${PROPERTIES}.Set`]: ({ path, body }) => {
      change(path, nameAt(body, 0), { [nameAt(body, 1)]: body[2] as Variant });
      return done();
    },
  };

  return {
    add(path, interfaces) {
      objects.set(path, interfaces);
      signal({
        path: '/',
        interface: OBJECT_MANAGER,
        member: 'InterfacesAdded',
        signature: 'oa{sa{sv}}',
        body: [path, interfaces],
      });
    },
    remove(path) {
      const gone = [...objects.keys()].filter((each) => each === path || each.startsWith(`${path}/`));
      for (const each of gone.reverse()) {
        const names = Object.keys(objects.get(each)!);
        objects.delete(each);
        signal({
          path: '/',
          interface: OBJECT_MANAGER,
          member: 'InterfacesRemoved',
          signature: 'oas',
          body: [each, names],
        });
      }
    },
    change,
    get: (path, interfaceName, property) => objects.get(path)?.[interfaceName]?.[property]?.value,
    has: (path) => objects.has(path),
    answer: (call) => METHODS[`${call.interface}.${call.member}`]?.(call),
  };
}
