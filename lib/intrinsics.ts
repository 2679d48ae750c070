/**
 * The language's own objects, which foreign code could change under our feet.
 *
 * A configuration or a rule that replaces `Array.prototype.map` would decide what our code sees of a repository. So what is there
 * before foreign code runs is compared with what is there behind it, by code that calls nothing that could have been replaced.
 *
 * @module
 */

/**
 * Remember them; the function that comes back puts all back, and gives the name of something that was changed, if any. `isLate`: libraries
 * of ours have been loaded meanwhile, and what they add beside the others, such as metadata to `Reflect`, hides nothing.
 */
export const guardIntrinsics = (): ((isLate?: boolean) => string | undefined) => {
  const known: Known[] = [];
  for (const [name, object] of intrinsics) known[known.length] = knownOf(name, object);
  return (isLate = false) => {
    let changed: string | undefined;
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] as string;
      if (globals[name] === originals[at]) continue;
      defineProperty(globals, name, { value: originals[at], writable: true, configurable: true });
      changed = name;
    }
    for (let at = 0; at < known.length; at += 1) changed = restore(known[at] as Known, isLate) ?? changed;
    return changed;
  };
};

// --- internal ---

interface Known {
  name: string;
  object: object;
  keys: PropertyKey[];
  descriptors: PropertyDescriptor[];
  parent: object | null;
  /** Others have its properties as theirs: a prototype. */
  isInherited: boolean;
}

const { getPrototypeOf, setPrototypeOf, ownKeys, getOwnPropertyDescriptor, defineProperty, deleteProperty } = Reflect;
const { is } = Object;
const hasKey = Function.prototype.call.bind(Object.prototype.hasOwnProperty) as (
  object: object,
  key: PropertyKey,
) => boolean;
const text = String;

const names = [
  ...["Object", "Function", "Array", "String", "Number", "Boolean", "Symbol", "BigInt", "RegExp", "Date", "Math"],
  ...["JSON", "Reflect", "Proxy", "Promise", "Map", "Set", "WeakMap", "WeakSet", "Uint8Array", "ArrayBuffer"],
  ...["TypeError", "RangeError", "Buffer", "TextDecoder", "TextEncoder", "structuredClone"],
] as const;

const prototypeOf = (value: object): object => getPrototypeOf(value) as object;

/** What they share, which no global names. */
const nameless: [string, object][] = [
  ["an iterator", prototypeOf(prototypeOf([].values()))],
  ["an array's iterator", prototypeOf([].values())],
  ["a map's iterator", prototypeOf(new Map().entries())],
  ["a set's iterator", prototypeOf(new Set().values())],
  ["a string's iterator", prototypeOf(""[Symbol.iterator]())],
  ["a pattern's iterator", prototypeOf("".matchAll(/a/g))],
  ["a typed array", prototypeOf(Uint8Array)],
  ["a typed array's prototype", prototypeOf(Uint8Array.prototype)],
  ["an error's prototype", Error.prototype],
];

const globals = globalThis as unknown as Record<string, { prototype?: unknown }>;
const originals = names.map((name) => globals[name]);

const intrinsics: [string, object][] = [
  ...names.flatMap((name): [string, object][] => {
    const value = globals[name] as { prototype?: unknown };
    const { prototype } = value;
    const own: [string, object] = [name, value];
    return typeof prototype === "object" || typeof prototype === "function"
      ? [own, [`${name}.prototype`, prototype as object]]
      : [own];
  }),
  ...nameless,
];

const knownOf = (name: string, object: object): Known => {
  const keys = ownKeys(object);
  const descriptors: PropertyDescriptor[] = [];
  for (let at = 0; at < keys.length; at += 1)
    descriptors[at] = getOwnPropertyDescriptor(object, keys[at] as PropertyKey) as PropertyDescriptor;
  const isInherited = !isNamed(names, name);
  return { name, object, keys, descriptors, parent: getPrototypeOf(object), isInherited };
};

/** Returns the name of what had been changed. */
const restore = (
  { name, object, keys, descriptors, parent, isInherited }: Known,
  isLate: boolean,
): string | undefined => {
  let changed: string | undefined;
  if (getPrototypeOf(object) !== parent) {
    setPrototypeOf(object, parent);
    changed = name;
  }
  const now = ownKeys(object);
  // First what was added: it could stand before what is put back.
  for (let at = 0; at < now.length; at += 1) {
    const key = now[at] as PropertyKey;
    if (key === keys[at] || isAmong(keys, key)) continue;
    if (isLate && !isInherited) continue;
    deleteProperty(object, key);
    changed = `${name}.${text(key)}`;
  }
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] as PropertyKey;
    const before = descriptors[at] as PropertyDescriptor;
    if (isSame(getOwnPropertyDescriptor(object, key), before)) continue;
    defineProperty(object, key, before);
    changed = `${name}.${text(key)}`;
  }
  return changed;
};

const isNamed = (all: readonly string[], name: string): boolean => {
  for (let at = 0; at < all.length; at += 1) if (all[at] === name) return true;
  return false;
};

const isAmong = (keys: readonly PropertyKey[], key: PropertyKey): boolean => {
  for (let at = 0; at < keys.length; at += 1) if (keys[at] === key) return true;
  return false;
};

/** Descriptors have no value of their own where the prototype's could be seen: each key is asked for. */
const isSame = (now: PropertyDescriptor | undefined, before: PropertyDescriptor): boolean =>
  now !== undefined &&
  hasKey(now, "value") === hasKey(before, "value") &&
  (hasKey(now, "value") ? is(now.value, before.value) : now.get === before.get && now.set === before.set);
